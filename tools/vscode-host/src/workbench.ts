import type { Frame, Locator, Page } from 'playwright-core';
import { workbenchUrl, type Payload, type Target } from './address.ts';
import type { Browser } from './browser.ts';
import type { VSCodeServer } from './server.ts';

/** Opens a workbench in a new page and waits until it can be used. */
export async function openWorkbench(
  server: VSCodeServer,
  browser: Browser,
  target: Target = {},
  payload: Payload = [],
): Promise<Workbench> {
  const page = await browser.context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(workbenchUrl(server, target, payload), { waitUntil: 'domcontentloaded' });
  const workbench = new Workbench(page);
  await workbench.ready();
  return workbench;
}

/** Page object of the VS Code workbench: the parts that a user names, not its markup. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the workbench is drawn, at the first load and after a reload. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 90_000 });
  }

  /** Opens a view container by the title of its activity bar icon. */
  async openViewContainer(title: string): Promise<void> {
    const tab = this.page.locator('.part.activitybar').getByRole('tab', { name: new RegExp(`^${title}`) });
    await tab.waitFor();
    const isOpen = async (): Promise<boolean> =>
      (await tab.getAttribute('aria-selected')) === 'true' && (await this.page.locator('.part.sidebar').isVisible());
    // After a reload VS Code may open it by itself just before the click, which then closes it: look again.
    for (let attempt = 0; attempt < 5 && !(await isOpen()); attempt += 1) {
      await tab.click();
      await this.page.waitForTimeout(1_000);
    }
  }

  /** A row of a tree in the side bar, by its accessible name or the start of it. */
  treeItem(label: string | RegExp): Locator {
    return this.page
      .locator('.part.sidebar')
      .getByRole('treeitem', typeof label === 'string' ? { name: label, exact: true } : { name: label });
  }

  /** Expands a tree row when it is collapsed. */
  async expand(label: string | RegExp): Promise<void> {
    const item = this.treeItem(label).first();
    await item.waitFor();
    if ((await item.getAttribute('aria-expanded')) === 'false') await item.locator('.monaco-tl-twistie').click();
  }

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput().waitFor();
    await this.quickInput().fill(`>${title}`);
    await this.quickPickItem(title).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** The text field of the open quick pick or input box. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input.input').first();
  }

  /** A row of the open quick pick. */
  quickPickItem(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  /** Types into the open input box whose prompt or placeholder shows `prompt`, and accepts it. */
  async answer(prompt: string | RegExp, text: string): Promise<void> {
    await this.quickInputShowing(prompt).waitFor();
    await this.quickInput().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses a row of the quick pick whose title or placeholder shows `prompt`. */
  async choose(prompt: string | RegExp, row: string | RegExp): Promise<void> {
    await this.quickInputShowing(prompt).waitFor();
    await this.quickPickItem(row).click();
  }

  /** A notification by its text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  /** The tab of an open editor. */
  tab(name: string | RegExp): Locator {
    return this.page.locator('.part.editor').getByRole('tab', { name }).first();
  }

  /** The document inside a webview, found by something that it contains. */
  async webview(selector: string, timeout = 30_000): Promise<Frame> {
    const end = Date.now() + timeout;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (await holds(frame, selector)) return frame;
      }
      if (Date.now() > end) throw new Error(`No webview contains ${selector}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private quickInputShowing(prompt: string | RegExp): Locator {
    const widget = this.page.locator('.quick-input-widget:visible');
    return widget.getByText(prompt).or(widget.getByPlaceholder(prompt)).first();
  }
}

/** The extension's own document is the inner frame, named after `fake.html`. A frame that goes away meanwhile holds nothing. */
async function holds(frame: Frame, selector: string): Promise<boolean> {
  if (!frame.url().includes('fake.html')) return false;
  try {
    return (await frame.locator(selector).count()) > 0;
  } catch {
    return false;
  }
}
