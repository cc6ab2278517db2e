import type { Page } from 'playwright-core';
import { remoteUri, workbenchUrl, type Target } from './address.ts';
import type { Browser } from './browser.ts';
import type { VSCodeServer } from './server.ts';

export interface InHostRun extends Target {
  readonly extensionDevelopmentPath: readonly string[];
  /** The module whose `run()` is called in the extension host. */
  readonly extensionTestsPath: string;
  /** Further pairs of the workbench's address. */
  readonly payload?: readonly (readonly [string, string])[];
  /** Milliseconds, two minutes by default. */
  readonly timeout?: number;
  /** Receives what the workbench and a web extension host write to their console. */
  readonly onLog?: (type: string, args: readonly unknown[]) => void;
  /** Given the page before it loads, for screenshots of failures. */
  readonly onPage?: (page: Page) => void;
}

/**
 * Runs a test module inside the extension host of a server that was started with `inHostTests`.
 * @returns the exit code: 0 when `run()` resolved
 */
export async function runInHost(server: VSCodeServer, browser: Browser, run: InHostRun): Promise<number> {
  const page = await browser.context.newPage();
  run.onPage?.(page);
  let finish: (code: number) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const exit = new Promise<number>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  exit.catch(() => {});
  const timeout = run.timeout ?? 120_000;
  const timer = setTimeout(() => fail(new Error(`The tests did not finish within ${timeout} ms.`)), timeout);
  page.on('crash', () => fail(new Error('The page with the workbench crashed.')));
  // The workbench calls these two by name.
  await page.exposeFunction('codeAutomationExit', (code: number) => finish(code));
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => run.onLog?.(type, args));
  const payload = [
    ...run.extensionDevelopmentPath.map((path) => ['extensionDevelopmentPath', remoteUri(server, path)] as const),
    ['extensionTestsPath', remoteUri(server, run.extensionTestsPath)] as const,
    ...(run.payload ?? []),
  ];
  try {
    await page.goto(workbenchUrl(server, run, payload), { waitUntil: 'domcontentloaded' });
    return await exit;
  } finally {
    clearTimeout(timer);
  }
}
