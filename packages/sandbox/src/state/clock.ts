/** The time of a sandbox: real time plus what was advanced. Tokens, codes and rate limits go by it. */
export interface SandboxClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves the time forward (or back, with a negative number). */
  advance(milliseconds: number): void;
  /** Back to real time. */
  reset(): void;
}

/** Creates a clock over a source of real time. */
export function createClock(base: { now(): number } = Date): SandboxClock {
  let offset = 0;
  return {
    now: () => base.now() + offset,
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds)) throw new TypeError('clock.advance: give the milliseconds as a number, e.g. 60_000');
      offset += milliseconds;
    },
    reset() {
      offset = 0;
    },
  };
}
