import { randomUUID } from 'node:crypto';
import type { Context } from '../context.js';
import type { JsonObject } from '../json.js';
import { text } from '../json.js';
import { hubexError } from './errors.js';
import { signJwt, verifyJwt } from './jwt.js';

/** What a HubEx token is good for. */
type TokenKind = 'access' | 'account' | 'refresh';

/** Who a token speaks for. */
export interface Bearer {
  kind: TokenKind;
  accountID: number;
  userID: number;
  tenantID?: number;
  tenantMemberID?: number;
}

/** Lifetimes in seconds, from the spec's security scheme, and the key of the signatures. */
export interface TokenOptions {
  accessSeconds: number;
  refreshSeconds: number;
  graceSeconds: number;
  key: string;
}

/** Issues and checks HubEx's JWTs. */
export interface HubexTokens {
  /** The bearer, or a 401. */
  check(token: string | undefined): Bearer;
  /** The bearer of a token of one of the kinds, with no grace; or a 401. */
  read(token: string, kinds: TokenKind[]): Bearer;
  /** A new token, in the fields of an answer. */
  issue(bearer: Bearer): { token: string; expires_in: number; jwtValidTill: string };
  /** From now on every access token issued so far is refused. */
  expireAll(): void;
}

/** Creates the tokens of a sandbox. */
export function createHubexTokens(context: Context, options: TokenOptions): HubexTokens {
  let generation = 0;
  const nowSeconds = (): number => Math.floor(context.clock.now() / 1000);

  function read(token: string | undefined, kinds: TokenKind[], grace: number): Bearer {
    const claims = token === undefined ? undefined : verifyJwt(token, options.key);
    if (!claims) throw hubexError(401, 'Unauthorized', 'The token is missing or not one of ours.');
    const kind = text(claims['kind']) as TokenKind;
    if (!kinds.includes(kind)) throw hubexError(401, 'Unauthorized', `A token of kind "${kind}" is not accepted here.`);
    const stale = kind !== 'refresh' && Number(claims['gen']) < generation;
    if (stale || nowSeconds() > Number(claims['exp']) + grace) throw hubexError(401, 'TokenExpired', 'The token has expired.');
    const bearer: Bearer = { kind, accountID: Number(claims['accountID']), userID: Number(claims['userID']) };
    if (typeof claims['tenantID'] === 'number') bearer.tenantID = claims['tenantID'];
    if (typeof claims['tenantMemberID'] === 'number') bearer.tenantMemberID = claims['tenantMemberID'];
    return bearer;
  }

  return {
    check: (token) => read(token, ['access', 'account'], options.graceSeconds),
    read: (token, kinds) => read(token, kinds, 0),
    issue(bearer) {
      const seconds = bearer.kind === 'refresh' ? options.refreshSeconds : options.accessSeconds;
      const issued = nowSeconds();
      const times = { iat: issued, exp: issued + seconds };
      const claims: JsonObject = { iss: 'portolan-sandbox', jti: randomUUID(), ...times, gen: generation, ...bearer };
      return { token: signJwt(claims, options.key), expires_in: seconds, jwtValidTill: new Date(times.exp * 1000).toISOString() };
    },
    expireAll() {
      generation += 1;
    },
  };
}
