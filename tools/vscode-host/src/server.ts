import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VSCodeInstallation } from './cache/install.ts';

/** Settings that make a fresh workbench quiet: no welcome pages, no telemetry, no look-ups. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

export interface ServerOptions {
  /** Where the server keeps extensions, settings and secrets. A temporary folder, removed at the end, when not given. */
  readonly dataFolder?: string;
  /** The folder with `User/settings.json`; inside the data folder by default. */
  readonly userDataFolder?: string;
  /** User settings on top of {@link quietSettings}. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine that the server runs on: settings of scope `machine` are read from here, not from the user's. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /**
   * A language such as `ru` for extensions. VS Code's own texts stay English: what it needs to choose a language at all is a language
   * pack, and the one that is made here is empty.
   */
  readonly language?: string;
  /** Environment of the server and its extension hosts, on top of the own one. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further arguments of the VS Code server. */
  readonly args?: readonly string[];
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /**
   * A built VS Code honours `extensionDevelopmentPath` and `extensionTestsPath` only with its smoke-test driver. The driver also hides
   * notifications, so tests of the user interface install the .vsix and leave this off.
   */
  readonly inHostTests?: boolean;
  /** Whether workspace trust is asked for, as on a desktop; off by default. */
  readonly workspaceTrust?: boolean;
  /** Lets in only who knows a random token, which {@link workbenchUrl} puts into the address; off by default, for tests. */
  readonly connectionToken?: boolean;
  /** Receives what the server prints. */
  readonly onOutput?: (text: string) => void;
}

export interface VSCodeServer {
  readonly url: string;
  /** `127.0.0.1:<port>`, the authority of `vscode-remote:` addresses. */
  readonly authority: string;
  /** What the address must carry, when the server asks for it. */
  readonly connectionToken?: string;
  readonly dataFolder: string;
  /** Everything printed so far. */
  log(): string;
  /** Stops the server with its extension hosts and removes a temporary data folder. */
  stop(): Promise<void>;
}

/** Starts the VS Code server on loopback and waits until it answers. */
export async function startServer(installation: VSCodeInstallation, options: ServerOptions = {}): Promise<VSCodeServer> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'vscode-host-'));
  const userData = options.userDataFolder ?? join(dataFolder, 'data');
  writeSettings(join(userData, 'User'), { ...quietSettings, ...options.settings });
  writeSettings(join(userData, 'Machine'), options.machineSettings ?? {});
  if (options.language) writeLanguagePack(userData, options.language);

  const token = options.connectionToken ? writeToken(dataFolder) : undefined;
  const entry = fileURLToPath(new URL('server-process.ts', import.meta.url));
  const flags = [
    '--port',
    String(options.port ?? 0),
    ...(token ? ['--connection-token-file', token.file] : ['--without-connection-token']),
    '--accept-server-license-terms',
    '--server-data-dir',
    dataFolder,
    '--disable-telemetry',
    '--disable-experiments',
    '--disable-update-check',
    '--disable-getting-started-override',
    ...(options.language ? ['--locale', options.language] : []),
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(options.inHostTests ? ['--enable-smoke-test-driver'] : []),
    ...(options.args ?? []),
  ];
  const child = spawn(installation.node, [entry, installation.folder, ...flags], {
    env: cleanEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32', // an own process group, so that no extension host outlives it
  });
  const killGroup = () => killProcessGroup(child);
  process.once('exit', killGroup);

  let log = '';
  const onData = (data: Buffer) => {
    log += data.toString();
    options.onOutput?.(data.toString());
  };
  child.stdout?.on('data', onData);
  child.stderr?.on('data', onData);
  const port = await ready(child, () => log);

  return {
    url: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    ...(token ? { connectionToken: token.value } : {}),
    dataFolder,
    log: () => log,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
        await once(child, 'exit');
        clearTimeout(timer);
      }
      killGroup();
      process.off('exit', killGroup);
      if (!options.dataFolder) rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * Installs a packaged extension into a data folder, as a user would.
 * @throws Error with the server's output when it is refused
 */
export function installExtension(installation: VSCodeInstallation, vsix: string, dataFolder: string): void {
  const entry = join(installation.folder, 'out', 'server-main.js');
  const args = [entry, '--accept-server-license-terms', '--server-data-dir', dataFolder, '--install-extension', vsix, '--force'];
  const run = spawnSync(installation.node, args, { encoding: 'utf8', env: cleanEnvironment({ EXTENSIONS_GALLERY: '{}' }) });
  if (run.status !== 0 || !/successfully installed/.test(run.stdout)) {
    throw new Error(`VS Code did not install ${vsix}:\n${run.stdout}${run.stderr}`);
  }
}

/** The own environment without what an outer VS Code or Node would hand to the inner one. */
function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...extra };
  for (const name of Object.keys(env)) {
    if (/^VSCODE_(?!TEST|HOST)/.test(name) || name === 'NODE_OPTIONS' || name === 'ELECTRON_RUN_AS_NODE') delete env[name];
  }
  return env;
}

function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'settings.json');
  const existing = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  writeFileSync(file, `${JSON.stringify({ ...settings, ...existing }, null, 2)}\n`);
}

/** The registry of installed language packs, with one pack that translates nothing. */
function writeLanguagePack(userData: string, language: string): void {
  const translations = join(userData, `language-${language}.json`);
  writeFileSync(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extension = {
    extensionIdentifier: { id: `vscode-host.language-pack-${language}`, uuid: '00000000-0000-4000-8000-000000000001' },
    version: '1.0.0',
  };
  const pack = { hash: 'vscode-host', extensions: [extension], translations: { vscode: translations }, label: language };
  writeFileSync(join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** A secret that only this user can read; on the command line others could. */
function writeToken(folder: string): { file: string; value: string } {
  const file = join(folder, 'connection-token');
  const value = randomBytes(24).toString('hex');
  writeFileSync(file, value, { mode: 0o600 });
  return { file, value };
}

async function ready(child: ChildProcess, log: () => string): Promise<number> {
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('message', (message) => resolve((message as { ready: number }).ready));
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`The VS Code server ended early (${code ?? signal}):\n${log()}`)));
    });
  } finally {
    clearTimeout(timer);
  }
}

function killProcessGroup(child: ChildProcess): void {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
