import type { Clock } from '@portolan/transport';
import type { Operating } from './list/budget.js';

/** What answers said of running times, by method. */
export interface OperatingTimes {
  /** The last report of a method. */
  get(method: string): Operating | undefined;
  /** Reads what an answer says of its time. */
  note(method: string, answer: unknown): void;
}

interface Timed {
  time?: { operating?: number; operating_reset_at?: number; finish?: number };
}

/** Keeps the running times of one portal. Reset times are moved to the client's clock, which need not agree with the portal's. */
export function operatingTimes(clock: Clock): OperatingTimes {
  const seen = new Map<string, Operating>();
  return {
    get: (method) => seen.get(method),
    note(method, answer) {
      const { operating, operating_reset_at: reset, finish } = Object((Object(answer) as Timed).time) as NonNullable<Timed['time']>;
      if (typeof operating !== 'number' || typeof reset !== 'number') return;
      const left = reset * 1000 - (Number(finish) * 1000 || clock.now());
      seen.set(method, { seconds: operating, resetAt: clock.now() + Math.max(0, left) });
    },
  };
}
