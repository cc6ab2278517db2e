import type { Clock } from '@portolan/transport';

/** The tokens of one account. Plain JSON. */
export interface TokenSet {
  /** Sent with every call. */
  accessToken: string;
  /** Obtains the next access token. */
  refreshToken?: string;
  /** When the access token was obtained, in milliseconds since the epoch. */
  obtainedAt?: number;
  /** When the access token dies, in milliseconds since the epoch; unknown when missing. */
  expiresAt?: number;
  /** When the refresh token dies, in milliseconds since the epoch; unknown when missing. */
  refreshExpiresAt?: number;
  /** What else the server told: tenant, portal, member id, client endpoint. No secrets. */
  details?: Record<string, string>;
}

/** Where tokens outlive the process. Keys name accounts and hold no secret. */
export interface TokenStore {
  /** The tokens of an account, if it has any. */
  get(key: string): Promise<TokenSet | undefined>;
  /** Saves the tokens of an account; when it resolves they are safe. */
  set(key: string, tokens: TokenSet): Promise<void>;
  /** Forgets an account. */
  delete(key: string): Promise<void>;
  /**
   * Runs a task while no other session on the same store, in whatever process, runs one for the same key. Missing where a
   * store has one user. Needed where refresh tokens rotate: two renewals with one refresh token lose the account.
   */
  exclusive?<T>(key: string, task: () => Promise<T>): Promise<T>;
}

/** What a flow may use. */
export interface FlowContext {
  /** Another `fetch`, for a proxy or a test. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Time. */
  clock: Clock;
  /** Aborts when the session no longer wants the answer. */
  signal?: AbortSignal | undefined;
}

/** How tokens of one provider are obtained. The session keeps them. */
export interface TokenFlow {
  /** Names provider and account without a secret; the default key in the store. */
  readonly name: string;
  /** Host (and port) that credentials go to. A client that calls another one refuses the flow. */
  readonly host?: string | undefined;
  /**
   * Obtains tokens from credentials.
   * @throws {AuthError} `sign_in_required` when a person has to sign in
   */
  signIn(context: FlowContext): Promise<TokenSet>;
  /**
   * Obtains new tokens from old ones.
   * @throws {AuthError} `refused` when only signing in can help; any other code leaves the tokens as they are
   */
  renew(tokens: TokenSet, context: FlowContext): Promise<TokenSet>;
}

/** Keeps tokens for the life of the process. */
export function memoryStore(): TokenStore {
  const accounts = new Map<string, TokenSet>();
  return {
    get: async (key) => accounts.get(key),
    set: async (key, tokens) => void accounts.set(key, tokens),
    delete: async (key) => void accounts.delete(key),
  };
}
