import type { Clock, LeakyBucket } from '@portolan/transport';
import { operatingLimitSeconds } from '../generated/protocol.js';

/** Running time that a portal reports for a method. */
export interface Operating {
  /** Seconds billed in the last ten minutes. */
  seconds: number;
  /** When the oldest minute stops counting, in milliseconds of the client's clock. */
  resetAt: number;
}

/** Part of the limit that a list uses before it waits. */
const careful = 0.95;

/** Leaves room for others: in the bucket of requests, and in the running time of the method and of `batch`. */
export class Budget {
  private reserved = 0;
  private turn: Promise<void> = Promise.resolve();

  private readonly clock: Clock;
  private readonly bucket: LeakyBucket;
  private readonly share: number;
  private readonly operating: (method: string) => Operating | undefined;
  private readonly method: string;

  constructor(clock: Clock, bucket: LeakyBucket, share: number, operating: (method: string) => Operating | undefined, method: string) {
    this.clock = clock;
    this.bucket = bucket;
    this.share = share;
    this.operating = operating;
    this.method = method;
  }

  /** Waits until a request of so many predicted seconds of running time may go; gives what to call when it is over. */
  async acquire(seconds: number, signal: AbortSignal): Promise<() => void> {
    const before = this.turn;
    let next = (): void => {};
    this.turn = new Promise((resolve) => (next = resolve));
    try {
      await before;
      for (;;) {
        signal.throwIfAborted();
        const wait = Math.max(this.forRunningTime(seconds), this.forPlace());
        if (!(wait > 0)) break;
        await this.clock.sleep(wait, signal);
      }
      this.reserved += seconds;
    } finally {
      next();
    }
    return () => void (this.reserved -= seconds);
  }

  private forPlace(): number {
    const { capacity, leakPerSecond } = this.bucket;
    const over = this.bucket.level() + 1 - Math.max(1, capacity * this.share);
    return over > 1e-9 ? Math.ceil((over / leakPerSecond) * 1000) : 0;
  }

  private forRunningTime(seconds: number): number {
    const now = this.clock.now();
    let wait = 0;
    for (const name of [this.method, 'batch']) {
      const seen = this.operating(name);
      // After the reset nobody knows how much dropped out: the next answer tells.
      if (!seen || seen.resetAt <= now) continue;
      if (seen.seconds + this.reserved + seconds > operatingLimitSeconds * careful) wait = Math.max(wait, seen.resetAt - now + 1000);
    }
    return wait;
  }
}
