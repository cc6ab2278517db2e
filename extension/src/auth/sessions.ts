import * as vscode from 'vscode';
import type { Session, TokenStore } from '@portolan/auth';
import { Disposable } from '../common/disposable.ts';
import type { Connection } from '../core/connection.ts';
import type { ConnectionStore } from './connectionStore.ts';

/** One live session a connection, so that a renewal is shared by every request that waits for it. */
export class Sessions extends Disposable {
  readonly #connections: ConnectionStore;
  readonly #tokens: TokenStore;
  readonly #open = new Map<string, Promise<Session | undefined>>();

  constructor(connections: ConnectionStore, tokens: TokenStore) {
    super();
    this.#connections = connections;
    this.#tokens = tokens;
    this.hold(
      connections.onDidChange(({ changed, removed }) => {
        for (const { id } of [...changed, ...removed]) this.#open.delete(id);
      }),
    );
  }

  /**
   * The session of a connection; undefined for a webhook.
   * @throws Error when its credentials are gone
   */
  open(connection: Connection): Promise<Session | undefined> {
    let session = this.#open.get(connection.id);
    if (!session) {
      session = this.#create(connection);
      this.#open.set(connection.id, session);
      session.catch(() => this.#open.delete(connection.id));
    }
    return session;
  }

  /** What signs a connection in, or an error that says what to do when it is gone. */
  async credentials(connection: Connection): Promise<NonNullable<Awaited<ReturnType<ConnectionStore['credentials']>>>> {
    const credentials = await this.#connections.credentials(connection.id);
    if (!credentials)
      throw new Error(
        vscode.l10n.t(
          'The secrets of "{0}" are no longer stored on this machine. Remove the connection and sign in again.',
          connection.label,
        ),
      );
    return credentials;
  }

  async #create(connection: Connection): Promise<Session | undefined> {
    const [{ flowOf }, { createSession }] = await Promise.all([import('./flows.ts'), import('@portolan/auth')]);
    const flow = await flowOf(connection, await this.credentials(connection));
    if (!flow) return undefined;
    // A renewal that ends after the user signed out must not leave its token behind.
    const store: TokenStore = {
      ...this.#tokens,
      set: async (key, tokens) => {
        if (this.#connections.get(key)) await this.#tokens.set(key, tokens);
      },
    };
    return createSession({ flow, store, key: connection.id });
  }
}
