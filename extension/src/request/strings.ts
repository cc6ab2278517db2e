import * as vscode from 'vscode';
import type { StringName } from '../core/messages.ts';

/** Texts of the request editor's page. The webview has no access to VS Code's translations, so they travel with the model. */
export function editorStrings(): Record<StringName, string> {
  return {
    body: vscode.l10n.t('Body'),
    bodyHint: vscode.l10n.t('Edited as JSON beside this page, with completion from the specification.'),
    cancel: vscode.l10n.t('Cancel'),
    chooseFile: vscode.l10n.t('Choose File…'),
    chooseFiles: vscode.l10n.t('Choose Files…'),
    connect: vscode.l10n.t('Sign In…'),
    connection: vscode.l10n.t('Connection'),
    defaultIs: vscode.l10n.t('Default: {0}'),
    documentation: vscode.l10n.t('Documentation'),
    editBody: vscode.l10n.t('Edit Body'),
    exampleIs: vscode.l10n.t('for example {0}'),
    filter: vscode.l10n.t('Filter parameters'),
    headers: vscode.l10n.t('Headers'),
    listHint: vscode.l10n.t('Several values: one a line.'),
    noConnection: vscode.l10n.t('Not signed in'),
    noFile: vscode.l10n.t('No file chosen'),
    notSet: vscode.l10n.t('not set'),
    notes: vscode.l10n.t('Notes on the specification'),
    openReplacement: vscode.l10n.t('Open the replacement'),
    parameters: vscode.l10n.t('Parameters'),
    path: vscode.l10n.t('Path'),
    query: vscode.l10n.t('Query'),
    required: vscode.l10n.t('required'),
    send: vscode.l10n.t('Send'),
    sending: vscode.l10n.t('Sending…'),
    showHeaders: vscode.l10n.t('Headers'),
    showResponse: vscode.l10n.t('Answer'),
  };
}
