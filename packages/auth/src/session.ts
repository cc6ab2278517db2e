import { notify, systemClock, unless, UsageError, type Clock, type TokenSource } from '@portolan/transport';
import { AuthError } from './auth-error.js';
import { isToken } from './token-request.js';
import { memoryStore, type TokenFlow, type TokenSet, type TokenStore } from './tokens.js';

/** Options of {@link createSession}. */
export interface SessionOptions {
  /** How tokens are obtained. */
  flow: TokenFlow;
  /** Where they are kept. Default: memory. */
  store?: TokenStore | undefined;
  /** The account's key in the store. Default: the flow's name. */
  key?: string | undefined;
  /** Replaceable in tests. */
  clock?: Clock | undefined;
  /** Another `fetch`, for a proxy or a test. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Renew so many milliseconds before expiry, but at most a fifth of the token's life. Default 60,000. */
  renewBefore?: number | undefined;
}

/** A signed-in account: gives tokens and renews them, once, however many calls wait. */
export interface Session extends TokenSource {
  /** Host (and port) that its flow signs in at, where the flow tells it. */
  readonly host?: string | undefined;
  /** The tokens in use or, before the first call, in the store. Never causes a request. */
  current(): Promise<TokenSet | undefined>;
  /**
   * Uses these tokens from now on (a person has signed in). They are saved first. Tokens of Bitrix24 that another program kept:
   * `bitrix24Portals(...).adopt`, which knows what else has to be told.
   * @throws {UsageError} there is no `accessToken` in it; the tokens in use stay
   */
  adopt(tokens: TokenSet): Promise<void>;
  /** Forgets the tokens, here and in the store. A flow that has credentials signs in again when a token is asked for. */
  signOut(): Promise<void>;
  /** Tells of new tokens, and of `undefined` after signing out. Returns the way to stop listening. */
  onChange(listener: (tokens: TokenSet | undefined) => void): () => void;
}

/** After a failed early renewal the old token is used so long, in milliseconds, before the next try. */
const pause = 10_000;

/** What a session adds to a keeper. */
interface Control {
  /** Ends what is under way, so that it can no longer change anything. */
  signal?: AbortSignal;
  /** Told of the tokens in use, again and again. */
  onUse?: (tokens: TokenSet | undefined) => void;
}

/** A token source that is nothing else; a session is made of it. */
interface Keeper extends Required<TokenSource> {
  /** The tokens in use. */
  current(): TokenSet | undefined;
  /** Saves tokens, then uses them. */
  save(set: TokenSet): Promise<TokenSet>;
  /** Uses tokens. */
  use(set: TokenSet | undefined): void;
  /** Waits for the end of a renewal that its signal has stopped, and forgets what could not be saved. */
  settle(): Promise<void>;
}

/**
 * Makes a keeper: it gives tokens and renews them, once, however many calls wait.
 *
 * - One renewal at a time; a caller that gives up does not stop it, since a rotated refresh token must not get lost.
 * - Renewal happens a little before expiry. If that fails while the token lives, the token is used.
 * - New tokens are saved before they are used. If saving fails they are kept, and saving is tried again by the next call.
 * - A refused renewal falls back to signing in. A failed connection does not, nor does anything else that leaves the tokens alive.
 */
export function createKeeper(options: SessionOptions, control: Control = {}): Keeper {
  const { flow, store, key = flow.name, clock = systemClock, fetch, renewBefore = 60_000 } = options;
  let tokens: TokenSet | undefined;
  let unsaved: TokenSet | undefined;
  let renewal: Promise<TokenSet> | undefined;
  let retryAt = 0;

  // Written so that a life unknown never ends.
  const lives = ({ expiresAt }: TokenSet, margin = 0): boolean => !(expiresAt! <= clock.now() + margin);
  const fresh = (set: TokenSet): boolean => lives(set, Math.min(renewBefore, (set.expiresAt! - set.obtainedAt!) / 5 || renewBefore));

  const use = (set: TokenSet | undefined): void => {
    tokens = set;
    control.onUse?.(set);
  };

  const obtain = async (old: TokenSet | undefined, signal: AbortSignal | undefined): Promise<TokenSet> => {
    const context = { fetch, clock, signal };
    let refusal: unknown;
    if (old) {
      try {
        return await flow.renew(old, context);
      } catch (error) {
        if ((error as AuthError | undefined)?.code !== 'refused') throw error;
        refusal = error;
      }
    }
    const next = await flow.signIn(context);
    // The flow has only these tokens to offer.
    if (refusal && next.accessToken === old?.accessToken) throw refusal;
    return next;
  };

  const save = async (set: TokenSet): Promise<TokenSet> => {
    unsaved = set;
    await store?.set(key, set);
    unsaved = undefined;
    use(set);
    return set;
  };

  const refresh = async (rejected: string | undefined): Promise<TokenSet> => {
    const { signal } = control;
    const task = async (): Promise<TokenSet> => {
      if (unsaved) return save(unsaved);
      // Another session on this store may have been faster.
      const stored = store ? await store.get(key) : tokens;
      signal?.throwIfAborted();
      if (stored && stored.accessToken !== rejected && fresh(stored)) {
        use(stored);
        return stored;
      }
      const next = await obtain(stored, signal);
      signal?.throwIfAborted();
      return save(next);
    };
    try {
      return await (store?.exclusive ? store.exclusive(key, task) : task());
    } catch (error) {
      retryAt = clock.now() + pause;
      throw error;
    } finally {
      renewal = undefined;
    }
  };

  return {
    async getToken({ rejected, signal } = {}) {
      signal?.throwIfAborted();
      const now = tokens;
      const usable = now && !unsaved && now.accessToken !== rejected;
      if (usable && (fresh(now) || (lives(now) && clock.now() < retryAt))) return now.accessToken;
      renewal ??= refresh(rejected);
      try {
        return (await unless(signal, renewal)).accessToken;
      } catch (error) {
        if (usable && now === tokens && lives(now) && !unsaved && !signal?.aborted) return now.accessToken;
        throw error;
      }
    },
    current: () => tokens,
    save,
    use,
    async settle() {
      await renewal?.catch(() => {});
      unsaved = undefined;
    },
  };
}

/** Makes a session: a {@link createKeeper | keeper} whose tokens can be looked at, replaced and forgotten. */
export function createSession(options: SessionOptions): Session {
  const { flow, store = memoryStore(), key = flow.name } = options;
  const listeners = new Set<(tokens: TokenSet | undefined) => void>();
  let life = new AbortController();
  let used: string | undefined;
  const control: Control = {
    signal: life.signal,
    onUse(tokens) {
      if (tokens?.accessToken === used) return;
      used = tokens?.accessToken;
      for (const listener of Array.from(listeners)) notify(listener, tokens);
    },
  };
  const keeper = createKeeper({ ...options, store, key }, control);

  /** Ends what is under way, so that it can no longer change anything. */
  const restart = async (): Promise<void> => {
    life.abort(new AuthError({ code: 'signed_out', field: 'session', problem: 'it was signed out meanwhile', remedy: 'Sign in again.' }));
    life = new AbortController();
    control.signal = life.signal;
    await keeper.settle();
  };

  return {
    host: flow.host,
    getToken: keeper.getToken,
    async current() {
      return keeper.current() ?? (await store.get(key));
    },
    async adopt(set) {
      // A script without types may pass a server's answer as it is: then every call would be sent without a token.
      if (!isToken((set as TokenSet | undefined)?.accessToken))
        throw new UsageError('accessToken', 'it is missing or malformed', 'Pass { accessToken, refreshToken, ... }, by these names.');
      await restart();
      await keeper.save(set);
    },
    async signOut() {
      await restart();
      await store.delete(key);
      keeper.use(undefined);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
