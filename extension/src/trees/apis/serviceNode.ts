import * as vscode from 'vscode';
import type { Catalog, CatalogDocument } from '@portolan/catalog';
import type { ServiceGroup } from '../../core/tree.ts';
import type { TreeNode } from '../node.ts';
import { TagNode } from './tagNode.ts';

/** One service of a provider, such as WORK of HubEx or crm of Bitrix24. */
export class ServiceNode implements TreeNode {
  readonly parent: TreeNode;
  readonly #group: ServiceGroup;
  readonly #document: CatalogDocument | undefined;
  readonly #catalog: () => Promise<Catalog>;

  constructor(group: ServiceGroup, document: CatalogDocument | undefined, parent: TreeNode, catalog: () => Promise<Catalog>) {
    this.#group = group;
    this.#document = document;
    this.parent = parent;
    this.#catalog = catalog;
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.#group.service, vscode.TreeItemCollapsibleState.Collapsed);
    const count = this.#group.tags.reduce((sum, { entries }) => sum + entries.length, 0);
    item.id = this.#group.document;
    item.description = String(count);
    item.iconPath = new vscode.ThemeIcon('library');
    item.tooltip = this.#document?.title ?? this.#group.service;
    item.contextValue = 'service';
    item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} operations', this.#group.service, count) };
    return item;
  }

  children(): readonly TreeNode[] {
    return tagNodes(this.#group, this.#document, this, this.#catalog);
  }
}

/** The tags of a service as rows below `parent`. */
export function tagNodes(
  group: ServiceGroup,
  document: CatalogDocument | undefined,
  parent: TreeNode,
  catalog: () => Promise<Catalog>,
): readonly TreeNode[] {
  return group.tags.map((tag) => new TagNode(`${group.document}#${tag.tag}`, tag, document?.tags[tag.tag], parent, catalog));
}
