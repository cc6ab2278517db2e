import * as vscode from 'vscode';
import type { OperationDetails } from '@portolan/catalog';
import { effectLabel } from '../common/icons.ts';
import { accessFacts } from './facts.ts';

/** A short page on an operation for a tooltip: what it does, what it needs, what it changes. */
export function operationTooltip(details: OperationDetails): vscode.MarkdownString {
  const { entry } = details;
  const text = new vscode.MarkdownString('', true);
  text.appendMarkdown('**').appendText(entry.summary).appendMarkdown('**\n\n');
  text.appendCodeblock(`${entry.method} ${entry.url}`, 'http');
  if (entry.deprecated) {
    const instead =
      details.replacement && details.replacement !== 'none'
        ? vscode.l10n.t('Deprecated. Use {0} instead.', details.replacement)
        : vscode.l10n.t('Deprecated.');
    text.appendMarkdown('$(warning) ').appendText(instead).appendMarkdown('\n\n');
  }
  if (details.description) text.appendText(details.description).appendMarkdown('\n\n');
  const facts = [{ name: vscode.l10n.t('Effect'), value: effectLabel(entry.effect) }, ...accessFacts(details)];
  for (const { name, value } of facts)
    text.appendMarkdown('_').appendText(name).appendMarkdown(':_ ').appendText(value).appendMarkdown('  \n');
  return text;
}
