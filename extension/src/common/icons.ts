import * as vscode from 'vscode';
import type { CatalogEntry } from '@portolan/catalog';

/** Icons by what an operation does to data. Colours follow the theme's charts. */
const icons: Readonly<Record<CatalogEntry['effect'], readonly [icon: string, colour: string]>> = {
  read: ['eye', 'charts.blue'],
  write: ['edit', 'charts.green'],
  delete: ['trash', 'charts.red'],
};

/** The icon of an operation. */
export function effectIcon(entry: CatalogEntry): vscode.ThemeIcon {
  const [icon, colour] = icons[entry.effect];
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
}

/** Its name for those who do not see it. */
export function effectLabel(effect: CatalogEntry['effect']): string {
  switch (effect) {
    case 'read':
      return vscode.l10n.t('Reads data');
    case 'write':
      return vscode.l10n.t('Changes data');
    case 'delete':
      return vscode.l10n.t('Deletes data');
  }
}
