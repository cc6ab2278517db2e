import type { RunningClock } from '../../state/clock.js';
import type { Limits } from './limits.js';

/** An HTTP request that ran longer than the portal lets it. */
export class RequestTimeout extends Error {}

/** The time that one HTTP request takes. */
export interface Stopwatch {
  /** When it started plus what was spent, waited for or not; milliseconds since the epoch. */
  now(): number;
  /** Lets so many seconds pass; throws RequestTimeout when the request has run too long. */
  spend(seconds: number): Promise<void>;
}

/** Starts a stopwatch. With `real` limits, spending waits. */
export function startStopwatch(clock: RunningClock, limits: Limits): Stopwatch {
  const started = clock.now();
  let due = started;
  return {
    now: () => due,
    async spend(seconds) {
      const { real, requestSeconds } = limits.current();
      const end = started + requestSeconds * 1000;
      due = Math.min(due + seconds * 1000, end);
      // Waiting until a moment, not for a while: timers that come late are made up for by the next.
      const ahead = due - clock.now();
      if (real && ahead > 0) await clock.wait(ahead);
      if (due >= end) throw new RequestTimeout();
    },
  };
}
