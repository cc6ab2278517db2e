import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from './browser.ts';
import { installVSCode } from './cache/install.ts';
import { runInHost } from './in-host.ts';
import { startServer, type VSCodeServer } from './server.ts';

export interface WebWorkerRun {
  readonly extensionDevelopmentPath: string;
  /** The test bundle, built for the browser. It prints its report through `console.log('@@test', line)`. */
  readonly extensionTestsPath: string;
  readonly folder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Milliseconds, two minutes by default. */
  readonly timeout?: number;
  /** Receives the lines of the test report. */
  readonly onLine: (line: string) => void;
  /** Receives everything else that is logged. */
  readonly onLog?: (type: string, args: readonly unknown[]) => void;
}

const mark = '@@test';

/**
 * Runs a test bundle in the web worker extension host: the extension's `browser` entry, no Node API in reach.
 * The setting `remote.extensionKind` is what moves the extension there; a web-only development payload does not.
 * @returns the exit code: 0 when `run()` resolved
 */
export async function runInWebWorker(run: WebWorkerRun): Promise<number> {
  const manifest = JSON.parse(readFileSync(join(run.extensionDevelopmentPath, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
  };
  const browser = await startBrowser();
  let server: VSCodeServer | undefined;
  try {
    server = await startServer(installVSCode(), {
      inHostTests: true,
      settings: { ...run.settings, 'remote.extensionKind': { [`${manifest.publisher}.${manifest.name}`]: ['web'] } },
    });
    return await runInHost(server, browser, {
      extensionDevelopmentPath: [run.extensionDevelopmentPath],
      extensionTestsPath: run.extensionTestsPath,
      folder: run.folder,
      timeout: run.timeout ?? 120_000,
      onLog(type, args) {
        if (args[0] === mark) run.onLine(args.slice(1).join(' '));
        else if (typeof args[0] === 'string' && args[0].startsWith(mark)) run.onLine(args.join(' ').slice(mark.length).replace(/^ /, ''));
        else run.onLog?.(type, args);
      },
    });
  } finally {
    await browser.stop();
    await server?.stop();
  }
}
