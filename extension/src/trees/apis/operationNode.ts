import * as vscode from 'vscode';
import type { Catalog, CatalogEntry } from '@portolan/catalog';
import { effectIcon, effectLabel } from '../../common/icons.ts';
import { subtitleOf, titleOf } from '../../core/tree.ts';
import { operationTooltip } from '../../request/tooltip.ts';
import type { TreeNode } from '../node.ts';

/** One operation; opens the request editor. */
export class OperationNode implements TreeNode {
  readonly entry: CatalogEntry;
  readonly parent: TreeNode;
  readonly #catalog: () => Promise<Catalog>;

  constructor(entry: CatalogEntry, parent: TreeNode, catalog: () => Promise<Catalog>) {
    this.entry = entry;
    this.parent = parent;
    this.#catalog = catalog;
  }

  toTreeItem(): vscode.TreeItem {
    const { entry } = this;
    const item = new vscode.TreeItem(titleOf(entry), vscode.TreeItemCollapsibleState.None);
    const deprecated = entry.deprecated ? vscode.l10n.t('deprecated') : undefined;
    item.id = entry.id;
    item.description = [deprecated, subtitleOf(entry)].filter(Boolean).join(' · ');
    item.iconPath = entry.deprecated
      ? new vscode.ThemeIcon(effectIcon(entry).id, new vscode.ThemeColor('disabledForeground'))
      : effectIcon(entry);
    item.contextValue = 'operation';
    item.accessibilityInformation = {
      label: [titleOf(entry), deprecated, subtitleOf(entry), effectLabel(entry.effect)].filter(Boolean).join(', '),
    };
    item.command = { command: 'portolan.openOperation', title: vscode.l10n.t('Open'), arguments: [entry.id] };
    return item;
  }

  children(): readonly TreeNode[] {
    return [];
  }

  async resolve(item: vscode.TreeItem): Promise<vscode.TreeItem> {
    item.tooltip = operationTooltip(await (await this.#catalog()).operation(this.entry.id));
    return item;
  }
}
