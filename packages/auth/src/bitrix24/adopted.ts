import { UsageError } from '@portolan/transport';
import { checkToken } from '../check.js';
import * as facts from '../generated/bitrix24.js';
import type { TokenSet } from '../tokens.js';
import { bitrix24Portal } from './portal.js';

/** Tokens that another program obtained for the same application: what `Bitrix24Portals.adopt` takes. */
export interface Bitrix24Tokens {
  /** `member_id`: the id of the portal. */
  memberId: string;
  /** `domain`: the host of the portal, `example.bitrix24.com`, or its whole address. */
  portal: string;
  /** `access_token`. It may have expired. */
  accessToken: string;
  /** `refresh_token`, the newest one: each renewal spends it. */
  refreshToken: string;
  /** When the access token dies, in milliseconds since the epoch: `expires * 1000`. Left out: known when the portal refuses it. */
  expiresAt?: number | undefined;
  /** `application_token`, by which events prove themselves. Left out: events of the portal are refused until it is installed anew. */
  applicationToken?: string | undefined;
}

/** Moments before this are no milliseconds: it is 1973 in those, and the year 5138 in seconds. */
const firstMillisecond = 1e11;

/**
 * Makes a token set of tokens that another program obtained.
 * @throws {UsageError} that names the field and quotes no value
 */
export function adopted(given: Bitrix24Tokens): TokenSet {
  // Whatever a script without types passes is looked at as an object: what is missing is then reported by its name.
  const { memberId, portal, accessToken, refreshToken, expiresAt, applicationToken } = Object(given) as Bitrix24Tokens;
  checkToken(accessToken, 'accessToken', from('access_token'));
  checkToken(refreshToken, 'refreshToken', from('refresh_token'));
  if (applicationToken !== undefined) checkToken(applicationToken, 'applicationToken', from('application_token'));
  if (typeof memberId !== 'string' || !/^[\w-]{1,64}$/.test(memberId))
    throw new UsageError('memberId', 'it is missing or malformed', from('member_id'));
  const origin = bitrix24Portal(portal);
  if (expiresAt !== undefined && !(typeof expiresAt === 'number' && expiresAt >= firstMillisecond && expiresAt < Infinity))
    throw new UsageError('expiresAt', 'it is no moment in milliseconds', 'Pass `expires * 1000`, as a number, or leave it out.');
  return {
    accessToken,
    refreshToken,
    ...(expiresAt !== undefined && { expiresAt }),
    details: { portal: new URL(origin).host, memberId, clientEndpoint: `${origin}${facts.rest.v2}/` },
  };
}

const from = (name: string): string => `Pass the \`${name}\` that was kept for the portal.`;
