import { systemClock } from '@portolan/transport';
import type { FlowContext, TokenFlow, TokenSet } from '../tokens.js';
import { authorizationServer, type Bitrix24ApplicationKeys } from './authorization-server.js';
import { authorizeUrl, type Bitrix24Callback, createState, exchangeCallback, readCallback } from './callback.js';
import { fail } from './fail.js';
import { bitrix24Portal } from './portal.js';

/** Options of {@link bitrix24Application}. */
export interface Bitrix24ApplicationOptions extends Bitrix24ApplicationKeys {
  /** Host of the portal: `example.bitrix24.com`, or its whole address. `http://` only on loopback. */
  portal: string;
}

/** A local application of one portal. For many portals see `bitrix24Portals`. */
export interface Bitrix24Application {
  /** Host of the portal. */
  readonly portal: string;
  /** A new state for {@link Bitrix24Application.authorizeUrl}: 256 random bits. Use it once. */
  createState(): string;
  /** Where to send the person. */
  authorizeUrl(state: string): string;
  /**
   * Reads the address that the person came back to.
   * @param state the one that the link was made with
   * @throws {AuthError} the person refused, or the callback is not an answer to this sign-in
   */
  parseCallback(url: string, state: string, context?: Partial<FlowContext>): Bitrix24Callback;
  /**
   * Exchanges the code for tokens; give them to `Session.adopt`.
   * @throws {AuthError} the code is too old, or refused
   */
  exchange(callback: Bitrix24Callback, context?: Partial<FlowContext>): Promise<TokenSet>;
  /** Renews; signing in needs a person. */
  readonly flow: TokenFlow;
}

/**
 * Describes a local application.
 * @throws {UsageError} an option is malformed
 */
export function bitrix24Application(options: Bitrix24ApplicationOptions): Bitrix24Application {
  const origin = bitrix24Portal(options.portal);
  const portal = new URL(origin).host;
  const server = authorizationServer(options);
  return {
    portal,
    createState,
    authorizeUrl: (state) => authorizeUrl(origin, server.clientId, state),
    parseCallback: (url, state, { clock = systemClock } = {}) => readCallback(server, portal, url, state, clock),
    exchange: async (callback, context) => exchangeCallback(server, callback, context),
    flow: {
      name: `bitrix24:${portal}:${server.clientId}`,
      async signIn() {
        return fail('sign_in_required', 'session', `nobody is signed in at ${portal}`, 'Open the authorization link and sign in.');
      },
      renew: (old, context) => server.renew(old, context),
    },
  };
}
