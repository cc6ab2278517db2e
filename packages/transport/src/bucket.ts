import { systemClock, type Clock } from './clock.js';
import { discard } from './retry.js';
import { replayable, type Policy } from './wire.js';

/** Options of {@link createLeakyBucket}. */
export interface LeakyBucketOptions {
  /** How many requests fit at once, X. */
  capacity: number;
  /** How many leak out in a second, Y. */
  leakPerSecond: number;
  /** Replaceable in tests. */
  clock?: Clock | undefined;
}

/** The client's copy of the server's leaky bucket: +1 a request, -Y a second, never above X. */
export interface LeakyBucket {
  /** How many requests fit at once. */
  readonly capacity: number;
  /** How many leak out in a second. */
  readonly leakPerSecond: number;
  /** Waits until a request fits, first come first served. Rejects with the signal's reason when it aborts. */
  acquire(signal?: AbortSignal): Promise<void>;
  /** The level now, between 0 and the capacity. */
  level(): number;
  /** The server says that the bucket is full (others share it): from now on wait for leaks. */
  fill(): void;
}

/** Makes a bucket. Share it between all clients that the server counts together. */
export function createLeakyBucket({ capacity, leakPerSecond, clock = systemClock }: LeakyBucketOptions): LeakyBucket {
  let level = 0;
  let at = clock.now();
  let pumping: AbortController | undefined;
  const waiting = new Set<() => void>();

  const leak = (): number => {
    const now = clock.now();
    // A clock set back must not fill the bucket.
    level = Math.max(0, level - (Math.max(0, now - at) / 1000) * leakPerSecond);
    at = now;
    return level;
  };
  // The tolerance swallows rounding: 0.1 + 0.2 must not cost an extra wait.
  const fits = (): boolean => leak() + 1 <= capacity + 1e-9;

  const pump = async (stop: AbortController): Promise<void> => {
    pumping = stop;
    try {
      while (waiting.size > 0) {
        while (!fits()) await clock.sleep(Math.ceil(((level + 1 - capacity) / leakPerSecond) * 1000), stop.signal);
        const [first] = waiting;
        if (!first) break;
        waiting.delete(first);
        level += 1;
        first();
      }
    } catch {
      // Stopped: the last waiter has gone.
    } finally {
      if (pumping === stop) pumping = undefined;
    }
  };

  return {
    capacity,
    leakPerSecond,
    level: leak,
    fill() {
      leak();
      level = capacity;
    },
    async acquire(signal) {
      signal?.throwIfAborted();
      if (waiting.size === 0 && fits()) {
        level += 1;
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const go = (): void => {
          signal?.removeEventListener('abort', leave);
          resolve();
        };
        const leave = (): void => {
          waiting.delete(go);
          if (waiting.size === 0) {
            pumping?.abort();
            pumping = undefined;
          }
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', leave, { once: true });
        waiting.add(go);
        if (!pumping) void pump(new AbortController());
      });
    },
  };
}

/** Options of {@link leakyBucketPolicy}. */
export interface LeakyBucketPolicyOptions {
  /** Does this answer say that the server's bucket is full? Asked for answers that are not `ok`; reads a clone. */
  exceeded?: ((response: Response) => boolean | Promise<boolean>) | undefined;
  /** How often a request is sent at most, each time after a leak, while the server's bucket is full: it was not carried out. Default 1. */
  attempts?: number | undefined;
}

/** Takes a place in the bucket for every attempt: put it inside the retry and auth policies. */
export function leakyBucketPolicy(bucket: LeakyBucket, { exceeded, attempts = 1 }: LeakyBucketPolicyOptions = {}): Policy {
  return (next) => async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      await bucket.acquire(request.signal);
      const response = await next(request);
      if (response.ok || !(await exceeded?.(response))) return response;
      bucket.fill();
      if (!(attempt < attempts && replayable(request))) return response;
      discard(response);
    }
  };
}
