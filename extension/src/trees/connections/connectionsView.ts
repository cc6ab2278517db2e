import * as vscode from 'vscode';
import type { ConnectionStore } from '../../auth/connectionStore.ts';
import { Disposable } from '../../common/disposable.ts';
import type { TreeNode } from '../node.ts';
import { ConnectionNode } from './connectionNode.ts';

/** The Connections view: every signed-in account of the three APIs. While it is empty, its welcome text offers to sign in. */
export class ConnectionsView extends Disposable implements vscode.TreeDataProvider<TreeNode> {
  readonly #connections: ConnectionStore;
  readonly #changes = this.hold(new vscode.EventEmitter<void>());

  readonly onDidChangeTreeData: vscode.Event<void> = this.#changes.event;

  constructor(connections: ConnectionStore) {
    super();
    this.#connections = connections;
    this.hold(vscode.window.createTreeView<TreeNode>('portolan.connections', { treeDataProvider: this }));
    this.hold(connections.onDidChange(() => this.#changes.fire()));
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return node.toTreeItem();
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return node ? [] : this.#connections.list().map((connection) => new ConnectionNode(connection));
  }
}
