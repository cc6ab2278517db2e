import * as vscode from 'vscode';
import type { Catalog } from '@portolan/catalog';
import { Disposable } from '../../common/disposable.ts';
import { groupEntries } from '../../core/tree.ts';
import type { TreeNode } from '../node.ts';
import { ProviderNode } from './providerNode.ts';

/** The APIs view: provider, service, tag, operation; each level is built when it is opened. */
export class ApisView extends Disposable implements vscode.TreeDataProvider<TreeNode> {
  readonly #catalog: () => Promise<Catalog>;

  constructor(catalog: () => Promise<Catalog>) {
    super();
    this.#catalog = catalog;
    this.hold(vscode.window.createTreeView<TreeNode>('portolan.apis', { treeDataProvider: this, showCollapseAll: true }));
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return node.toTreeItem();
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node) return [...(await node.children())];
    const catalog = await this.#catalog();
    const [entries, documents] = await Promise.all([catalog.index(), catalog.documents()]);
    return groupEntries(entries).map((group) => new ProviderNode(group, documents, this.#catalog));
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    return (await node.resolve?.(item)) ?? item;
  }
}
