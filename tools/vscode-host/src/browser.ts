import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export interface BrowserOptions {
  /** The browser to drive; `CHROMIUM_PATH` or the first installed Chromium or Chrome by default. */
  readonly executablePath?: string;
  readonly headless?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Browser language, such as `ru`; English by default. */
  readonly locale?: string;
  /** Pixels per CSS pixel, for sharp screenshots. */
  readonly deviceScaleFactor?: number;
}

export interface Browser {
  readonly context: BrowserContext;
  /** Closes the browser and removes its profile. */
  stop(): Promise<void>;
}

/** The Chromium or Chrome of this machine, or undefined when there is none. */
export function findBrowser(): string | undefined {
  return process.env['CHROMIUM_PATH'] ?? candidates.find((path) => existsSync(path));
}

/**
 * Starts a browser with a throw-away profile.
 * @throws Error naming the remedy when no browser is installed
 */
export async function startBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = options.executablePath ?? findBrowser();
  if (!executablePath) {
    throw new Error('No Chromium found. Install one (Debian: apt-get install --no-install-recommends chromium) or set CHROMIUM_PATH.');
  }
  const profile = mkdtempSync(join(tmpdir(), 'vscode-host-browser-'));
  // Debian's Chromium blocks third-party storage, and then a webview cannot register its service worker.
  mkdirSync(join(profile, 'Default'), { recursive: true });
  writeFileSync(
    join(profile, 'Default', 'Preferences'),
    JSON.stringify({ profile: { block_third_party_cookies: false, cookie_controls_mode: 0 } }),
  );
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: options.headless ?? true,
    viewport: options.viewport ?? { width: 1280, height: 800 },
    locale: options.locale ?? 'en-US',
    ...(options.deviceScaleFactor ? { deviceScaleFactor: options.deviceScaleFactor } : {}),
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    context,
    async stop() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
