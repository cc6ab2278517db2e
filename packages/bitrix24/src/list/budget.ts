import type { Clock, LeakyBucket } from '@portolan/transport';
import { operatingLimitSeconds } from '../generated/protocol.js';

/** Running time that a portal reports for a method. */
export interface Operating {
  /** Seconds billed in the last ten minutes. */
  seconds: number;
  /** When the oldest minute stops counting, in milliseconds of the client's clock. */
  resetAt: number;
}

/** Part of the limit that a list uses before it waits. */
const careful = 0.95;

/** Leaves room for others: in the bucket of requests, and in the running time of the method and of `batch`. */
export interface Budget {
  /** Waits until a request of so many predicted seconds of running time may go; gives what to call when it is over. */
  acquire(seconds: number, signal: AbortSignal): Promise<() => void>;
}

/**
 * Makes the budget of one list.
 * @param share part of the bucket that the list may fill, 0 to 1
 */
export function createBudget(
  clock: Clock,
  bucket: LeakyBucket,
  share: number,
  operating: (method: string) => Operating | undefined,
  method: string,
): Budget {
  let reserved = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const forPlace = (): number => {
    const { capacity, leakPerSecond } = bucket;
    const over = bucket.level() + 1 - Math.max(1, capacity * share);
    return over > 1e-9 ? Math.ceil((over / leakPerSecond) * 1000) : 0;
  };
  const forRunningTime = (seconds: number): number => {
    const now = clock.now();
    let wait = 0;
    for (const name of [method, 'batch']) {
      const seen = operating(name);
      // After the reset nobody knows how much dropped out: the next answer tells.
      if (!seen || seen.resetAt <= now) continue;
      if (seen.seconds + reserved + seconds > operatingLimitSeconds * careful) wait = Math.max(wait, seen.resetAt - now + 1000);
    }
    return wait;
  };

  return {
    acquire(seconds, signal) {
      const mine = turn.then(async () => {
        for (;;) {
          signal.throwIfAborted();
          const wait = Math.max(forRunningTime(seconds), forPlace());
          if (!(wait > 0)) break;
          await clock.sleep(wait, signal);
        }
        reserved += seconds;
        return () => void (reserved -= seconds);
      });
      // One that gives up lets the next one go.
      turn = mine.catch(() => {});
      return mine;
    },
  };
}
