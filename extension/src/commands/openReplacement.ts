import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Opens what to use instead of a deprecated operation. */
export async function openReplacement({ catalog, editors }: Services, id?: unknown): Promise<void> {
  if (typeof id !== 'string') return;
  const all = await catalog();
  const { entry, replacement } = await all.operation(id);
  const candidates = (await all.index()).filter(({ provider, name }) => provider === entry.provider && name === replacement);
  const target = candidates.find(({ document }) => document === entry.document) ?? candidates[0];
  if (target) await editors.open(target.id);
  else void vscode.window.showInformationMessage(vscode.l10n.t('There is no replacement for {0} in the catalog.', entry.name));
}
