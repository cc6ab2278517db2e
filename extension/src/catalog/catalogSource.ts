import * as vscode from 'vscode';
import type { Catalog } from '@portolan/catalog';
import { lazy, type Lazy } from '../common/lazy.ts';

/** The catalog that ships with the extension, read file by file when something asks for it. */
export function openCatalog(extensionUri: vscode.Uri): Lazy<Catalog> {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'catalog');
  const decoder = new TextDecoder();
  return lazy(async () => {
    const { createCatalog } = await import('@portolan/catalog');
    return createCatalog({
      read: async (file) => decoder.decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, file))),
    });
  });
}
