import * as vscode from 'vscode';
import type { CatalogEntry } from '@portolan/catalog';
import { messageOf } from '../common/errors.ts';
import type { Connection } from '../core/connection.ts';
import { providerNames } from '../core/provider.ts';

/** Asks before a request that changes data, as far as the setting wants it. */
export async function confirmed(entry: CatalogEntry, target: string, connection: Connection): Promise<boolean> {
  const setting = vscode.workspace.getConfiguration('portolan').get<string>('request.confirm', 'deletes');
  const ask = setting === 'writes' ? entry.effect !== 'read' : setting === 'deletes' && entry.effect === 'delete';
  if (!ask) return true;
  const send = vscode.l10n.t('Send');
  const question = vscode.l10n.t('Send “{0}” to {1}, {2}?', entry.summary, providerNames[connection.provider], connection.label);
  try {
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail: `${entry.method} ${target}` }, send);
    return answer === send;
  } catch (error) {
    throw new Error(vscode.l10n.t('The request was not sent, because it could not be confirmed: {0}', messageOf(error)), { cause: error });
  }
}
