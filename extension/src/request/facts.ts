import * as vscode from 'vscode';
import type { OperationDetails } from '@portolan/catalog';
import type { Fact } from '../core/messages.ts';

/** Who may call an operation, and how it behaves: the facts list of the request editor and of tooltips. */
export function accessFacts(details: OperationDetails): readonly Fact[] {
  const facts: Fact[] = [];
  const { permissions = [], scope = [] } = details;
  if (permissions.length) facts.push({ name: vscode.l10n.t('Permissions'), value: permissions.join(', ') });
  else if (details.access) facts.push({ name: vscode.l10n.t('Access'), value: accessLabel(details.access) });
  if (scope.length) facts.push({ name: vscode.l10n.t('Scope'), value: scope.join(', ') });
  if (details.context === 'application')
    facts.push({ name: vscode.l10n.t('Called by'), value: vscode.l10n.t('applications only; a webhook is refused') });
  if (details.paging) facts.push({ name: vscode.l10n.t('Paging'), value: pagingLabel(details.paging.style) });
  if (details.entry.effect !== 'read') {
    facts.push({
      name: vscode.l10n.t('Sending twice'),
      value: details.idempotent ? vscode.l10n.t('has the same effect as once') : vscode.l10n.t('may do it twice'),
    });
  }
  return facts;
}

function accessLabel(access: string): string {
  switch (access) {
    case 'anonymous':
      return vscode.l10n.t('anyone, without signing in');
    case 'authenticated':
      return vscode.l10n.t('any signed-in account');
    case 'tenantMember':
      return vscode.l10n.t('any member of the tenant');
    case 'any':
      return vscode.l10n.t('any user, within their own rights');
    case 'administrator':
      return vscode.l10n.t('administrators');
    case 'permission':
      return vscode.l10n.t('those with the permission');
    case 'unspecified':
      return vscode.l10n.t('not documented');
    default:
      return access;
  }
}

function pagingLabel(style: string): string {
  switch (style) {
    case 'range':
      return vscode.l10n.t('by the Range header, or offset and fetch');
    case 'start':
      return vscode.l10n.t('by start, 50 records a page');
    case 'page':
      return vscode.l10n.t('by page');
    default:
      return style;
  }
}
