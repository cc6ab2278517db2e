import * as vscode from 'vscode';
import { messageOf } from '../common/errors.ts';
import type { FormField } from '../core/form/field.ts';
import type { ChosenFile } from '../core/form/parts.ts';
import { mediaTypeOf } from '../core/response/media.ts';

/** Asks for the file or files of a field. Works wherever VS Code can read, the browser included. */
export async function chooseFiles({ kind, name }: FormField): Promise<readonly string[] | undefined> {
  const chosen = await vscode.window.showOpenDialog({ canSelectMany: kind === 'files', title: name });
  return chosen?.map((uri) => uri.toString());
}

/**
 * Reads a chosen file for sending.
 * @throws Error naming the file and the remedy
 */
export async function readFile({ uri, name }: ChosenFile): Promise<File> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(uri, true));
    return new File([new Uint8Array(bytes)], name, { type: mediaTypeOf(name) });
  } catch (error) {
    throw new Error(vscode.l10n.t('The file {0} cannot be read. Choose it again. ({1})', name, messageOf(error)), { cause: error });
  }
}
