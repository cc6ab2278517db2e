import type { SandboxClock } from '../state/clock.js';
import { MethodError } from './errors.js';

/** Rate and running-time limits of a portal. */
export interface Limits {
  /** Adds a request to the bucket; throws QUERY_LIMIT_EXCEEDED when it is full. */
  request(): void;
  /** Throws OPERATION_TIME_LIMIT when the method has used up its time. */
  check(method: string): void;
  /** Adds running time, in seconds, to a method. */
  spend(method: string, seconds: number): void;
  /** Seconds used in the last ten minutes, and when the oldest minute drops (Unix seconds). */
  operating(method: string): { seconds: number; resetAt: number };
  /** Changes the bucket: capacity and requests leaking per second. */
  configure(bucket: { capacity?: number; perSecond?: number; operatingSeconds?: number }): void;
  reset(): void;
}

const minute = 60_000;
const window = 10 * minute;

/** Creates the limits: a bucket of 50 leaking 2 a second, 480 s of running time a method in ten minutes. */
export function createLimits(clock: SandboxClock, initial: { capacity?: number; perSecond?: number } = {}): Limits {
  const defaults = { capacity: 50, perSecond: 2, operatingSeconds: 480, ...initial };
  let limits = { ...defaults };
  let level = 0;
  let filledAt = clock.now();
  let spent = new Map<string, { at: number; seconds: number }[]>();

  const recent = (method: string): { at: number; seconds: number }[] => {
    const kept = (spent.get(method) ?? []).filter(({ at }) => at > clock.now() - window);
    spent.set(method, kept);
    return kept;
  };
  const total = (method: string): number => recent(method).reduce((sum, { seconds }) => sum + seconds, 0);

  return {
    request() {
      const now = clock.now();
      level = Math.max(0, level - (Math.max(0, now - filledAt) / 1000) * limits.perSecond);
      filledAt = now;
      if (level + 1 > limits.capacity) throw new MethodError(503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests');
      level += 1;
    },
    check(method) {
      if (total(method) >= limits.operatingSeconds)
        throw new MethodError(429, 'OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.');
    },
    spend(method, seconds) {
      const at = Math.floor(clock.now() / minute) * minute;
      const buckets = recent(method);
      const bucket = buckets.find((entry) => entry.at === at);
      if (bucket) bucket.seconds += seconds;
      else buckets.push({ at, seconds });
    },
    operating(method) {
      const oldest = recent(method)[0]?.at ?? Math.floor(clock.now() / minute) * minute;
      return { seconds: total(method), resetAt: Math.floor((oldest + window) / 1000) };
    },
    configure(bucket) {
      limits = { ...limits, ...bucket };
    },
    reset() {
      limits = { ...defaults };
      level = 0;
      filledAt = clock.now();
      spent = new Map();
    },
  };
}
