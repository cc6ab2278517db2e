import * as vscode from 'vscode';
import { Disposable } from '../common/disposable.ts';
import { formatDuration, formatSize } from '../core/format.ts';
import { statusLine } from '../core/response/exchange.ts';
import { responseScheme, type ResponseDocuments } from './responseDocuments.ts';

/** The line above an answer: status, time, size, headers, and what can be done with it. */
export class ResponseLens extends Disposable implements vscode.CodeLensProvider {
  readonly #responses: ResponseDocuments;

  constructor(responses: ResponseDocuments) {
    super();
    this.#responses = responses;
    this.hold(vscode.languages.registerCodeLensProvider({ scheme: responseScheme }, this));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const exchange = this.#responses.get(document.uri);
    if (!exchange || document.uri.path.endsWith('.headers.http')) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const icon = exchange.status < 300 ? '$(pass)' : exchange.status < 400 ? '$(arrow-right)' : '$(error)';
    const lens = (title: string, command: string, args: readonly unknown[], tooltip?: string) =>
      new vscode.CodeLens(top, { title, command, arguments: [...args], ...(tooltip === undefined ? {} : { tooltip }) });
    const { language } = vscode.env;
    const summary = `${icon}\u00a0${statusLine(exchange)} · ${formatDuration(exchange.duration, language)} · ${formatSize(exchange.bytes.length, language)}`;
    return [
      lens(summary, 'portolan.openOperation', [exchange.operationId], exchange.problem ?? vscode.l10n.t('Go to the request')),
      lens(`$(list-flat)\u00a0${vscode.l10n.t('Headers ({0})', exchange.headers.length)}`, 'portolan.showResponseHeaders', [document.uri]),
      lens(`$(save)\u00a0${vscode.l10n.t('Save…')}`, 'portolan.saveResponse', [document.uri]),
    ];
  }
}
