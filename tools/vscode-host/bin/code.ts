#!/usr/bin/env node
/**
 * Looks like the desktop `code` executable to `@vscode/test-electron`, and runs the suite in the Node extension host of the VS Code
 * server with its workbench in headless Chromium. Environment: `VSCODE_HOST_VERBOSE` prints the logs of server and workbench,
 * `VSCODE_HOST_TIMEOUT` is the limit of a run in milliseconds, `VSCODE_HOST_FAILURE_SHOT` the file for a screenshot of a failed start.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startBrowser, type Browser } from '../src/browser.ts';
import { installVSCode, type VSCodeInstallation } from '../src/cache/install.ts';
import { runInHost } from '../src/in-host.ts';
import { parseArguments, type LauncherArguments } from '../src/launcher/arguments.ts';
import { followOutput } from '../src/launcher/output.ts';
import { startServer, type VSCodeServer } from '../src/server.ts';

const print = (text: string) => process.stderr.write(`${text}\n`);
const verbose = Boolean(process.env['VSCODE_HOST_VERBOSE']);
const parsed = parseArguments(process.argv.slice(2));
const installation = installVSCode({ onProgress: (message) => print(`[vscode-host] ${message}`) });
process.exit(await main(parsed));

async function main({ options }: LauncherArguments): Promise<number> {
  if (options.has('version')) {
    process.stdout.write(`${installation.version}\n`);
    return 0;
  }
  if (options.has('install-extension') || options.has('uninstall-extension') || options.has('list-extensions'))
    return manageExtensions(installation);
  if (options.has('extensionTestsPath')) return runTests(parsed);
  print(
    'Only test runs (--extensionTestsPath), --install-extension, --uninstall-extension, --list-extensions and --version are supported.',
  );
  return 64;
}

function manageExtensions({ node, folder }: VSCodeInstallation): number {
  const dataFolder = parsed.options.get('user-data-dir');
  const passed = process.argv.slice(2).filter((argument) => !/^--(no-sandbox|disable-)/.test(argument));
  const where = typeof dataFolder === 'string' ? ['--server-data-dir', resolve(dataFolder)] : [];
  const run = spawnSync(node, [join(folder, 'out', 'server-main.js'), '--accept-server-license-terms', ...where, ...passed], {
    stdio: 'inherit',
  });
  return run.status ?? 1;
}

async function runTests({ options, extensionDevelopmentPath, rest }: LauncherArguments): Promise<number> {
  const text = (name: string) => {
    const value = options.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const userDataFolder = text('user-data-dir');
  const extensionsFolder = text('extensions-dir');
  const folderUri = text('folder-uri');
  const opened = folderUri ? toPath(folderUri) : rest.find((path) => existsSync(path));
  const target = opened === undefined ? {} : opened.endsWith('.code-workspace') ? { workspace: opened } : { folder: opened };

  const output = followOutput(toPath(text('extensionTestsPath') ?? ''));
  let server: VSCodeServer | undefined;
  let browser: Browser | undefined;
  let page: Page | undefined;
  const stop = async () => {
    output.stop();
    await browser?.stop().catch(() => {});
    await server?.stop().catch(() => {});
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop().finally(() => process.exit(130)));
  try {
    const starting = startServer(installation, {
      inHostTests: true,
      args: [
        ...(userDataFolder ? ['--user-data-dir', resolve(userDataFolder)] : []),
        ...(extensionsFolder ? ['--extensions-dir', resolve(extensionsFolder)] : []),
      ],
      ...(userDataFolder ? { userDataFolder: resolve(userDataFolder) } : {}),
      ...(verbose ? { onOutput: (chunk: string) => process.stderr.write(chunk) } : {}),
    });
    [server, browser] = await Promise.all([starting, startBrowser()]);
    return await runInHost(server, browser, {
      ...target,
      extensionDevelopmentPath: extensionDevelopmentPath.map((path) => resolve(toPath(path))),
      extensionTestsPath: output.runner,
      timeout: Number(process.env['VSCODE_HOST_TIMEOUT'] ?? 300_000),
      payload: options.has('disable-extensions') ? [['disableExtensions', 'true']] : [],
      onPage: (opening) => (page = opening),
      onLog: (type, args) => {
        if (verbose) print(`[workbench] ${type} ${args.map(String).join(' ')}`);
      },
    });
  } catch (error) {
    print(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const shot = process.env['VSCODE_HOST_FAILURE_SHOT'];
    if (shot) await page?.screenshot({ path: shot }).catch(() => {});
    if (server) print(server.log().split('\n').slice(-30).join('\n'));
    return 1;
  } finally {
    await stop();
  }
}

function toPath(pathOrUri: string): string {
  return pathOrUri.startsWith('file:') ? fileURLToPath(pathOrUri) : pathOrUri;
}
