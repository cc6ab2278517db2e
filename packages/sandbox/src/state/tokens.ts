import { randomBytes } from 'node:crypto';
import type { SandboxClock } from './clock.js';

/** A pair of opaque tokens that was issued. */
export interface TokenPair {
  access: string;
  refresh: string;
  /** Sandbox time in milliseconds. */
  accessExpires: number;
  refreshExpires: number;
  userId: number;
}

/** Why a token is not accepted. */
export type TokenVerdict = 'good' | 'unknown' | 'expired';

/** Opaque access and refresh tokens; a refresh token is good once. */
export interface TokenRing {
  issue(userId: number): TokenPair;
  /** The pair an access token belongs to, with the verdict on it. */
  access(token: string | undefined): { verdict: TokenVerdict; pair?: TokenPair };
  /** Spends a refresh token: its pair dies and is returned when it was good. */
  spend(token: string | undefined): { verdict: TokenVerdict; pair?: TokenPair };
  /** From now on every access token issued so far counts as expired. */
  expireAll(): void;
  reset(): void;
}

/** Creates an empty ring; lifetimes in seconds. */
export function createTokenRing(clock: SandboxClock, life: { accessSeconds: number; refreshSeconds: number; bytes?: number }): TokenRing {
  const byAccess = new Map<string, TokenPair>();
  const byRefresh = new Map<string, TokenPair>();
  const secret = (): string => randomBytes(life.bytes ?? 24).toString('hex');
  return {
    issue(userId) {
      const now = clock.now();
      const pair: TokenPair = {
        access: secret(),
        refresh: secret(),
        userId,
        accessExpires: now + life.accessSeconds * 1000,
        refreshExpires: now + life.refreshSeconds * 1000,
      };
      byAccess.set(pair.access, pair);
      byRefresh.set(pair.refresh, pair);
      return pair;
    },
    access(token) {
      const pair = token === undefined ? undefined : byAccess.get(token);
      if (!pair) return { verdict: 'unknown' };
      return { verdict: clock.now() < pair.accessExpires ? 'good' : 'expired', pair };
    },
    spend(token) {
      const pair = token === undefined ? undefined : byRefresh.get(token);
      if (!pair) return { verdict: 'unknown' };
      byRefresh.delete(pair.refresh);
      if (clock.now() >= pair.refreshExpires) return { verdict: 'expired' };
      return { verdict: 'good', pair };
    },
    expireAll() {
      for (const pair of byAccess.values()) pair.accessExpires = 0;
    },
    reset() {
      byAccess.clear();
      byRefresh.clear();
    },
  };
}
