import * as vscode from 'vscode';
import type { CatalogEntry } from '@portolan/catalog';
import { effectIcon } from '../common/icons.ts';
import { providerNames } from '../core/provider.ts';
import { subtitleOf, titleOf } from '../core/tree.ts';
import type { Services } from './services.ts';

interface Item extends vscode.QuickPickItem {
  readonly entry: CatalogEntry;
}

/** Rows of the list. More would cost drawing time and be read by nobody: another word narrows it down. */
const limit = 60;

/** Finds an operation by words of its method, path, name or summary, in any order, and opens it. */
export async function findEndpoint(services: Services, query?: unknown): Promise<void> {
  // VS Code would sort the rows by their labels again; the ranking is the catalog's. (Long-standing, but not in its typings.)
  const pick: vscode.QuickPick<Item> & { sortByLabel?: boolean } = vscode.window.createQuickPick<Item>();
  pick.sortByLabel = false;
  pick.title = vscode.l10n.t('Find Endpoint');
  pick.placeholder = vscode.l10n.t('Words of the method, path, name or summary: “task list”, “crm deal”, “DELETE employees”');
  pick.busy = true;
  let turn = 0;
  const update = async (text: string) => {
    const mine = ++turn;
    const found = await (await services.catalog()).search(text, limit);
    if (mine !== turn) return;
    pick.items = found.map(itemOf);
    pick.busy = false;
  };
  pick.onDidChangeValue((text) => void update(text));
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    if (!chosen) return;
    pick.hide();
    void vscode.commands.executeCommand('portolan.openOperation', chosen.entry.id);
  });
  pick.onDidHide(() => pick.dispose());
  pick.show();
  if (typeof query === 'string') pick.value = query;
  await update(pick.value);
}

function itemOf(entry: CatalogEntry): Item {
  const place = [providerNames[entry.provider], entry.service, entry.tag].filter(Boolean).join(' › ');
  return {
    entry,
    label: titleOf(entry),
    description: subtitleOf(entry),
    detail: entry.deprecated ? `$(warning) ${vscode.l10n.t('deprecated')} · ${place}` : place,
    iconPath: effectIcon(entry),
    // The catalog has decided that it matches; VS Code's own filter knows no words in any order.
    alwaysShow: true,
  };
}
