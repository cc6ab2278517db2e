import * as vscode from 'vscode';
import { askChoice, back } from '../common/ask.ts';
import { providerNames } from '../core/provider.ts';
import { ConnectionNode } from '../trees/connections/connectionNode.ts';
import { providerIcon } from '../trees/providerIcon.ts';
import type { Services } from './services.ts';

/** Signs out: forgets a connection with its secrets and tokens. Asks which one when it is not told. */
export async function removeConnection(services: Services, node?: unknown): Promise<void> {
  const id = node instanceof ConnectionNode ? node.connection.id : await chooseConnection(services);
  if (id === undefined) return;
  await services.connections.remove(id);
  await services.tokens.delete(id);
}

async function chooseConnection({ connections }: Services): Promise<string | undefined> {
  const all = connections.list();
  if (all.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('You are not signed in anywhere.'));
    return undefined;
  }
  const chosen = await askChoice({
    title: vscode.l10n.t('Sign out'),
    placeholder: vscode.l10n.t('Which connection shall be forgotten?'),
    choices: all.map(({ id, provider, label }) => ({
      value: id,
      label: providerNames[provider],
      description: label,
      iconPath: providerIcon(provider),
    })),
  });
  return chosen === back ? undefined : chosen;
}
