import type * as vscode from 'vscode';

/** A row of a tree: draws itself, and knows its rows below and above. */
export interface TreeNode {
  toTreeItem(): vscode.TreeItem;
  children(): readonly TreeNode[] | Promise<readonly TreeNode[]>;
  readonly parent: TreeNode | undefined;
  /** Fills in the tooltip when the row is hovered, not before. */
  resolve?(item: vscode.TreeItem): Promise<vscode.TreeItem>;
}
