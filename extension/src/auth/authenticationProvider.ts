import * as vscode from 'vscode';
import type { TokenStore } from '@portolan/auth';
import { Disposable } from '../common/disposable.ts';
import type { Connection } from '../core/connection.ts';
import { authenticationId, providerNames, sessionScopes, type ProviderId } from '../core/provider.ts';
import type { ConnectionStore } from './connectionStore.ts';

/** Lists a provider's connections in VS Code's Accounts menu and signs in and out from there. */
export class PortolanAuthenticationProvider extends Disposable implements vscode.AuthenticationProvider {
  readonly #provider: ProviderId;
  readonly #connections: ConnectionStore;
  readonly #tokens: TokenStore;
  readonly #signIn: (provider: ProviderId) => Promise<Connection>;
  readonly #changes = this.hold(new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>());

  readonly onDidChangeSessions: vscode.Event<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent> = this.#changes.event;

  constructor(
    provider: ProviderId,
    connections: ConnectionStore,
    tokens: TokenStore,
    signIn: (provider: ProviderId) => Promise<Connection>,
  ) {
    super();
    this.#provider = provider;
    this.#connections = connections;
    this.#tokens = tokens;
    this.#signIn = signIn;
    this.hold(
      vscode.authentication.registerAuthenticationProvider(authenticationId(provider), providerNames[provider], this, {
        supportsMultipleAccounts: true,
      }),
    );
    this.hold(connections.onDidChange((change) => void this.#announce(change)));
  }

  async getSessions(
    scopes?: readonly string[],
    options: vscode.AuthenticationProviderSessionOptions = {},
  ): Promise<vscode.AuthenticationSession[]> {
    if (scopes?.some((scope) => !sessionScopes.includes(scope))) return [];
    const wanted = this.#connections.list(this.#provider).filter(({ id }) => options.account === undefined || options.account.id === id);
    return Promise.all(wanted.map((connection) => this.#sessionOf(connection)));
  }

  async createSession(): Promise<vscode.AuthenticationSession> {
    return this.#sessionOf(await this.#signIn(this.#provider));
  }

  async removeSession(sessionId: string): Promise<void> {
    await this.#connections.remove(sessionId);
    await this.#tokens.delete(sessionId);
  }

  /** The token as it is stored: asking for sessions never goes to the network. */
  async #sessionOf(connection: Connection): Promise<vscode.AuthenticationSession> {
    const credentials = await this.#connections.credentials(connection.id);
    const accessToken =
      credentials?.kind === 'bitrix24Webhook' ? credentials.url : ((await this.#tokens.get(connection.id))?.accessToken ?? '');
    return { id: connection.id, accessToken, account: { id: connection.id, label: connection.label }, scopes: [...sessionScopes] };
  }

  async #announce(change: Record<'added' | 'removed' | 'changed', readonly Connection[]>): Promise<void> {
    const own = (connections: readonly Connection[]) =>
      Promise.all(connections.filter(({ provider }) => provider === this.#provider).map((connection) => this.#sessionOf(connection)));
    const [added, removed, changed] = await Promise.all([own(change.added), own(change.removed), own(change.changed)]);
    if (added.length + removed.length + changed.length) this.#changes.fire({ added, removed, changed });
  }
}
