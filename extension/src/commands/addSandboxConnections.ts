import * as vscode from 'vscode';
import { askText, back } from '../common/ask.ts';
import { messageOf } from '../common/errors.ts';
import { readSandboxFile, SandboxFileError } from '../core/sandbox-file.ts';
import type { Services } from './services.ts';

/** The path that the process which started the editor left for us; there is no such thing in the browser. */
export function sandboxFileFromEnvironment(): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.['PORTOLAN_SANDBOX'] || undefined;
}

/**
 * Adds a connection to each of the three local stand-ins. Nothing is sent: the first request signs in. Running it again renews the
 * addresses of the same three connections.
 * @returns how many connections there are now for the sandbox
 */
export async function addSandboxConnections(services: Services, path?: unknown): Promise<number> {
  const file = typeof path === 'string' ? path : await findFile();
  if (file === undefined) return 0;
  const uri = uriOf(file);
  let text: string;
  try {
    text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    throw new Error(
      vscode.l10n.t('The description of the sandbox cannot be read. Start the sandbox, or name its file. ({0})', messageOf(error)),
      {
        cause: error,
      },
    );
  }
  try {
    const connections = readSandboxFile(text, vscode.l10n.t('Sandbox'));
    for (const { connection } of connections) await services.tokens.delete(connection.id);
    await services.connections.add(...connections);
    return connections.length;
  } catch (error) {
    if (error instanceof SandboxFileError)
      throw new Error(
        vscode.l10n.t('The description of the sandbox is not usable: "{0}" is missing or wrong. Start the sandbox again.', error.field),
        { cause: error },
      );
    throw error;
  }
}

/** The file of the setting or of the environment; where there is none, or it is gone, the user is asked. */
async function findFile(): Promise<string | undefined> {
  const configured = vscode.workspace.getConfiguration('portolan').get<string>('sandbox.file', '').trim();
  const known = configured || sandboxFileFromEnvironment();
  const exists = known && (await vscode.workspace.fs.stat(uriOf(known)).then(Boolean, () => false));
  if (exists) return known;
  const answer = await askText({
    title: vscode.l10n.t('Add the sandbox'),
    prompt: vscode.l10n.t('Path of the file that the sandbox wrote at its start'),
    placeholder: 'portolan-sandbox.json',
    ...(known ? { value: known } : {}),
  });
  return answer === back ? undefined : answer;
}

function uriOf(file: string): vscode.Uri {
  return /^[\w-]{2,}:/.test(file) ? vscode.Uri.parse(file) : vscode.Uri.file(file);
}
