import * as vscode from 'vscode';
import { addressOf, type Connection } from '../../core/connection.ts';
import { providerNames } from '../../core/provider.ts';
import { providerIcon } from '../providerIcon.ts';
import type { TreeNode } from '../node.ts';

/** One signed-in account. */
export class ConnectionNode implements TreeNode {
  readonly connection: Connection;
  readonly parent = undefined;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  toTreeItem(): vscode.TreeItem {
    const { connection } = this;
    const provider = providerNames[connection.provider];
    const address = addressOf(connection);
    const item = new vscode.TreeItem(provider, vscode.TreeItemCollapsibleState.None);
    item.id = connection.id;
    item.description = connection.label;
    item.iconPath = providerIcon(connection.provider);
    item.contextValue = 'connection';
    item.tooltip = new vscode.MarkdownString();
    item.tooltip.appendMarkdown(`**${provider}** · `).appendText(connection.label);
    item.tooltip.appendMarkdown('\n\n').appendText(kindLabel(connection));
    item.tooltip.appendMarkdown('\n\n').appendText(address === undefined ? vscode.l10n.t('The provider’s own address') : address);
    item.accessibilityInformation = { label: `${provider}, ${connection.label}, ${kindLabel(connection)}` };
    return item;
  }

  children(): readonly TreeNode[] {
    return [];
  }
}

/** How a connection signs in, in words. */
function kindLabel({ kind }: Connection): string {
  switch (kind) {
    case 'hubexServiceToken':
      return vscode.l10n.t('Service token');
    case 'hubexLogin':
      return vscode.l10n.t('Login and password');
    case 'bitrix24Webhook':
      return vscode.l10n.t('Incoming webhook');
    case 'bitrix24Application':
      return vscode.l10n.t('Local application');
    case 'worklyPassword':
      return vscode.l10n.t('User and password');
  }
}
