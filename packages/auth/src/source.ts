import { type TokenSource, UsageError } from '@portolan/transport';
import { createKeeper, type SessionOptions } from './session.js';
import type { TokenFlow, TokenStore } from './tokens.js';

/** Where the tokens that credentials give are kept; in memory unless told. */
export interface Stored {
  store?: TokenStore | undefined;
}

/**
 * Makes the source of access tokens that the `auth` of a client stands for: a source stays what it is, a flow and credentials get a
 * keeper of their tokens.
 *
 * @param flowOf makes the flow of credentials; it checks them, whatever they are
 * @throws {UsageError} the credentials are malformed
 */
export function tokenSource<T extends object>(
  auth: (T & Stored) | TokenFlow | TokenSource,
  flowOf: (credentials: T) => TokenFlow,
  { baseUrl, fetch, clock }: Pick<SessionOptions, 'fetch' | 'clock'> & { baseUrl: string },
): TokenSource {
  // Whatever a script without types passes is looked at as an object: what is missing is then reported by its name.
  const given = Object(auth) as T & Stored & Partial<TokenFlow & TokenSource>;
  // A flow has an address of its own, and so has a session: without this check a test against the sandbox could send a password to production.
  if (given.host && new URL(baseUrl).host !== given.host) throw new UsageError('auth', `it is for ${given.host}`, 'Pass the same baseUrl.');
  if (typeof given.getToken === 'function') return given as TokenSource;
  const flow = typeof given.signIn === 'function' ? (given as TokenFlow) : flowOf(given);
  return createKeeper({ flow, store: given.store, fetch, clock });
}
