import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { installExtension, installVSCode, startServer, workbenchUrl } from '@portolan/vscode-host';
import { root, run } from './run.ts';

/** How to open the editor. */
export interface EditorOptions {
  /** An installed VS Code instead of the one in the browser. */
  desktop: boolean;
  /** Port of the editor in the browser; 0 takes a free one. */
  port: number;
  /** Whether to open the default browser. */
  browser: boolean;
}

/** Starts the sandbox and an editor with the packaged extension and three connections, and runs until Ctrl-C. */
export async function openEditor(options: EditorOptions): Promise<void> {
  if (options.desktop && !(await run('code', ['--version']).catch(() => undefined))) {
    console.error(
      'No "code" command found. In VS Code run "Shell Command: Install \'code\' command in PATH", or leave --desktop out for VS Code in the browser.',
    );
    process.exitCode = 1;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'portolan-start-'));
  const sandbox = await startSandbox();
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const stops: (() => Promise<void> | void)[] = [removeFolder, () => sandbox.close()];
  const stop = async (code: number): Promise<void> => {
    for (const each of stops.toReversed()) await each();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop(0));
  try {
    console.log('Packaging the extension ...');
    const vsix = join(folder, 'portolan.vsix');
    const packaged = await run('node', ['scripts/package.ts', vsix], { cwd: join(root, 'extension') });
    if (packaged.code !== 0) throw new Error(`The extension could not be packaged:\n${packaged.output}`);
    const workspace = join(folder, 'workspace');
    mkdirSync(workspace);
    const env = { PORTOLAN_SANDBOX: describeSandbox(sandbox, folder) };
    if (options.desktop) {
      const window = await openDesktop(vsix, workspace, folder, env);
      describe(sandbox, 'VS Code is open; this ends when you close its window.');
      window.once('exit', () => void stop(0));
      // Its profile must outlive it: Ctrl-C leaves an open window alone.
      stops[0] = () =>
        window.exitCode === null ? console.log(`The window is still open; its profile stays in ${folder}.`) : removeFolder();
    } else {
      const installation = installVSCode({ onProgress: (message) => console.log(`VS Code: ${message} ...`) });
      const dataFolder = join(folder, 'vscode');
      mkdirSync(dataFolder);
      installExtension(installation, vsix, dataFolder);
      const server = await startServer(installation, { dataFolder, env, port: options.port, connectionToken: true });
      stops.push(() => server.stop());
      const address = workbenchUrl(server, { folder: workspace });
      describe(sandbox, `VS Code ${installation.version}:  ${address}`);
      if (options.browser) openBrowser(address);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await stop(1);
  }
}

/** Writes what the extension needs to know of the sandbox to a file of ours only, and gives its path. */
function describeSandbox({ hubex, bitrix24, workly }: Sandbox, folder: string): string {
  const file = join(folder, 'sandbox.json');
  writeFileSync(file, JSON.stringify({ hubex, bitrix24, workly }, null, 2), { mode: 0o600 });
  return file;
}

/** Opens the `code` of this machine with a profile of its own, so that nothing of the person's own set-up is touched. */
async function openDesktop(vsix: string, workspace: string, folder: string, env: Record<string, string>): Promise<ChildProcess> {
  const profile = ['--user-data-dir', join(folder, 'profile'), '--extensions-dir', join(folder, 'extensions')];
  const installed = await run('code', [...profile, '--install-extension', vsix]);
  if (installed.code !== 0) throw new Error(`VS Code did not install the extension:\n${installed.output}`);
  return spawn('code', [...profile, '--new-window', '--wait', workspace], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
    detached: true,
    shell: process.platform === 'win32',
  });
}

function describe(sandbox: Sandbox, first: string): void {
  console.log(`
  ${first}

  The sandbox, with a connection to each in the Portolan side bar:
    HubEx      ${sandbox.hubex.baseUrl}
    Bitrix24   ${sandbox.bitrix24.origin}
    Workly     ${sandbox.workly.baseUrl}

  Press Ctrl-C to stop.`);
}

/** Opens the default browser where there is one; on a machine without, the printed address has to do. */
function openBrowser(address: string): void {
  const [command, args]: [string, string[]] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', address]]
        : ['xdg-open', [address]];
  if (process.platform === 'linux' && spawnSync('which', [command]).status !== 0) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
