import * as vscode from 'vscode';
import { Disposable } from '../common/disposable.ts';
import { formatSize } from '../core/format.ts';
import { headersText, type Exchange } from '../core/response/exchange.ts';
import { decodeText, prettyJson } from '../core/response/media.ts';

export const responseScheme = 'portolan-response';

/** How much stays at hand: so many answers, and so many bytes of them. Older documents say that they are gone. */
const limits = { answers: 50, bytes: 100_000_000 };

/** Bytes. VS Code refuses documents of more than 50 MB and is slow long before. A longer answer is cut here, and saved whole. */
const shownBytes = 10_000_000;

/**
 * Answers as read-only documents. The answer itself is pure (JSON stays JSON: folding, find, copy and compare work); status, time, size
 * and headers stand in a line above it (see `responseLens.ts`) and in a companion document.
 */
export class ResponseDocuments extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #exchanges = new Map<string, Exchange>();
  #count = 0;
  /** Tabs outlive the window: an address of an earlier session must never name an answer of this one. */
  readonly #session = Date.now().toString(36);

  constructor() {
    super();
    this.hold(vscode.workspace.registerTextDocumentContentProvider(responseScheme, this));
  }

  /** Keeps an answer and gives the address of its document. */
  add(exchange: Exchange): vscode.Uri {
    const key = `${this.#session}-${(this.#count += 1)}`;
    this.#exchanges.set(key, exchange);
    const all = [...this.#exchanges];
    let bytes = all.reduce((sum, [, kept]) => sum + kept.bytes.length, 0);
    for (const [oldest, { bytes: freed }] of all.slice(0, -1)) {
      if (this.#exchanges.size <= limits.answers && bytes <= limits.bytes) break;
      this.#exchanges.delete(oldest);
      bytes -= freed.length;
    }
    const path = `/${key}/${exchange.status} ${exchange.name}.${exchange.media.extension}`;
    return vscode.Uri.from({ scheme: responseScheme, path });
  }

  /** The exchange behind a document. */
  get(uri: vscode.Uri): Exchange | undefined {
    return uri.scheme === responseScheme ? this.#exchanges.get(uri.path.split('/')[1] ?? '') : undefined;
  }

  /** The companion document with the headers. */
  headersUri(uri: vscode.Uri): vscode.Uri {
    return uri.with({ path: uri.path.replace(/\.\w+$/, '.headers.http') });
  }

  /** Shows an answer beside its request, without taking the keyboard away from the page. */
  async show(uri: vscode.Uri, column: vscode.ViewColumn): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument(uri);
    const language = this.get(uri)?.media.language;
    if (language && document.languageId !== language && !uri.path.endsWith('.headers.http')) {
      await vscode.languages.setTextDocumentLanguage(document, language).then(undefined, () => document);
    }
    // Who wrote the body in that very column would be left without the keyboard: it follows into the answer.
    const preserveFocus = vscode.window.activeTextEditor?.viewColumn !== column;
    return vscode.window.showTextDocument(document, { viewColumn: column, preserveFocus, preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const exchange = this.get(uri);
    if (!exchange) return vscode.l10n.t('This answer is no longer kept. Send the request again.');
    if (uri.path.endsWith('.headers.http')) return headersText(exchange);
    if (exchange.media.kind === 'empty') return '';
    if (exchange.media.kind === 'binary') return vscode.l10n.t('This answer is a file. Use “Save” above to keep it.');
    const text = decodeText(exchange.bytes.subarray(0, shownBytes), exchange.media.charset);
    if (exchange.bytes.length > shownBytes) {
      const size = formatSize(exchange.bytes.length, vscode.env.language);
      return `${text}\n\n${vscode.l10n.t('… This answer has {0} and is cut here. Use “Save” above to get all of it.', size)}\n`;
    }
    return exchange.media.language === 'json' ? prettyJson(text) : text;
  }
}
