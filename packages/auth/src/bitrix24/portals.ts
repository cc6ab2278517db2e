import { notify, systemClock, type Clock } from '@portolan/transport';
import type { AuthError } from '../auth-error.js';
import { createSession, type Session } from '../session.js';
import { memoryStore, type FlowContext, type TokenFlow, type TokenSet, type TokenStore } from '../tokens.js';
import { adopted, type Bitrix24Tokens } from './adopted.js';
import { authorizationServer, type Bitrix24ApplicationKeys } from './authorization-server.js';
import { authorizeUrl, type Bitrix24Callback, createState, exchangeCallback, readCallback } from './callback.js';
import { again, fail } from './fail.js';
import type { Bitrix24Claim, Bitrix24Launch } from './launch.js';
import { bitrix24Portal } from './portal.js';
import { sameText } from './same-text.js';

/** A portal that has the application installed. Holds no secret. */
export interface Bitrix24Installation {
  /** Id of the portal, the same even when its address changes. */
  readonly memberId: string;
  /** Host of the portal, as the authorization server told it last. */
  readonly portal: string;
  /** `L` local, `F` free, `D` demo, `T` trial, `P` paid; undefined when nobody told. */
  readonly status: string | undefined;
  /** Scopes that were granted. */
  readonly scope: readonly string[];
}

/** A portal has another address. */
export interface Bitrix24Move {
  /** Id of the portal. */
  readonly memberId: string;
  /** The former host. */
  readonly from: string;
  /** The new host, as the authorization server told it. */
  readonly to: string;
}

/** Options of {@link bitrix24Portals}. */
export interface Bitrix24PortalsOptions extends Bitrix24ApplicationKeys {
  /** Where the tokens of all portals are kept. Default: memory. Give one that outlives the process. */
  store?: TokenStore | undefined;
  /** Told when a portal was found at another address. The store knows it already. */
  onMove?: ((move: Bitrix24Move) => void) | undefined;
  /** Another `fetch`, for a proxy or a test. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Replaceable in tests. */
  clock?: Clock | undefined;
}

/** An application opened in a frame, after it proved to be. */
export interface Bitrix24Opened extends Bitrix24Installation {
  /** Session of the user who opened it, in memory: calls run with that user's rights. At the first opening it is that of the portal. */
  readonly session: Session;
  /** What was posted. */
  readonly launch: Bitrix24Launch;
}

/** An application on any number of portals: one store, keyed by `member_id`. */
export interface Bitrix24Portals {
  /** A new state for {@link Bitrix24Portals.authorizeUrl}: 256 random bits. Keep it with the portal, in the person's session; use it once. */
  createState(): string;
  /** Where to send the person to sign in at a portal. */
  authorizeUrl(portal: string, state: string): string;
  /**
   * Reads the address that the person came back to.
   * @throws {AuthError} the person refused, or the callback is not an answer to this sign-in
   */
  parseCallback(url: string, started: { portal: string; state: string }): Bitrix24Callback;
  /**
   * Exchanges the code of a callback and keeps the tokens for the portal.
   * @throws {AuthError} the code is too old, refused, or of another portal; `client_refused`; `payment_required`
   */
  exchange(callback: Bitrix24Callback): Promise<Bitrix24Installation>;
  /**
   * Keeps tokens that another program obtained for this application, `@bitrix24/b24jssdk` for instance: no portal has to install it again.
   * Nothing proves them: pass what you have kept yourself, never what came with a request. Stop the other program first, since each
   * renewal spends the refresh token. Tokens that are kept for the portal are replaced.
   *
   * ```ts
   * await portals.adopt({ memberId: member_id, portal: domain, accessToken: access_token, refreshToken: refresh_token, expiresAt: expires * 1000 });
   * const b24 = createBitrix24({ auth: { session: portals.session(member_id) } });
   * ```
   * @throws {UsageError} a field is missing or malformed
   */
  adopt(tokens: Bitrix24Tokens): Promise<Bitrix24Installation>;
  /**
   * Takes an installation: the event ONAPPINSTALL (`parseBitrix24EventAuth`). The tokens are renewed at the authorization server: that takes our
   * client secret and answers whose they are, so nobody can plant tokens of another portal. A delivery that comes again changes nothing.
   * Kept before it resolves.
   * @throws {AuthError} `not_from_portal`: nothing proves it; `refused`: the authorization server does not know the tokens
   */
  install(claim: Bitrix24Claim): Promise<Bitrix24Installation>;
  /**
   * Opens the application for a user in a frame. The sender is proven by the application token that is kept, or as by
   * {@link Bitrix24Portals.install}; a portal that is not installed yet is installed with this user's tokens.
   * @throws {AuthError} as by `install`
   */
  open(launch: Bitrix24Launch): Promise<Bitrix24Opened>;
  /**
   * Checks that an event comes from the portal that it names, in constant time.
   * @throws {AuthError} `not_from_portal`
   */
  verify(claim: Bitrix24Claim): Promise<Bitrix24Installation>;
  /**
   * Forgets a portal, on the event ONAPPUNINSTALL. An unknown portal is forgotten already.
   * @throws {AuthError} `not_from_portal`: the event proves nothing
   */
  uninstall(claim: Bitrix24Claim): Promise<void>;
  /** Forgets a portal, without any check. */
  forget(memberId: string): Promise<void>;
  /** The installation on a portal, if there is one. */
  get(memberId: string): Promise<Bitrix24Installation | undefined>;
  /** The application token of a portal, for `eventHandler`. A secret. */
  applicationToken(memberId: string): Promise<string | undefined>;
  /** The session of a portal, for `createBitrix24({ auth: { session } })`; the same one each time. Its tokens are of whoever installed the application. */
  session(memberId: string): Session;
}

/**
 * Describes an application that many portals install (or one, by an installation callback or in a frame).
 * @throws {UsageError} an option is malformed
 */
export function bitrix24Portals(options: Bitrix24PortalsOptions): Bitrix24Portals {
  const { store = memoryStore(), onMove, fetch, clock = systemClock } = options;
  const server = authorizationServer(options);
  const sessions = new Map<string, Session>();
  const context: FlowContext = { fetch, clock };
  const keyOf = (memberId: string): string => `bitrix24:${server.clientId}:${memberId}`;
  const stored = (memberId: string): Promise<TokenSet | undefined> => store.get(keyOf(memberId));
  // A record of its own: the one with the tokens is rewritten by renewals, and two writers would lose a rotated token.
  const proofKeyOf = (memberId: string): string => `${keyOf(memberId)}:application`;
  const applicationToken = async (memberId: string): Promise<string | undefined> => (await store.get(proofKeyOf(memberId)))?.accessToken;

  const flowOf = (memberId: string): TokenFlow => ({
    name: keyOf(memberId),
    async signIn() {
      return fail(
        'sign_in_required',
        'session',
        'the application is not installed on this portal, or its tokens have died',
        'Install it again, or sign in.',
      );
    },
    async renew(old, flowContext) {
      const next = await server.renew(old, flowContext);
      const [from, to] = [old.details?.['portal'], next.details?.['portal']];
      if (from !== undefined && to !== undefined && from !== to) notify(onMove, { memberId, from, to });
      return next;
    },
  });

  const session = (memberId: string): Session => {
    const known = sessions.get(memberId);
    if (known) return known;
    const made = createSession({ flow: flowOf(memberId), store, fetch, clock });
    sessions.set(memberId, made);
    return made;
  };

  /** Is the claim proven by the application token that is kept? */
  const proven = async (claim: Bitrix24Claim): Promise<boolean> => {
    const wanted = await applicationToken(claim.memberId);
    return wanted !== undefined && sameText(claim.applicationToken, wanted);
  };

  /** Tokens of a claim, proven by the authorization server. */
  const prove = async ({ tokens, memberId }: Bitrix24Claim): Promise<TokenSet> => {
    if (!tokens?.refreshToken)
      return fail('not_from_portal', 'application_token', 'it is not the one of this portal, and no tokens prove the sender', installAgain);
    // Whose they are is for the server to say: what the claim says of it must not stand in for an answer that is silent.
    const { memberId: _, ...details } = tokens.details ?? {};
    const renewed = await server.renew({ ...tokens, details }, context);
    if (renewed.details?.['memberId'] !== memberId)
      return fail('not_from_portal', 'member_id', 'the tokens belong to another portal', installAgain);
    return renewed;
  };

  const keepProof = async ({ memberId, applicationToken: token }: Pick<Bitrix24Tokens, 'memberId' | 'applicationToken'>): Promise<void> => {
    if (token !== undefined) await store.set(proofKeyOf(memberId), { accessToken: token, details: { memberId } });
  };

  const keep = async (memberId: string, tokens: TokenSet): Promise<Bitrix24Installation> => {
    await session(memberId).adopt(tokens);
    return installationOf(tokens)!;
  };

  /** The claim's tokens as they are where the application token proves them and the address is the known one, or as renewed. */
  const tokensOf = async (claim: Bitrix24Claim, kept: TokenSet | undefined): Promise<TokenSet> => {
    const { tokens, portal } = claim;
    if (tokens?.refreshToken && kept?.details?.['portal'] === portal && (await proven(claim))) return tokens;
    return prove(claim);
  };

  const verify = async (claim: Bitrix24Claim): Promise<Bitrix24Installation> => {
    const kept = await stored(claim.memberId);
    if (kept && (await proven(claim))) return installationOf(kept)!;
    return fail(
      'not_from_portal',
      'application_token',
      'it is not the one of this portal',
      `Look who sends it. If it is the portal: ${installAgain}`,
    );
  };

  const forget = async (memberId: string): Promise<void> => {
    await session(memberId).signOut();
    await store.delete(proofKeyOf(memberId));
    sessions.delete(memberId);
  };

  return {
    createState,
    authorizeUrl: (portal, state) => authorizeUrl(bitrix24Portal(portal), server.clientId, state),
    parseCallback: (url, { portal, state }) => readCallback(server, new URL(bitrix24Portal(portal)).host, url, state, clock),
    async exchange(callback) {
      const tokens = await exchangeCallback(server, callback, context);
      const memberId = tokens.details?.['memberId'];
      if (memberId === undefined || (callback.memberId !== undefined && callback.memberId !== memberId))
        return fail('unexpected_answer', 'memberId', 'the tokens belong to another portal than the callback', again);
      return keep(memberId, tokens);
    },
    async adopt(tokens) {
      const set = adopted(tokens);
      await keepProof(tokens);
      return keep(tokens.memberId, set);
    },
    async install(claim) {
      const kept = await stored(claim.memberId);
      let tokens: TokenSet;
      try {
        // Always renewed: the event may be delivered twice, and its refresh token is spent by the first time.
        tokens = await prove(claim);
      } catch (error) {
        if (!kept || (error as AuthError | undefined)?.code !== 'refused' || !(await proven(claim))) throw error;
        return installationOf(kept)!;
      }
      await keepProof(claim);
      return keep(claim.memberId, tokens);
    },
    async open(launch) {
      const { memberId } = launch;
      const kept = await stored(memberId);
      const tokens = await tokensOf(launch, kept);
      // The browser posts it, so a user could change it: it never takes the place of one that is kept.
      if ((await applicationToken(memberId)) === undefined) await keepProof(launch);
      // The tokens are the portal's from now on. A second session beside it would spend the refresh token that they share.
      if (!kept) return { ...(await keep(memberId, tokens)), session: session(memberId), launch };
      // Moved: a renewal tells the session of the portal where to, and saves it.
      if (tokens.details?.['portal'] !== kept.details?.['portal']) await session(memberId).getToken({ rejected: kept.accessToken });
      const own = createSession({ flow: flowOf(memberId), store: memoryStore(), fetch, clock });
      await own.adopt(tokens);
      return { ...installationOf(tokens)!, session: own, launch };
    },
    verify,
    async uninstall(claim) {
      if ((await stored(claim.memberId)) === undefined) return;
      await verify(claim);
      await forget(claim.memberId);
    },
    forget,
    get: async (memberId) => installationOf(await stored(memberId)),
    applicationToken,
    session,
  };
}

const installAgain = 'Install the application on the portal again.';

function installationOf(tokens: TokenSet | undefined): Bitrix24Installation | undefined {
  const { memberId, portal = '', status, scope = '' } = tokens?.details ?? {};
  return memberId === undefined ? undefined : { memberId, portal, status, scope: scope.split(/[\s,]+/).filter(Boolean) };
}
