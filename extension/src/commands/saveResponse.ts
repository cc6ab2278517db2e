import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Saves an answer, byte for byte, as a file. */
export async function saveResponse({ responses }: Services, target?: unknown): Promise<void> {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  const exchange = uri && responses.get(uri);
  if (!uri || !exchange) return;
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showSaveDialog(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {});
  if (chosen) await vscode.workspace.fs.writeFile(chosen, exchange.bytes);
}
