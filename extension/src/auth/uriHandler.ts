import * as vscode from 'vscode';
import { Disposable } from '../common/disposable.ts';

/** How long a browser may take to come back. */
const patience = 10 * 60 * 1000;

/**
 * Waits for browsers that come back from an authorization page. Only an address whose `state` was handed out here, and not yet used,
 * is passed on; everything else is ignored.
 */
export class CallbackHandler extends Disposable implements vscode.UriHandler {
  readonly #waiting = new Map<string, { readonly resolve: (uri: string) => void; readonly timer: ReturnType<typeof setTimeout> }>();

  constructor() {
    super();
    this.hold(vscode.window.registerUriHandler(this));
  }

  /** Waits for the browser that brings this state back, once. */
  expect(state: string): { readonly arrival: Promise<string>; forget(): void } {
    const arrival = new Promise<string>((resolve) => {
      this.#waiting.set(state, { resolve, timer: setTimeout(() => this.#forget(state), patience) });
    });
    return { arrival, forget: () => this.#forget(state) };
  }

  handleUri(uri: vscode.Uri): void {
    // Some browsers and proxies hand the query over encoded once more than it was sent.
    const query = new URLSearchParams(uri.query.includes('state=') ? uri.query : decoded(uri.query));
    const state = query.get('state') ?? '';
    const waiting = this.#waiting.get(state);
    if (!waiting) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('This sign-in is no longer waited for. Start it again from the Connections view.'),
      );
      return;
    }
    this.#forget(state);
    waiting.resolve(`https://callback.invalid${uri.path}?${query.toString()}`);
  }

  override dispose(): void {
    for (const state of this.#waiting.keys()) this.#forget(state);
    super.dispose();
  }

  #forget(state: string): void {
    clearTimeout(this.#waiting.get(state)?.timer);
    this.#waiting.delete(state);
  }
}

/** Not every percent sign is an encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
