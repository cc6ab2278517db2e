import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Sends the request that is being edited. */
export async function sendRequest({ editors }: Services): Promise<void> {
  const editor = editors.active;
  if (editor) await editor.send();
  else void vscode.window.showInformationMessage(vscode.l10n.t('Open an operation first: there is no request to send.'));
}

/** Stops the request that is on its way. */
export function cancelRequest({ editors }: Services): void {
  editors.active?.cancel();
}
