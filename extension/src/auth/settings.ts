import * as vscode from 'vscode';
import { checkAddress, type AddressProblem } from '../core/connection.ts';

/**
 * An address from the settings, or undefined where the provider's own is meant. Workspace settings count only in trusted workspaces
 * (`restrictedConfigurations`), since tokens are sent to these addresses.
 * @throws Error naming the setting and what is wrong with it
 */
export function addressSetting(name: 'hubex.baseUrl' | 'bitrix24.tokenUrl' | 'workly.baseUrl'): string | undefined {
  const address = vscode.workspace.getConfiguration('portolan').get<string>(name, '').trim();
  if (address === '') return undefined;
  const problem = checkAddress(address);
  if (problem) throw new Error(vscode.l10n.t('The setting portolan.{0} cannot be used: {1}', name, addressProblemText(problem)));
  return address.replace(/\/+$/, '');
}

/** What is wrong with an address, in words. */
function addressProblemText(problem: AddressProblem): string {
  switch (problem) {
    case 'notAUrl':
      return vscode.l10n.t('It is not an address. It looks like https://example.com/path.');
    case 'notHttp':
      return vscode.l10n.t('It must start with https://.');
    case 'insecure':
      return vscode.l10n.t('Plain http is accepted for this machine only. Use https://.');
    case 'hasSecret':
      return vscode.l10n.t('It must not hold a user name, a password or parameters.');
  }
}
