import type { Clock } from '@portolan/transport';
import { operatingLimitSeconds, operatingWindowSeconds, requestTimeoutSeconds } from '../generated/protocol.js';
import type { CallTime } from './portal-calls.js';

/** A request may run for a minute; plan for two thirds of it. */
const longestRequest = (requestTimeoutSeconds * 2) / 3;

/** Leave a tenth of the running time to others. */
const share = 0.9;

/** Keeps a list within the portal's limits on running time: so many seconds a method in ten minutes, a minute a request. */
export interface Budget {
  /** Waits while the pages asked for would use up the running time, and gives how many of them fit into one request. */
  reserve(pages: number, signal: AbortSignal): Promise<number>;
  /** Learns from the times of the pages that a request brought. */
  spent(reserved: number, times: readonly (CallTime | undefined)[]): void;
  /** The portal says that the time is used up: wait for it to come back. */
  exhausted(signal: AbortSignal): Promise<void>;
}

/** Sources disagree whether a page in a batch is billed to its method or to `batch`; the larger figure counts. */
export function createBudget(clock: Clock): Budget {
  let used = 0;
  let resetAt = 0;
  let perPage = 0;
  let reservedPages = 0;

  const wait = async (signal: AbortSignal): Promise<void> => {
    const until = resetAt * 1000 - clock.now();
    // Without a date, or with one that has passed: a tenth of the window, after which the oldest slot is gone.
    const usual = (operatingWindowSeconds / 10) * 1000;
    await clock.sleep(until > 0 ? Math.min(until, operatingWindowSeconds * 1000) : usual, signal);
    used = 0;
  };

  return {
    async reserve(pages, signal) {
      while (used > 0 && used + (reservedPages + pages) * perPage > operatingLimitSeconds * share && used > operatingLimitSeconds / 2)
        await wait(signal);
      const fit = perPage > 0 ? Math.max(1, Math.min(pages, Math.floor(longestRequest / perPage))) : pages;
      reservedPages += fit;
      return fit;
    },
    spent(reserved, times) {
      reservedPages = Math.max(0, reservedPages - reserved);
      const known = times.filter((time) => time !== undefined);
      if (known.length === 0) return;
      for (const { duration = 0, operating_reset_at = 0 } of known) {
        // The slowest of late counts: pages deep in a table cost more.
        perPage = Math.max(perPage * 0.8, duration);
        resetAt = Math.max(resetAt, operating_reset_at);
      }
      used = Math.max(...known.map(({ operating = 0 }) => operating));
    },
    exhausted: wait,
  };
}
