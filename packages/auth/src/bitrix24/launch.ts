import { systemClock, type Clock } from '@portolan/transport';
import * as facts from '../generated/bitrix24.js';
import type { AppLaunch, AppLaunchQuery, EventAuth } from '../generated/bitrix24.types.js';
import { isToken } from '../token-request.js';
import type { TokenSet } from '../tokens.js';
import { fail } from './fail.js';
import { bitrix24Portal } from './portal.js';
import { type Bitrix24Post, textsOf } from './post.js';

/** What a portal claims about itself and hands over. Nothing of it is proven yet: see `bitrix24Portals`. Secrets are not enumerable. */
export interface Bitrix24Claim {
  /** Host of the portal. */
  readonly portal: string;
  /** Id of the portal, the same even when its address changes. */
  readonly memberId: string;
  /** Tokens of a user, where some came along. Not enumerable. */
  readonly tokens: TokenSet | undefined;
  /** The secret that a portal proves itself by. Not enumerable. */
  readonly applicationToken: string | undefined;
}

/** An application opened in a frame. */
export interface Bitrix24Launch extends Bitrix24Claim {
  /** Tokens of the user who opened it. Not enumerable. */
  readonly tokens: TokenSet;
  /** Interface language of the user: `en`. */
  readonly language: string | undefined;
  /** Code of the place it was opened at; `DEFAULT` for its own page. */
  readonly placement: string | undefined;
  /** What the place knows, such as the id of the record. */
  readonly placementOptions: Readonly<Record<string, unknown>>;
}

/**
 * Reads the POST by which a portal opens an application in a frame.
 * @throws {AuthError} `callback`: it is no such POST
 */
export function parseBitrix24Launch({ query, fields }: Bitrix24Post, clock: Clock = systemClock): Bitrix24Launch {
  const given: Partial<AppLaunch & AppLaunchQuery> = { ...textsOf(query), ...textsOf(fields) };
  const tokens = tokensOf(
    {
      access_token: given.AUTH_ID,
      refresh_token: given.REFRESH_ID,
      expires_in: given.AUTH_EXPIRES,
      server_endpoint: given.SERVER_ENDPOINT,
      scope: given.APPLICATION_SCOPE,
      status: given.status,
    },
    clock,
  );
  if (!tokens)
    return fail('callback', 'AUTH_ID', 'it is missing or malformed', 'This address is for a Bitrix24 portal that opens the application.');
  const scheme = given.PROTOCOL === '0' ? 'http://' : '';
  const claim = claimOf(scheme, given.DOMAIN, given.member_id, given.APPLICATION_TOKEN, tokens);
  const { LANG: language, PLACEMENT: placement, PLACEMENT_OPTIONS: options } = given;
  return Object.assign(claim as Bitrix24Launch, { language, placement, placementOptions: optionsOf(options) });
}

/**
 * Reads the `auth` of an event.
 * @throws {AuthError} `callback`: it is none
 */
export function parseBitrix24EventAuth(auth: unknown, clock: Clock = systemClock): Bitrix24Claim {
  const given: Partial<EventAuth> = textsOf(auth);
  return claimOf('', given.domain, given.member_id, given.application_token, tokensOf(given, clock));
}

function claimOf(
  scheme: string,
  domain: string | undefined,
  memberId: string | undefined,
  applicationToken: string | undefined,
  tokens: TokenSet | undefined,
): Bitrix24Claim {
  if (!memberId || !/^[\w-]{1,64}$/.test(memberId))
    return fail('callback', 'member_id', 'it is missing or malformed', 'This address is for calls of Bitrix24 portals.');
  const origin = originOf(scheme, domain);
  const portal = new URL(origin).host;
  if (tokens) {
    // Until the authorization server tells it: a claim like the rest.
    const clientEndpoint = `${origin}${facts.rest.v2}/`;
    tokens.details = { ...tokens.details, portal, memberId, clientEndpoint };
  }
  return Object.defineProperties({ portal, memberId } as Bitrix24Claim, {
    tokens: { value: tokens },
    applicationToken: { value: applicationToken || undefined },
  });
}

function originOf(scheme: string, domain: string | undefined): string {
  try {
    return bitrix24Portal(domain && scheme + domain);
  } catch {
    return fail('callback', 'domain', 'it is no host of a portal', 'This address is for calls of Bitrix24 portals.');
  }
}

/** Members of an event's `auth`; undefined ones count as missing. */
type GivenTokens = { [K in keyof EventAuth]?: EventAuth[K] | undefined };

function tokensOf(given: GivenTokens, clock: Clock): TokenSet | undefined {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in, server_endpoint, scope, status, user_id } = given;
  if (!isToken(accessToken)) return undefined;
  const obtainedAt = clock.now();
  // Whoever writes the payload could promise any life; ours is what the authorization server gives.
  const seconds = Math.min(Number(expires_in) || facts.accessTokenSeconds, facts.accessTokenSeconds);
  return {
    accessToken,
    obtainedAt,
    expiresAt: obtainedAt + seconds * 1000,
    ...(isToken(refreshToken) && { refreshToken, refreshExpiresAt: obtainedAt + facts.refreshTokenSeconds * 1000 }),
    details: {
      ...(server_endpoint !== undefined && URL.canParse(server_endpoint) && { tokenHost: new URL(server_endpoint).host }),
      ...(scope !== undefined && { scope }),
      ...(status !== undefined && { status }),
      ...(user_id !== undefined && { userId: String(user_id) }),
    },
  };
}

function optionsOf(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
