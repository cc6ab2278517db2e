import * as vscode from 'vscode';
import type { Catalog } from '@portolan/catalog';
import type { TagGroup } from '../../core/tree.ts';
import type { TreeNode } from '../node.ts';
import { OperationNode } from './operationNode.ts';

/** The operations under one tag. */
export class TagNode implements TreeNode {
  readonly parent: TreeNode;
  readonly #id: string;
  readonly #group: TagGroup;
  readonly #about: string | undefined;
  readonly #catalog: () => Promise<Catalog>;

  constructor(id: string, group: TagGroup, about: string | undefined, parent: TreeNode, catalog: () => Promise<Catalog>) {
    this.#id = id;
    this.#group = group;
    this.#about = about;
    this.parent = parent;
    this.#catalog = catalog;
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.#group.tag, vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.#id;
    item.description = String(this.#group.entries.length);
    item.iconPath = new vscode.ThemeIcon('symbol-namespace');
    item.tooltip = this.#about ?? this.#group.tag;
    item.contextValue = 'tag';
    item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} operations', this.#group.tag, this.#group.entries.length) };
    return item;
  }

  children(): readonly TreeNode[] {
    return this.#group.entries.map((entry) => new OperationNode(entry, this, this.#catalog));
  }
}
