import type { Clock } from './clock.js';

/** A clock that stands still until it is told to move. */
export interface VirtualClock extends Clock {
  /** Moves on by `ms`, waking sleepers in the order of their times and letting each one's consequences run. */
  advance(ms: number): Promise<void>;
  /** Moves on from sleeper to sleeper until `promise` settles; gives its result. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** The sleeps so far, in milliseconds. */
  readonly sleeps: readonly number[];
}

/**
 * A clock for tests: no real waiting.
 * @param options `now` in milliseconds since the epoch, `random` as a constant or a function
 */
export function createVirtualClock(options: { now?: number; random?: number | (() => number) } = {}): VirtualClock {
  const { random = 0.5 } = options;
  let now = options.now ?? Date.UTC(2030, 0, 1);
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const sleeps: number[] = [];
  // Real I/O on loopback may have to happen between two sleeps, so give the event loop time, not only the microtask queue.
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

  const wakeNext = async (until: number): Promise<boolean> => {
    const [next] = [...sleepers].toSorted((a, b) => a.at - b.at);
    if (!next || next.at > until) return false;
    now = Math.max(now, next.at);
    sleepers.delete(next);
    next.wake();
    await settle();
    return true;
  };

  return {
    sleeps,
    now: () => now,
    random: typeof random === 'number' ? () => random : random,
    sleep(ms, signal) {
      sleeps.push(ms);
      return new Promise((resolve, reject) => {
        const cancel = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper = {
          at: now + ms,
          wake: () => {
            signal?.removeEventListener('abort', cancel);
            resolve();
          },
        };
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener('abort', cancel, { once: true });
        sleepers.add(sleeper);
      });
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      while (await wakeNext(until));
      now = until;
    },
    async run(promise) {
      let settled = false;
      const done = (): void => void (settled = true);
      promise.then(done, done);
      await settle();
      while (!settled) if (!(await wakeNext(Infinity))) await settle();
      return promise;
    },
  };
}
