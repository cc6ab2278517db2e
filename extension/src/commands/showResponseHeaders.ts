import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Opens the companion document of an answer: request line, status and headers. */
export async function showResponseHeaders({ responses }: Services, target?: unknown): Promise<void> {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  if (!uri || !responses.get(uri)) return;
  const column = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString())?.viewColumn;
  const document = await vscode.workspace.openTextDocument(responses.headersUri(uri));
  await vscode.window.showTextDocument(document, { viewColumn: column ?? vscode.ViewColumn.Beside, preview: true });
}
