import * as vscode from 'vscode';
import { signIn } from '../auth/signIn/signIn.ts';
import { askChoice, back } from '../common/ask.ts';
import type { Connection } from '../core/connection.ts';
import { isProviderId, providerIds, providerNames, type ProviderId } from '../core/provider.ts';
import { providerIcon } from '../trees/providerIcon.ts';
import type { Services } from './services.ts';

/** Signs in to a provider; asks which one when it is not told. */
export async function addConnection(services: Services, provider?: unknown): Promise<Connection | undefined> {
  const chosen = isProviderId(provider) ? provider : await chooseProvider();
  return chosen && signIn(chosen, services);
}

async function chooseProvider(): Promise<ProviderId | undefined> {
  const about = {
    hubex: vscode.l10n.t('field service: tasks, assets, staff'),
    bitrix24: vscode.l10n.t('CRM, tasks, users'),
    workly: vscode.l10n.t('time and attendance'),
  };
  const chosen = await askChoice<ProviderId>({
    title: vscode.l10n.t('Add a connection'),
    placeholder: vscode.l10n.t('Where do you want to sign in?'),
    choices: providerIds.map((id) => ({ value: id, label: providerNames[id], description: about[id], iconPath: providerIcon(id) })),
  });
  return chosen === back ? undefined : chosen;
}
