/**
 * Installs the packaged extension in a real VS Code and uses it as a person would: signs in to the three sandboxes, sends a request to
 * each, reads the answers. Screenshots go to PORTOLAN_SHOTS (default `test/e2e/shots`). The last line is `N passed, N failed`.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@portolan/sandbox';
import { installExtension, installVSCode, openWorkbench, startBrowser, startServer, type Workbench } from '@portolan/vscode-host';
import { Steps } from './steps.ts';

const root = join(import.meta.dirname, '..', '..');
const temporary = mkdtempSync(join(tmpdir(), 'portolan-e2e-'));
const workspace = join(temporary, 'workspace');
const vsix = join(temporary, 'portolan.vsix');
mkdirSync(workspace);
execFileSync(process.execPath, [join(root, 'scripts', 'package.ts'), vsix], { stdio: ['ignore', 'ignore', 'inherit'] });

const installation = installVSCode();
const sandbox = await startSandbox();
installExtension(installation, vsix, temporary);
const server = await startServer(installation, {
  dataFolder: temporary,
  machineSettings: {
    'portolan.bitrix24.tokenUrl': sandbox.bitrix24.tokenUrl,
    'portolan.hubex.baseUrl': sandbox.hubex.baseUrl,
    'portolan.workly.baseUrl': sandbox.workly.baseUrl,
  },
  settings: {
    'extensions.confirmedUriHandlerExtensionIds': ['portolan.portolan'],
    'workbench.colorTheme': process.env['PORTOLAN_THEME'] ?? 'Dark 2026',
    'editor.minimap.enabled': false,
    'workbench.reduceMotion': 'on',
  },
});
const browser = await startBrowser({ viewport: { width: 1440, height: 900 } });
await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
const foreign = new Set<string>();
browser.context.on('request', (request) => {
  const { protocol, hostname, host } = new URL(request.url());
  if (protocol.startsWith('http') && hostname !== '127.0.0.1' && !hostname.endsWith('vscode-cdn.net')) foreign.add(host);
});

let workbench: Workbench | undefined;
const steps = new Steps(process.env['PORTOLAN_SHOTS'] ?? join(root, 'test', 'e2e', 'shots'), () => workbench?.page);
try {
  workbench = await openWorkbench(server, browser, { folder: workspace });
  await story(workbench);
} catch (error) {
  await steps.run('the workbench opens', () => Promise.reject(error instanceof Error ? error : new Error(String(error))));
} finally {
  await browser.stop();
  await server.stop();
  await sandbox.close();
}
await steps.run('speaks Russian where VS Code does', async () => {
  const file = join(temporary, 'sandbox.json');
  const local = await startSandbox();
  writeFileSync(file, JSON.stringify(local));
  const settings = { 'workbench.colorTheme': 'Light 2026', 'editor.minimap.enabled': false };
  const russianServer = await startServer(installation, {
    dataFolder: join(temporary, 'russian'),
    language: 'ru',
    settings,
    env: { PORTOLAN_SANDBOX: file },
    args: ['--extensions-dir', join(temporary, 'extensions')],
  });
  const russianBrowser = await startBrowser({ viewport: { width: 1440, height: 900 }, locale: 'ru' });
  try {
    workbench = await openWorkbench(russianServer, russianBrowser, { folder: workspace });
    await workbench.openViewContainer('Portolan');
    await workbench.treeItem(/^Workly.*Песочница/).waitFor();
    await workbench.command('Portolan: Найти операцию');
    await workbench.quickInput().fill('List employees');
    await workbench.quickPickItem('List employees').click();
    const form = await workbench.webview('h1:has-text("List employees")');
    await form.getByRole('button', { name: 'Отправить' }).click();
    await form.locator('.outcome-line.success', { hasText: '200 OK' }).waitFor();
    await lensShows(workbench, /200 OK · .*мс/);
    await steps.shot('russian');
  } finally {
    await russianBrowser.stop();
    await russianServer.stop();
    await local.close();
  }
});
await steps.run('no secret is left in logs, settings or storage on disk', async () => {
  const secrets = [
    sandbox.hubex.password,
    sandbox.bitrix24.clientSecret,
    sandbox.bitrix24.webhook,
    sandbox.workly.password,
    sandbox.workly.clientSecret,
  ];
  for (const file of [...filesIn(join(temporary, 'data')), ...filesIn(join(temporary, 'russian'))]) {
    const text = readFileSync(file, 'utf8');
    for (const secret of secrets) assert.ok(!text.includes(secret), `${file} holds a secret`);
  }
});
await steps.run('the browser called no foreign host', async () => assert.deepEqual([...foreign], []));
rmSync(temporary, { recursive: true, force: true });
process.stdout.write(`${steps.passed} passed, ${steps.failed} failed\n`);
process.exit(steps.failed ? 1 : 0);

async function story(bench: Workbench): Promise<void> {
  const { page } = bench;
  page.setDefaultTimeout(12_000);
  const sidebar = page.locator('.part.sidebar');
  const connection = (text: string) => sidebar.getByRole('treeitem', { name: new RegExp(text.replaceAll('.', '\\.')) });

  await steps.run('the activity bar has both views, and the empty one offers to sign in', async () => {
    await bench.openViewContainer('Portolan');
    await sidebar.getByRole('button', { name: 'Workly' }).waitFor();
    await bench.treeItem(/^HubEx/).waitFor();
    await steps.shot('welcome');
  });

  await steps.run('signs in to HubEx with login, password and tenant', async () => {
    await sidebar.getByRole('button', { name: 'HubEx' }).click();
    await bench.choose('How do you want to sign in?', 'Login and password');
    await bench.answer('Login: ', sandbox.hubex.login);
    await bench.answer('Password of', sandbox.hubex.password);
    await bench.quickPickItem('Northern Example').waitFor();
    await steps.shot('sign-in-tenant');
    await bench.choose('Which tenant', 'Northern Example');
    await connection('Northern Example').waitFor();
  });

  await steps.run('refuses a malformed webhook address in place, then signs in to Bitrix24 with a good one', async () => {
    await bench.command('Portolan: Sign in to Bitrix24');
    await bench.choose('How do you want to sign in?', 'Incoming webhook');
    await bench.answer('Address of the incoming webhook', `${sandbox.bitrix24.origin}/rest/`);
    await page
      .locator('.quick-input-widget')
      .getByText(/user id is missing/)
      .waitFor();
    await bench.answer(/user id is missing|Address of the incoming webhook/, sandbox.bitrix24.webhook);
    await connection(`${sandbox.bitrix24.portal}, user 1`).waitFor();
  });

  await steps.run('signs in to Bitrix24 through the browser, which comes back by itself', async () => {
    const popup = await startApplication(bench);
    // The handler path that a developer would enter on the application's page.
    await page.locator('.quick-input-widget').getByRole('button', { name: 'Copy the handler path' }).click();
    const handler = await poll('the handler path is copied', async () => {
      const text = await page.evaluate(() => navigator.clipboard.readText());
      return text.includes('portolan') ? text : undefined;
    });
    sandbox.registerBitrix24Redirect(handler);
    await popup.getByRole('button', { name: /allow/i }).click();
    await connection(`${sandbox.bitrix24.portal}, application`).waitFor();
    await popup.close();
  });

  await steps.run('refuses a pasted address with another state, accepts the right one', async () => {
    await bench.command('Portolan: Sign Out');
    await bench.choose('Which connection', `${sandbox.bitrix24.portal}, application`);
    await connection(`${sandbox.bitrix24.portal}, application`).waitFor({ state: 'detached' });
    sandbox.registerBitrix24Redirect(`${sandbox.bitrix24.origin}/nowhere`);
    const foreignTab = await startApplication(bench);
    await bench.answer('Confirm in the browser', `${sandbox.bitrix24.origin}/nowhere?code=stolen&state=someoneelses-state-0123456789`);
    await bench.notification(/state/).waitFor();
    await foreignTab.close();
    await bench.notification(/state/).getByRole('button', { name: 'Try Again' }).click();
    const popup = await answerApplication(bench);
    await popup.getByRole('button', { name: /allow/i }).click();
    await popup.waitForURL(/nowhere/);
    await bench.answer('Confirm in the browser', popup.url());
    await popup.close();
    await connection(`${sandbox.bitrix24.portal}, application`).waitFor();
  });

  await steps.run('says what is wrong when Workly refuses, then signs in from there', async () => {
    await bench.command('Portolan: Sign in to Workly');
    await answerWorkly(bench, 'not-the-password');
    await bench.notification(/Workly|password/i).waitFor();
    await steps.shot('sign-in-refused');
    await bench
      .notification(/Workly|password/i)
      .getByRole('button', { name: 'Try Again' })
      .click();
    await answerWorkly(bench, sandbox.workly.password);
    await connection(sandbox.workly.username).waitFor();
  });

  await steps.run('the Accounts menu lists the accounts of all three', async () => {
    await poll('the menu is up to date', async () => {
      await page.locator('.part.activitybar').getByRole('button', { name: 'Accounts' }).click();
      await page.getByRole('menuitem', { name: 'Manage Extension Account' }).waitFor();
      const items = await page.getByRole('menuitem').allInnerTexts();
      const complete = ['HubEx', 'Bitrix24', 'Workly'].every((provider) => items.some((item) => item.includes(`(${provider})`)));
      if (complete && !items.some((item) => item.includes('Sign in with'))) return true;
      await page.keyboard.press('Escape');
      return undefined;
    });
    await steps.shot('accounts');
    await page.keyboard.press('Escape');
  });

  await steps.run('finds a HubEx operation by words, fills in its form, sends it and shows the answer', async () => {
    await bench.command('Portolan: Find Endpoint');
    await bench.quickInput().fill('task details');
    await bench.quickPickItem('Get a task with its details').waitFor();
    await steps.shot('find');
    await bench.quickPickItem('Get a task with its details').click();
    const form = await bench.webview('h1:has-text("Get a task with its details")');
    await form.locator('#send').click();
    await form.getByText('Required: enter a value.').waitFor();
    await form.getByLabel('taskID').fill('1001');
    await form.getByLabel('taskID').press('Control+Enter');
    await form.locator('.outcome-line.success', { hasText: '200 OK' }).waitFor();
    await bench.tab(/200 getTask/).waitFor();
    await editorShows(bench, /"T-1001"/);
    await lensShows(bench, /200 OK · .*ms/);
    await steps.shot('hubex-answer');
  });

  await steps.run('writes a Bitrix24 body with completion and sends it', async () => {
    await open(bench, 'crm.item.list');
    const form = await bench.webview('h1:has-text("List")');
    const body = page.locator('.editor-instance .monaco-editor', { hasText: 'entityTypeId' }).first();
    await body.click();
    const write = async (text: string) => {
      for (const key of ['Control+a', 'Delete']) await page.keyboard.press(key);
      await page.keyboard.insertText(text);
    };
    await write('{ "entityTypeId": 2, ');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget.visible').getByText('select', { exact: false }).first().waitFor();
    await steps.shot('completion');
    await page.keyboard.press('Escape');
    await write('{ "entityTypeId": 2 }');
    await page.keyboard.press('Control+Enter');
    await form.locator('.outcome-line.success', { hasText: '200 OK' }).waitFor();
    await editorShows(bench, /"items"/);
    await lensShows(bench, /200 OK · .*ms/);
    await steps.shot('bitrix24-answer');
    // In the answer, the same keys send the request again.
    const before = sandbox.log().length;
    await page.keyboard.press('Control+Enter');
    await poll('the request is sent again', async () => (sandbox.log().length > before ? true : undefined));
  });

  await steps.run('sends a Workly request from the tree', async () => {
    const apis = page.locator('.part.sidebar .pane', { hasText: 'operations' });
    await apis.getByRole('treeitem', { name: /^Workly/ }).click();
    await apis.getByRole('treeitem', { name: /^Employees/ }).click();
    await apis.getByRole('treeitem', { name: /^List employees/ }).click();
    const form = await bench.webview('h1:has-text("List employees")');
    await form.locator('#send').click();
    await form.locator('.outcome-line.success', { hasText: '200 OK' }).waitFor();
    await editorShows(bench, /"items"/);
    await form.getByRole('button', { name: 'Headers' }).click();
    await bench.tab(/headers\.http/).waitFor();
    await steps.shot('workly-headers');
  });

  await steps.run('asks before it deletes, and a no is a no', async () => {
    await open(bench, 'Remove a dismissed employee');
    const form = await bench.webview('h1:has-text("Remove a dismissed employee")');
    await form.getByLabel('id', { exact: false }).first().fill('1');
    const before = sandbox.log().length;
    await form.locator('#send').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('DELETE /employees/1/remove').waitFor();
    await steps.shot('confirm');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(sandbox.log().length, before);
  });

  await steps.run('finds, fills in, sends and reads with the keyboard alone', async () => {
    await find(bench, async () => {
      await page.keyboard.type('get department');
      await bench.quickPickItem('Get a department').waitFor({ timeout: 4000 });
      await page.keyboard.press('Enter');
    });
    const form = await bench.webview('h1:has-text("Get a department")');
    await poll('Tab reaches the first field', async () => {
      const reached = await form.evaluate(() => document.activeElement?.id === 'field-path:id');
      if (!reached) await page.keyboard.press('Tab');
      return reached || undefined;
    });
    await page.keyboard.type('582');
    await page.keyboard.press('Control+Enter');
    await form.locator('.outcome-line', { hasText: /^.?(200|404)/ }).waitFor();
    await bench.tab(/getDepartment/).waitFor();
    await page.keyboard.press('Control+2');
    await poll('the keyboard is in the answer', async () => {
      const inEditor = await page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null);
      return inEditor || undefined;
    });
  });

  await steps.run('uploads a file that is chosen in VS Code’s own dialog', async () => {
    writeFileSync(join(workspace, 'photo.png'), Buffer.from('iVBORw0KGgo=', 'base64'));
    await open(bench, 'face for recognition');
    const form = await bench.webview('h1:has-text("face for recognition")');
    await form.getByLabel('employee_id').fill('7401');
    await form.getByText('No file chosen').waitFor();
    await form.getByRole('button', { name: 'imgdata' }).click();
    await bench.quickPickItem('photo.png').click();
    await form.getByText('photo.png').waitFor();
    await steps.shot('upload');
    await form.locator('#send').click();
    await form.locator('.outcome-line', { hasText: /20\d/ }).waitFor();
  });

  await steps.run('an error answer says what to do', async () => {
    await open(bench, 'Get a task with its details');
    const form = await bench.webview('h1:has-text("Get a task with its details")');
    sandbox.faults.add({
      provider: 'hubex',
      operation: 'getTask',
      status: 403,
      count: 1,
      body: { code: 'AccessDenied', message: 'No permission' },
    });
    await form.locator('#send').click();
    await form.getByText(/Check the permissions of this user/).waitFor();
    await lensShows(bench, /403 Forbidden/);
    await steps.shot('error');
  });

  await steps.run('sign-ins, forms and bodies survive a reload of the window', async () => {
    await page.reload();
    await bench.ready();
    await bench.openViewContainer('Portolan');
    await connection('Northern Example').waitFor();
    await bench.tab(/Get a task/).click();
    const form = await bench.webview('h1:has-text("Get a task with its details")');
    assert.equal(await form.getByLabel('taskID').inputValue(), '1001');
    await form.locator('#send').click();
    await form.locator('.outcome-line.success', { hasText: '200 OK' }).waitFor();
  });
}

/** Fills in the application's keys and gives the tab of the authorization page. */
async function startApplication(bench: Workbench): Promise<import('playwright-core').Page> {
  await bench.command('Portolan: Sign in to Bitrix24');
  await bench.choose('How do you want to sign in?', 'Local application');
  return answerApplication(bench);
}

async function answerApplication(bench: Workbench): Promise<import('playwright-core').Page> {
  await bench.answer('Address of the portal', sandbox.bitrix24.portal);
  await bench.answer('Application id', sandbox.bitrix24.clientId);
  const opened = browser.context.waitForEvent('page');
  await bench.answer('Application key', sandbox.bitrix24.clientSecret);
  const popup = await opened;
  await popup.waitForURL(/oauth\/authorize/);
  await bench.page.bringToFront();
  return popup;
}

async function answerWorkly(bench: Workbench, password: string): Promise<void> {
  await bench.answer('Client id of the platform', sandbox.workly.clientId);
  await bench.answer('Client secret of the platform', sandbox.workly.clientSecret);
  await bench.answer('E-mail address of the user', sandbox.workly.username);
  await bench.answer('Password of the user', password);
}

async function open(bench: Workbench, words: string): Promise<void> {
  await find(bench, async () => {
    await bench.quickInput().fill(words, { timeout: 4000 });
    await bench.quickPickItem(words).click({ timeout: 4000 });
  });
}

/**
 * Opens Find Endpoint and uses it. Where a page had the keyboard, the closing command palette may give it back a moment after the list
 * has opened, which closes the list: then once more.
 */
async function find(bench: Workbench, use: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await bench.command('Portolan: Find Endpoint');
      await bench.page.getByPlaceholder(/Words of the method/).waitFor({ timeout: 4000 });
      await use();
      return;
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

async function editorShows(bench: Workbench, pattern: RegExp): Promise<void> {
  await bench.page.locator('.part.editor .view-lines', { hasText: pattern }).first().waitFor();
}

async function lensShows(bench: Workbench, pattern: RegExp): Promise<void> {
  await bench.page.locator('.part.editor .codelens-decoration', { hasText: pattern }).first().waitFor();
}

async function poll<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited in vain: ${what}.`);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile());
}
