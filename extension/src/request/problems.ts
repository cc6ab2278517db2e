import * as vscode from 'vscode';
import type { FormProblem } from '../core/form/values.ts';

/** What is wrong with an entered value, in words that say how to mend it. */
export function problemText({ code, limit = '' }: FormProblem): string {
  switch (code) {
    case 'required':
      return vscode.l10n.t('Required: enter a value.');
    case 'notAnInteger':
      return vscode.l10n.t('Enter a whole number.');
    case 'notANumber':
      return vscode.l10n.t('Enter a number.');
    case 'notABoolean':
      return vscode.l10n.t('Enter true or false.');
    case 'notADate':
      return vscode.l10n.t('Enter a date such as 2026-08-17.');
    case 'notADateTime':
      return vscode.l10n.t('Enter a date and time such as 2026-08-17T10:30:00Z.');
    case 'notAChoice':
      return vscode.l10n.t('Choose one of the listed values.');
    case 'notJson':
      return vscode.l10n.t('Enter valid JSON.');
    case 'tooSmall':
      return vscode.l10n.t('Enter {0} or more.', limit);
    case 'tooLarge':
      return vscode.l10n.t('Enter {0} or less.', limit);
    case 'tooShort':
      return vscode.l10n.t('Too short: the minimum length is {0}.', limit);
    case 'tooLong':
      return vscode.l10n.t('Too long: the maximum length is {0}.', limit);
    case 'wrongPattern':
      return vscode.l10n.t('Enter a value of the form {0}.', limit);
  }
}
