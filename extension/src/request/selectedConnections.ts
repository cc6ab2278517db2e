import type * as vscode from 'vscode';
import type { ConnectionStore } from '../auth/connectionStore.ts';
import type { Connection } from '../core/connection.ts';
import type { ProviderId } from '../core/provider.ts';

/** Which connection of a provider this workspace uses: the one chosen last, or else the newest. */
export class SelectedConnections {
  readonly #memento: vscode.Memento;
  readonly #connections: ConnectionStore;

  constructor(memento: vscode.Memento, connections: ConnectionStore) {
    this.#memento = memento;
    this.#connections = connections;
  }

  get(provider: ProviderId): Connection | undefined {
    const available = this.#connections.list(provider);
    const chosen = this.#memento.get<string>(`portolan.selected.${provider}`);
    return available.find(({ id }) => id === chosen) ?? available.at(-1);
  }

  /** An id of another provider, or of no connection at all, changes nothing. */
  async set(provider: ProviderId, id: string): Promise<void> {
    if (this.#connections.get(id)?.provider === provider) await this.#memento.update(`portolan.selected.${provider}`, id);
  }
}
