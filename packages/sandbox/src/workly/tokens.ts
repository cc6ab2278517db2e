import { randomBytes } from 'node:crypto';
import type { Context } from '../context.js';
import type { JsonObject } from '../json.js';
import { createTokenRing } from '../state/tokens.js';
import { worklyError } from './errors.js';

/** Client id and secret of the platform. */
interface ClientPair {
  clientId: string;
  clientSecret: string;
}

/** Demo user and lifetimes in seconds. */
export interface WorklyTokenOptions extends ClientPair {
  username: string;
  password: string;
  accessSeconds: number;
  refreshSeconds: number;
}

/** Token grants of Workly and its forced updates. */
export interface WorklyTokens {
  grant(fields: Record<string, string>): JsonObject;
  check(token: string | undefined): void;
  /** Forces an update: 426 to everybody until a token is asked for with the new client pair. */
  requireUpgrade(): ClientPair;
  /** Is an update forced and not yet done? */
  upgrading(): boolean;
  expireAll(): void;
  reset(): void;
}

/** Creates the grants. */
export function createWorklyTokens(context: Context, options: WorklyTokenOptions): WorklyTokens {
  const ring = createTokenRing(context.clock, options);
  let client: ClientPair = { clientId: options.clientId, clientSecret: options.clientSecret };
  let pending = false;

  function issue(): JsonObject {
    const pair = ring.issue(1);
    return {
      access_token: pair.access,
      expires_in: options.accessSeconds,
      token_type: 'bearer',
      scope: 'v1:list:employee,v1:view:employee,v1:delete:employee',
      refresh_token: pair.refresh,
    };
  }

  return {
    grant(fields) {
      const known = fields['client_id'] === client.clientId && fields['client_secret'] === client.clientSecret;
      if (!known && fields['client_id'] === options.clientId && client.clientId !== options.clientId)
        throw worklyError(426, 7010, 'Upgrade Required');
      if (!known) throw worklyError(401, 7003, 'Invalid client');
      pending = false;
      if (fields['grant_type'] === 'password') {
        if (fields['username'] !== options.username || fields['password'] !== options.password)
          throw worklyError(401, 7002, 'Wrong user name or password');
        context.recorder.countToken('workly:password');
        return issue();
      }
      if (fields['grant_type'] === 'refresh_token') {
        const { verdict } = ring.spend(fields['refresh_token']);
        if (verdict !== 'good') throw worklyError(401, 7006, 'The refresh token is stale');
        context.recorder.countToken('workly:refresh_token');
        return issue();
      }
      throw worklyError(400, 7005, 'Invalid grant_type');
    },
    check(token) {
      if (token === undefined) throw worklyError(401, 7007, 'The request has no authorization');
      const { verdict } = ring.access(token);
      if (verdict === 'unknown') throw worklyError(401, 7008, 'The access token provided is invalid');
      if (verdict === 'expired') throw worklyError(401, 7009, 'The access token has expired');
    },
    requireUpgrade() {
      pending = true;
      client = { clientId: `workly-client-${randomBytes(4).toString('hex')}`, clientSecret: randomBytes(16).toString('hex') };
      return client;
    },
    upgrading: () => pending,
    expireAll: () => ring.expireAll(),
    reset() {
      ring.reset();
      client = { clientId: options.clientId, clientSecret: options.clientSecret };
      pending = false;
    },
  };
}
