import type { RunningClock } from '../../state/clock.js';
import { MethodError } from './errors.js';

/** Limits of a portal and what its calls cost. Seconds are sandbox time. */
export interface Bitrix24Limits {
  /** Requests that the bucket holds. Default 50. */
  capacity?: number;
  /** Requests that leak out of it a second. Default 2. */
  perSecond?: number;
  /** Running time that a method may use in ten minutes. Default 480. */
  operatingSeconds?: number;
  /** Longest run of one HTTP request, a batch included; longer ones are answered 504. Default 60. */
  requestSeconds?: number;
  /** What any call costs that the next three do not name. Default 0.01. */
  callSeconds?: number;
  /** One page of a list. Default: `callSeconds`. */
  pageSeconds?: number;
  /** More for a page of v2 that counts (`start` other than -1). Default 0. */
  countSeconds?: number;
  /** One call that writes or deletes. Default: `callSeconds`. */
  writeSeconds?: number;
  /** Way there and back of an HTTP request; bills nobody, and is only felt with `real`. Default 0. */
  networkSeconds?: number;
  /** Whose running time the commands of a batch are: that of their own methods (as documented), of `batch`, or both. Default `method`. */
  billedTo?: 'method' | 'batch' | 'both';
  /** Do answers really take that long? Commands of a batch run one after another, requests beside each other. Default false. */
  real?: boolean;
}

/** What a call does, as far as its price is concerned. */
export interface Work {
  /** Does it give a page of a list? */
  lists: boolean;
  /** And counts what there is? */
  counts: boolean;
  writes: boolean;
}

/** Rate and running-time limits of a portal. */
export interface Limits {
  /** Adds a request to the bucket; throws QUERY_LIMIT_EXCEEDED when it is full. */
  request(): void;
  /** Throws OPERATION_TIME_LIMIT when the method has used up its time. */
  check(method: string): void;
  /** Adds running time, in seconds, to a method. */
  spend(method: string, seconds: number): void;
  /** The price of a call, in seconds. */
  cost(work: Work): number;
  /** Seconds used in the last ten minutes, and when the oldest minute drops (Unix seconds). */
  operating(method: string): { seconds: number; resetAt: number };
  /** What holds now. */
  current(): Readonly<Required<Bitrix24Limits>>;
  /** Changes some of it; a TypeError names what is none. */
  configure(changes: Bitrix24Limits): void;
  reset(): void;
}

const minute = 60_000;
const window = 10 * minute;
const bills = ['method', 'batch', 'both'];

/** Creates the limits: by default a bucket of 50 leaking 2 a second, 480 s of running time a method in ten minutes. */
export function createLimits(clock: Pick<RunningClock, 'now'>, initial: Bitrix24Limits = {}): Limits {
  check(initial);
  let limits = complete(initial);
  let given = initial;
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
    cost({ lists, counts, writes }) {
      if (lists) return limits.pageSeconds + (counts ? limits.countSeconds : 0);
      return writes ? limits.writeSeconds : limits.callSeconds;
    },
    operating(method) {
      const oldest = recent(method)[0]?.at ?? Math.floor(clock.now() / minute) * minute;
      return { seconds: total(method), resetAt: Math.floor((oldest + window) / 1000) };
    },
    current: () => limits,
    configure(changes) {
      check(changes);
      given = { ...given, ...changes };
      limits = complete(given);
    },
    reset() {
      given = initial;
      limits = complete(initial);
      level = 0;
      filledAt = clock.now();
      spent = new Map();
    },
  };
}

function complete(given: Bitrix24Limits): Required<Bitrix24Limits> {
  const callSeconds = given.callSeconds ?? 0.01;
  return {
    capacity: 50,
    perSecond: 2,
    operatingSeconds: 480,
    requestSeconds: 60,
    pageSeconds: callSeconds,
    countSeconds: 0,
    writeSeconds: callSeconds,
    networkSeconds: 0,
    billedTo: 'method',
    real: false,
    ...given,
    callSeconds,
  };
}

const known = Object.keys(complete({}));

function check(limits: Bitrix24Limits): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!known.includes(name)) throw new TypeError(`${name}: not known; use ${known.join(', ')}`);
    if (name === 'billedTo' && !bills.includes(String(value))) throw new TypeError(`billedTo: use ${bills.join(', ')}`);
    if (name === 'real' && typeof value !== 'boolean') throw new TypeError('real: use true or false');
    if (name !== 'billedTo' && name !== 'real' && !(typeof value === 'number' && value >= 0))
      throw new TypeError(`${name}: give a number from 0`);
  }
}
