import * as vscode from 'vscode';
import type { ConnectionStore } from '../auth/connectionStore.ts';
import type { Sessions } from '../auth/sessions.ts';
import { Disposable } from '../common/disposable.ts';
import type { Connection } from '../core/connection.ts';
import { shownHeaders, statusLine, type Exchange } from '../core/response/exchange.ts';
import { mediaOf } from '../core/response/media.ts';
import { targetOf } from '../core/request/target.ts';
import type { OperationClient, OperationRequest } from './clients.ts';

/** Sends requests, one client a connection, and makes exchanges of the answers. */
export class Sender extends Disposable {
  readonly #sessions: Sessions;
  readonly #log: vscode.LogOutputChannel;
  readonly #clients = new Map<string, Promise<OperationClient>>();

  constructor(sessions: Sessions, connections: ConnectionStore, log: vscode.LogOutputChannel) {
    super();
    this.#sessions = sessions;
    this.#log = log;
    this.hold(
      connections.onDidChange(({ changed, removed }) => {
        for (const { id } of [...changed, ...removed]) this.#clients.delete(id);
      }),
    );
  }

  /**
   * Sends a request and reads the whole answer, whatever its status.
   * @throws the client's typed errors when there is no answer: network, timeout, sign-in, a value that cannot be sent
   */
  async send(
    connection: Connection,
    request: OperationRequest,
    options: { readonly signal: AbortSignal; readonly timeout: number },
  ): Promise<Exchange> {
    const { entry } = request.details;
    const { explain } = await import('./clients.ts');
    const client = await this.#client(connection);
    const start = performance.now();
    const response = await client.send(request, options);
    const bytes = await readWhole(response, options.signal);
    const duration = performance.now() - start;
    const problem = response.ok ? undefined : await explain(connection, request, response.status, response.headers, bytes);
    const exchange: Exchange = {
      operationId: entry.id,
      name: entry.name,
      provider: connection.provider,
      method: entry.method,
      target: targetOf(entry, request.parameters),
      account: connection.label,
      status: response.status,
      statusText: response.statusText,
      headers: shownHeaders(response.headers),
      bytes,
      media: mediaOf(response.headers.get('content-type'), bytes),
      duration,
      ...(problem === undefined ? {} : { problem }),
    };
    // Names and numbers only: parameters and bodies are the user's business.
    this.#log.info(`${entry.method} ${entry.url}: ${statusLine(exchange)}, ${Math.round(duration)} ms, ${bytes.length} bytes`);
    return exchange;
  }

  #client(connection: Connection): Promise<OperationClient> {
    let client = this.#clients.get(connection.id);
    if (!client) {
      client = import('./clients.ts').then(({ openClient }) => openClient(connection, this.#sessions));
      this.#clients.set(connection.id, client);
      client.catch(() => this.#clients.delete(connection.id));
    }
    return client;
  }
}

/**
 * Reads an answer to its end.
 * @throws Error that says what to do when it breaks off; the reason of `signal` when that is why
 */
async function readWhole(response: Response, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(
      vscode.l10n.t(
        'The server answered {0}, but the connection broke before the end of the answer. The request may have been carried out: look before you repeat it.',
        response.status,
      ),
      { cause: error },
    );
  }
}
