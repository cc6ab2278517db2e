import * as vscode from 'vscode';
import { Disposable } from '../common/disposable.ts';
import { isConnection, type Connection, type Credentials } from '../core/connection.ts';
import type { ProviderId } from '../core/provider.ts';
import type { NewConnection } from '../core/sandbox-file.ts';
import { parseStored } from './stored.ts';

/** What happened to the list of connections. */
export interface ConnectionsChange {
  readonly added: readonly Connection[];
  readonly removed: readonly Connection[];
  readonly changed: readonly Connection[];
}

const listKey = 'portolan.connections';
const credentialsPrefix = 'portolan.credentials.';

/** The signed-in accounts: names and addresses in plain storage, what signs in in secret storage only. */
export class ConnectionStore extends Disposable {
  readonly #memento: vscode.Memento;
  readonly #secrets: vscode.SecretStorage;
  readonly #changes = this.hold(new vscode.EventEmitter<ConnectionsChange>());
  #known: readonly Connection[];
  /** Writes wait for each other, so that none is lost. */
  #writing: Promise<unknown> = Promise.resolve();

  readonly onDidChange: vscode.Event<ConnectionsChange> = this.#changes.event;

  constructor(memento: vscode.Memento, secrets: vscode.SecretStorage) {
    super();
    this.#memento = memento;
    this.#secrets = secrets;
    this.#known = this.#read();
    // Another window signed in or out: its credentials change here, and the list has followed by then.
    let timer: ReturnType<typeof setTimeout> | undefined;
    this.hold(new vscode.Disposable(() => clearTimeout(timer)));
    this.hold(
      secrets.onDidChange(({ key }) => {
        if (!key.startsWith(credentialsPrefix)) return;
        clearTimeout(timer);
        timer = setTimeout(() => this.#notice(), 250);
      }),
    );
  }

  /** All connections, or those of one provider, in the order in which they were added. */
  list(provider?: ProviderId): readonly Connection[] {
    return provider === undefined ? this.#known : this.#known.filter((connection) => connection.provider === provider);
  }

  get(id: string): Connection | undefined {
    return this.#known.find((connection) => connection.id === id);
  }

  /** What signs a connection in; undefined when secret storage was emptied or damaged meanwhile. */
  async credentials(id: string): Promise<Credentials | undefined> {
    return parseStored<Credentials>(await this.#secrets.get(credentialsPrefix + id));
  }

  /** Adds connections, or replaces those with the same id. */
  async add(...added: readonly NewConnection[]): Promise<void> {
    await this.#write(async () => {
      for (const { connection, credentials } of added)
        await this.#secrets.store(credentialsPrefix + connection.id, JSON.stringify(credentials));
      const ids = new Map(added.map(({ connection }) => [connection.id, connection]));
      const kept = this.#read().map((connection) => {
        const replacement = ids.get(connection.id);
        ids.delete(connection.id);
        return replacement ?? connection;
      });
      await this.#memento.update(listKey, [...kept, ...ids.values()]);
    });
  }

  /** Forgets a connection with everything that signs it in. */
  async remove(id: string): Promise<void> {
    await this.#write(async () => {
      await this.#memento.update(
        listKey,
        this.#read().filter((connection) => connection.id !== id),
      );
      await this.#secrets.delete(credentialsPrefix + id);
    });
  }

  async #write(change: () => Promise<void>): Promise<void> {
    const turn = this.#writing.then(change);
    this.#writing = turn.catch(() => {});
    await turn;
    this.#notice();
  }

  #read(): readonly Connection[] {
    const stored = this.#memento.get<unknown>(listKey);
    return Array.isArray(stored) ? stored.filter(isConnection) : [];
  }

  #notice(): void {
    const before = new Map(this.#known.map((connection) => [connection.id, connection]));
    this.#known = this.#read();
    const added = this.#known.filter(({ id }) => !before.has(id));
    const changed = this.#known.filter(
      (connection) => before.has(connection.id) && JSON.stringify(before.get(connection.id)) !== JSON.stringify(connection),
    );
    for (const { id } of this.#known) before.delete(id);
    if (added.length || changed.length || before.size) this.#changes.fire({ added, changed, removed: [...before.values()] });
  }
}
