import * as vscode from 'vscode';
import type { ProviderId } from '../core/provider.ts';

/** What each API is about: field service, sales and tasks, working time. */
const icons: Readonly<Record<ProviderId, string>> = { hubex: 'tools', bitrix24: 'briefcase', workly: 'watch' };

export function providerIcon(provider: ProviderId): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icons[provider]);
}
