import type { Clock } from '@portolan/transport';
import type { Operating } from './list/budget.js';

/** What answers said of running times, by method. */
export interface OperatingTimes {
  /** The last report of a method. */
  get(method: string): Operating | undefined;
  /** Reads an answer; of a batch, also those of the commands in its body. */
  note(method: string, answer: unknown, body?: { cmd?: Record<string, string> }): void;
}

interface Timed {
  time?: { operating?: number; operating_reset_at?: number; finish?: number };
  result?: { result_time?: Record<string, Timed['time']> };
}

/** Keeps the running times of one portal. Reset times are moved to the client's clock, which need not agree with the portal's. */
export function operatingTimes(clock: Clock): OperatingTimes {
  const seen = new Map<string, Operating>();
  const keep = (method: string, time: Timed['time']): void => {
    const { operating, operating_reset_at: reset, finish } = Object(time) as NonNullable<Timed['time']>;
    if (typeof operating !== 'number' || typeof reset !== 'number') return;
    const left = reset * 1000 - (typeof finish === 'number' ? finish * 1000 : clock.now());
    seen.set(method, { seconds: operating, resetAt: clock.now() + Math.max(0, left) });
  };
  return {
    get: (method) => seen.get(method),
    note(method, answer, body) {
      const { time, result } = Object(answer) as Timed;
      keep(method, time);
      if (body?.cmd)
        for (const [key, inner] of Object.entries(result?.result_time ?? {})) keep(String(body.cmd[key]).split('?')[0]!, inner);
    },
  };
}
