import { systemClock, UsageError, type Clock } from '@portolan/transport';
import * as facts from '../generated/bitrix24.js';
import type { FlowContext, TokenSet } from '../tokens.js';
import type { AuthorizationServer } from './authorization-server.js';
import { again, fail } from './fail.js';
import { sameText } from './same-text.js';

/** A checked callback: what `exchange` needs. The code is secret and lives 30 seconds. */
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

/** Shortest state that is accepted: 128 bits in base64url. */
const stateLength = 22;

/** A new state: 256 random bits in base64url. */
export function createState(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Where to send the person. */
export function authorizeUrl(origin: string, clientId: string, state: string): string {
  checkState(state);
  const url = new URL(facts.authorizePath, origin);
  url.search = new URLSearchParams({ client_id: clientId, state }).toString();
  return url.href;
}

/**
 * Reads the address that a person came back to.
 * @param portal the host that the sign-in began at
 * @throws {AuthError} the person refused, or the callback is not an answer to this sign-in
 */
export function readCallback(
  server: AuthorizationServer,
  portal: string,
  url: string,
  state: string,
  clock: Clock = systemClock,
): Bitrix24Callback {
  checkState(state);
  const answer = callbackParameters(url);
  // The state first: whoever cannot prove to answer this sign-in gets nothing else evaluated.
  if (!sameText(answer.get('state'), state))
    fail('state', 'state', 'it is not the one this sign-in began with', 'Begin the sign-in again, and finish it in the same browser.');
  const error = answer.get('error');
  if (error === 'access_denied')
    fail('access_denied', 'callback', 'access was denied in the portal', 'Sign in again and allow the access.');
  if (error) fail('callback', 'callback', 'the portal reports an error', again);
  const code = answer.get('code');
  if (!code || !/^[\w-]+$/.test(code)) return fail('callback', 'code', 'it is missing or malformed', again);
  const domain = (answer.get('domain') ?? portal).toLowerCase();
  if (domain !== portal) fail('unknown_host', 'domain', `the answer is not from ${portal}`, 'Pass the portal that the sign-in happens at.');
  const tokenUrl = server.addressOn(answer.get('server_domain') ?? undefined);
  if (!tokenUrl)
    return fail(
      'unknown_host',
      'server_domain',
      'it is not an authorization server of Bitrix24',
      'Begin the sign-in again at the portal itself; if it repeats, tell the administrator.',
    );
  const callback = { domain, memberId: answer.get('member_id') ?? undefined, tokenUrl, receivedAt: clock.now() };
  return Object.defineProperty(callback as Bitrix24Callback, 'code', { value: code });
}

/**
 * Exchanges the code of a callback.
 * @throws {AuthError} the code is too old, or refused
 */
export function exchangeCallback(
  server: AuthorizationServer,
  { code, domain, tokenUrl, receivedAt }: Bitrix24Callback,
  { clock = systemClock, fetch, signal }: Partial<FlowContext> = {},
): Promise<TokenSet> {
  // A callback is plain data: whoever made this one may have named another server.
  if (server.addressOn(new URL(tokenUrl).host) === undefined)
    fail('unknown_host', 'tokenUrl', 'it is not an authorization server of Bitrix24', again);
  if (clock.now() - receivedAt >= facts.codeSeconds * 1000)
    fail('code_expired', 'code', `it is older than ${facts.codeSeconds} seconds`, `${again} Exchange the code at once.`);
  return server.exchange(code, tokenUrl, domain, { clock, fetch, signal });
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
