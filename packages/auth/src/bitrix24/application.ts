import { form, secureBaseUrl, systemClock, UsageError } from '@portolan/transport';
import { AuthError, type AuthErrorCode } from '../auth-error.js';
import { checkToken } from '../check.js';
import * as facts from '../generated/bitrix24.js';
import type { CreateTokenData, CreateTokenResponse } from '../generated/bitrix24.types.js';
import { liveRefreshToken, requestTokens } from '../token-request.js';
import type { FlowContext, TokenFlow, TokenSet } from '../tokens.js';
import { bitrix24Portal } from './portal.js';

/** Options of {@link bitrix24Application}. */
export interface Bitrix24ApplicationOptions {
  /** Host of the portal: `example.bitrix24.com`, or its whole address. `http://` only on loopback. */
  portal: string;
  /** From the application's page in the portal (`local.…`). */
  clientId: string;
  /** From the same page. Sent to the authorization server only, in the body of a POST. */
  clientSecret: string;
  /** Another authorization server than Bitrix24's own: the sandbox. */
  tokenUrl?: string | undefined;
}

/** A checked callback: what {@link Bitrix24Application.exchange} needs. The code is secret and lives 30 seconds. */
export interface Bitrix24Callback {
  /** The authorization code. Not enumerable. */
  readonly code: string;
  /** Host of the portal that sent the person back. */
  readonly domain: string;
  /** Id of the portal. */
  readonly memberId: string | undefined;
  /** The authorization server to exchange the code at; one of the allowed ones. */
  readonly tokenUrl: string;
  /** When the callback was read, in milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** A local application of a portal. */
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

const remedies = {
  keys: "Copy it from the application's page in the portal (Developer resources, Local application).",
  again: 'Sign in again.',
};

type TokenBody = CreateTokenData['body'];

/** Shortest state that is accepted: 128 bits in base64url. */
const stateLength = 22;

/**
 * Describes a local application.
 * @throws {UsageError} an option is malformed
 */
export function bitrix24Application(options: Bitrix24ApplicationOptions): Bitrix24Application {
  const origin = bitrix24Portal(options.portal);
  const portal = new URL(origin).host;
  const clientId = checkToken(options.clientId, 'clientId', remedies.keys);
  const clientSecret = checkToken(options.clientSecret, 'clientSecret', remedies.keys);
  const ownTokenUrl = options.tokenUrl === undefined ? undefined : `${secureBaseUrl(options.tokenUrl, 'tokenUrl')}/`;
  const tokenUrl = ownTokenUrl ?? facts.tokenCall.url;
  const tokenUrls = new Map<string, string>();
  for (const url of [...facts.tokenHosts.map(onHost), tokenUrl]) tokenUrls.set(new URL(url).host, url);

  const request = async (
    field: string,
    url: string,
    grant: Omit<TokenBody, 'client_id' | 'client_secret'>,
    secret: string,
    context: FlowContext,
  ): Promise<TokenSet> => {
    const { method } = facts.tokenCall;
    const body: TokenBody = { client_id: clientId, client_secret: clientSecret, ...grant };
    // A code is good for one exchange. A renewal is repeated: if the first answer was lost, so are the old tokens anyway.
    const once = field === 'code';
    const secrets = [clientSecret, secret];
    const answer = await requestTokens({ field, method, url, body: form(body), secrets, remedy: adviceFor, once }, context);
    const tokens = answer.tokens(facts.accessTokenSeconds);
    const refreshExpiresAt = context.clock.now() + facts.refreshTokenSeconds * 1000;
    return { ...tokens, refreshExpiresAt, details: { tokenHost: new URL(url).host, ...detailsOf(answer.body, portal) } };
  };

  return {
    portal,
    createState: () => base64url(crypto.getRandomValues(new Uint8Array(32))),
    authorizeUrl(state) {
      checkState(state);
      const url = new URL(facts.authorizePath, origin);
      url.search = new URLSearchParams({ client_id: clientId, state }).toString();
      return url.href;
    },
    parseCallback(url, state, { clock = systemClock } = {}) {
      checkState(state);
      const answer = callbackParameters(url);
      // The state first: whoever cannot prove to answer this sign-in gets nothing else evaluated.
      if (!sameText(answer.get('state') ?? '', state))
        fail('state', 'state', 'it is not the one this sign-in began with', 'Begin the sign-in again, and finish it in the same browser.');
      const error = answer.get('error');
      if (error === 'access_denied')
        fail('access_denied', 'callback', 'access was denied in the portal', 'Sign in again and allow the access.');
      if (error) fail('callback', 'callback', 'the portal reports an error', remedies.again);
      const code = answer.get('code');
      if (!code || !/^[\w-]+$/.test(code)) return fail('callback', 'code', 'it is missing or malformed', remedies.again);
      const domain = (answer.get('domain') ?? portal).toLowerCase();
      if (domain !== portal)
        fail('unknown_host', 'domain', `the answer is not from ${portal}`, 'Pass the portal that the sign-in happens at.');
      const server = answer.get('server_domain')?.toLowerCase();
      const exchangeUrl = server === undefined ? tokenUrl : tokenUrls.get(server);
      if (!exchangeUrl)
        return fail(
          'unknown_host',
          'server_domain',
          'it is not an authorization server of Bitrix24',
          'Begin the sign-in again at the portal itself; if it repeats, tell the administrator.',
        );
      const callback = { domain, memberId: answer.get('member_id') ?? undefined, tokenUrl: exchangeUrl, receivedAt: clock.now() };
      return Object.defineProperty(callback as Bitrix24Callback, 'code', { value: code });
    },
    async exchange({ code, tokenUrl: url, receivedAt }, { clock = systemClock, fetch, signal } = {}) {
      if (!tokenUrls.has(new URL(url).host))
        fail('unknown_host', 'tokenUrl', 'it is not an authorization server of Bitrix24', remedies.again);
      if (clock.now() - receivedAt >= facts.codeSeconds * 1000)
        fail('code_expired', 'code', `it is older than ${facts.codeSeconds} seconds`, `${remedies.again} Exchange the code at once.`);
      return request('code', url, { grant_type: 'authorization_code', code }, code, { clock, fetch, signal });
    },
    flow: {
      name: `bitrix24:${portal}:${clientId}`,
      async signIn() {
        return fail('sign_in_required', 'session', `nobody is signed in at ${portal}`, 'Open the authorization link and sign in.');
      },
      async renew(old, context) {
        const refreshToken = liveRefreshToken(old, context);
        const { details } = old;
        // The host comes from a store that others may write to: the allow-list holds here too.
        const url = tokenUrls.get(details?.['tokenHost'] ?? '') ?? tokenUrl;
        const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const;
        const next = await request('refreshToken', url, grant, refreshToken, context);
        return { refreshToken, ...next, details: { ...details, ...next.details } };
      },
    },
  };
}

function fail(code: AuthErrorCode, field: string, problem: string, remedy: string): never {
  throw new AuthError({ code, field, problem, remedy });
}

/** What to do about an error of the authorization server. */
function adviceFor(code: string): string {
  if (code === 'invalid_client') return `Check client id and client secret. ${remedies.keys}`;
  if (code === 'PAYMENT_REQUIRED') return "Renew the portal's plan or the application's subscription.";
  if (/scope/.test(code)) return "Grant the scope on the application's page in the portal, then sign in again.";
  return remedies.again;
}

/** The token address on another of Bitrix24's authorization servers. */
function onHost(host: string): string {
  const url = new URL(facts.tokenCall.url);
  url.host = host;
  return url.href;
}

/** A state that can be guessed protects nothing. */
function checkState(state: unknown): void {
  if (typeof state !== 'string' || state.length < stateLength || !/^[\w-]+$/.test(state))
    throw new UsageError('state', 'it is too short or malformed', 'Make it with createState().');
}

function callbackParameters(url: string): URLSearchParams {
  try {
    return new URL(url).searchParams;
  } catch {
    return fail('callback', 'callback', 'it is not a URL', "Copy the whole address from the browser's address bar.");
  }
}

function detailsOf(body: Partial<CreateTokenResponse>, portal: string): Record<string, string> {
  const details: Record<string, string> = { portal };
  const endpoint = body.client_endpoint;
  if (typeof endpoint === 'string') {
    // Calls carry the token there, so it has to be as safe as a configured address.
    const url = secureBaseUrl(endpoint, 'client_endpoint');
    details['clientEndpoint'] = `${url}/`;
    details['portal'] = new URL(url).host;
  }
  for (const [name, field] of [
    ['memberId', 'member_id'],
    ['userId', 'user_id'],
    ['scope', 'scope'],
  ] as const) {
    const value = body[field];
    if (typeof value === 'string' || typeof value === 'number') details[name] = String(value);
  }
  return details;
}

/** Compares in a time that does not depend on where the texts differ. */
function sameText(left: string, right: string): boolean {
  const [a, b] = [left, right].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i += 1) difference |= (a[i] ?? 0) ^ b[i]!;
  return difference === 0;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
