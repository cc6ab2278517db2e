/** The time of a sandbox: real time plus what was advanced. Tokens, codes and rate limits go by it. */
export interface SandboxClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves the time forward (or back, with a negative number). */
  advance(milliseconds: number): void;
  /** Back to real time. */
  reset(): void;
}

/** Where a sandbox takes its time from. */
export interface TimeSource {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits. Real timers when left out; a virtual clock brings its own. */
  wait?(milliseconds: number): Promise<void>;
}

/** A clock by which the sandbox itself can wait. */
export interface RunningClock extends SandboxClock {
  /** Waits so many milliseconds of sandbox time. */
  wait(milliseconds: number): Promise<void>;
}

/**
 * Creates a clock over a source of real time. `scale` is how many times as fast it runs: with 20, a second of sandbox time takes
 * 50 ms.
 */
export function createClock(base: TimeSource = Date, scale = 1): RunningClock {
  if (!(scale > 0 && Number.isFinite(scale))) throw new TypeError('timeScale: give a number above 0, e.g. 20');
  const origin = base.now();
  let offset = 0;
  return {
    now: () => origin + (base.now() - origin) * scale + offset,
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds)) throw new TypeError('clock.advance: give the milliseconds as a number, e.g. 60_000');
      offset += milliseconds;
    },
    reset() {
      offset = 0;
    },
    wait: (milliseconds) => (base.wait ? base.wait(milliseconds / scale) : realWait(milliseconds / scale)),
  };
}

function realWait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
