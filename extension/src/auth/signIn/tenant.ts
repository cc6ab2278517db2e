import * as vscode from 'vscode';
import type { HubexTenant } from '@portolan/auth/hubex';
import { askChoice, back } from '../../common/ask.ts';
import { Cancelled } from '../../common/errors.ts';

/** A tenant that a HubEx login may enter. */
export type TenantChoice = HubexTenant;

/** Asks which tenant to enter; a single one needs no question. */
export async function chooseTenant(choices: readonly TenantChoice[]): Promise<TenantChoice> {
  const [only] = choices;
  if (only && choices.length === 1) return only;
  const chosen = await askChoice({
    title: vscode.l10n.t('Sign in to HubEx'),
    placeholder: vscode.l10n.t('Which tenant do you want to work in?'),
    choices: choices.map((tenant) => ({ label: tenant.name || String(tenant.id), description: String(tenant.id), value: tenant })),
  });
  if (chosen === back) throw new Cancelled();
  return chosen;
}
