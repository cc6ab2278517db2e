import { createHash } from 'node:crypto';
import type { Outgoing } from '../../http.js';
import type { SandboxClock } from '../../state/clock.js';
import { MethodError, v3 } from './errors.js';

/** Stored successes of v3 writes, by Idempotency-Key. */
export interface Replays {
  /** The stored answer of the same call; undefined when it has to run. */
  find(scope: string, key: string, body: Uint8Array): Outgoing | undefined;
  store(scope: string, key: string, body: Uint8Array, answer: Outgoing): void;
  reset(): void;
}

const day = 86_400_000;

/** Creates the store; answers live 24 hours of sandbox time. */
export function createReplays(clock: SandboxClock): Replays {
  const stored = new Map<string, { digest: string; until: number; answer: Outgoing }>();
  const digest = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');
  return {
    find(scope, key, body) {
      if (!/^[\x20-\x7e]{1,255}$/.test(key))
        throw new MethodError(400, v3('INVALIDIDEMPOTENCYKEYEXCEPTION'), 'Idempotency-Key must be 1 to 255 printable ASCII characters');
      const entry = stored.get(`${scope} ${key}`);
      if (!entry || entry.until <= clock.now()) return undefined;
      if (entry.digest !== digest(body))
        throw new MethodError(422, v3('IDEMPOTENCYKEYREUSEDEXCEPTION'), 'Idempotency-Key was used with another body');
      return { ...entry.answer, headers: { ...entry.answer.headers, 'Idempotency-Key': key, 'Idempotent-Replayed': 'true' } };
    },
    store(scope, key, body, answer) {
      stored.set(`${scope} ${key}`, { digest: digest(body), until: clock.now() + day, answer });
    },
    reset: () => stored.clear(),
  };
}
