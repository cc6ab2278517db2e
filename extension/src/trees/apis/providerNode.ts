import * as vscode from 'vscode';
import type { Catalog, CatalogDocument } from '@portolan/catalog';
import { providerNames } from '../../core/provider.ts';
import type { ProviderGroup } from '../../core/tree.ts';
import { providerIcon } from '../providerIcon.ts';
import type { TreeNode } from '../node.ts';
import { ServiceNode, tagNodes } from './serviceNode.ts';

/** One API. */
export class ProviderNode implements TreeNode {
  readonly parent = undefined;
  readonly #group: ProviderGroup;
  readonly #documents: readonly CatalogDocument[];
  readonly #catalog: () => Promise<Catalog>;

  constructor(group: ProviderGroup, documents: readonly CatalogDocument[], catalog: () => Promise<Catalog>) {
    this.#group = group;
    this.#documents = documents;
    this.#catalog = catalog;
  }

  toTreeItem(): vscode.TreeItem {
    const { provider, count } = this.#group;
    const item = new vscode.TreeItem(providerNames[provider], vscode.TreeItemCollapsibleState.Collapsed);
    item.id = provider;
    item.description = vscode.l10n.t('{0} operations', count);
    item.iconPath = providerIcon(provider);
    item.contextValue = 'provider';
    return item;
  }

  children(): readonly TreeNode[] {
    const documentOf = (name: string) => this.#documents.find(({ document }) => document === name);
    // A provider without services shows its tags at once.
    return this.#group.services.flatMap((service) =>
      service.service === ''
        ? tagNodes(service, documentOf(service.document), this, this.#catalog)
        : [new ServiceNode(service, documentOf(service.document), this, this.#catalog)],
    );
  }
}
