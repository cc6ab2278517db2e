import * as vscode from 'vscode';
import type { TestAccess } from '../../../src/testAccess.ts';

/** The running extension. */
export async function portolan(): Promise<TestAccess> {
  const extension = vscode.extensions.getExtension<TestAccess>('portolan.portolan');
  if (!extension) throw new Error('The extension is not installed.');
  const access = await extension.activate();
  if (!access) throw new Error('The extension does not know that it is being tested.');
  return access;
}

/** The manifest as VS Code read it. */
export function manifest(): { contributes: { commands: { command: string }[]; authentication: { id: string }[] } } {
  return vscode.extensions.getExtension('portolan.portolan')?.packageJSON as ReturnType<typeof manifest>;
}

/** A file that the runner put into the workspace. */
export function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new Error('The tests need a workspace folder.');
  return vscode.Uri.joinPath(folder, name);
}

/** The sandbox that the runner started. */
export interface SandboxFile {
  readonly hubex: { readonly baseUrl: string; readonly serviceToken: string };
  readonly admin: { readonly url: string; readonly token: string };
}

export async function sandbox(): Promise<SandboxFile> {
  return JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceFile('sandbox.json')))) as SandboxFile;
}

/** Talks to the sandbox's admin endpoint. */
export async function admin(path: string, body?: unknown): Promise<unknown> {
  const { url, token } = (await sandbox()).admin;
  const response = await fetch(new URL(path, url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`admin ${path}: ${response.status}`);
  return response.json();
}

/** How many requests the sandbox has seen. */
export async function requestsSeen(): Promise<number> {
  return ((await admin('/log')) as unknown[]).length;
}

/** Connects to the sandbox and forgets what earlier tests left behind. */
export async function connectSandbox(): Promise<TestAccess> {
  const access = await portolan();
  await vscode.commands.executeCommand('portolan.addSandboxConnections', workspaceFile('sandbox.json').toString());
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  return access;
}

/** Waits for something that VS Code does in its own time. */
export async function eventually<Value>(
  what: string,
  look: () => Value | undefined | Promise<Value | undefined>,
  timeout = 15_000,
): Promise<Value> {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The text of a document. */
export async function textOf(uri: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

/** Replaces the text of an open editor. */
export async function replaceText(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  await editor.edit((edit) => edit.replace(all, text));
}
