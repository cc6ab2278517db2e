import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLeakyBucket, leakyBucketPolicy } from '../src/index.js';
import { createVirtualClock } from '../src/testing.js';
import { failure, wire } from './fixtures.js';

describe('leaky bucket', () => {
  it('lets a burst of the capacity through and then one per leak', async () => {
    const clock = createVirtualClock();
    const bucket = createLeakyBucket({ capacity: 50, leakPerSecond: 2, clock });
    const times: number[] = [];
    const start = clock.now();
    await clock.run(Promise.all(Array.from({ length: 56 }, () => bucket.acquire().then(() => times.push(clock.now() - start)))));
    expect(times.filter((time) => time === 0)).toHaveLength(50);
    expect(times.slice(50)).toEqual([500, 1000, 1500, 2000, 2500, 3000]);
  });

  it('serves in the order of arrival, also those who come while others wait', async () => {
    const clock = createVirtualClock();
    const bucket = createLeakyBucket({ capacity: 1, leakPerSecond: 1, clock });
    const order: string[] = [];
    const take = (name: string): Promise<unknown> => bucket.acquire().then(() => order.push(name));
    const first = [take('a'), take('b'), take('c')];
    await clock.advance(1000);
    expect(order).toEqual(['a', 'b']);
    const late = take('d');
    await clock.run(Promise.all([...first, late]));
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('an aborted waiter leaves, costs nothing, and does not hold up the others', async () => {
    const clock = createVirtualClock();
    const bucket = createLeakyBucket({ capacity: 1, leakPerSecond: 1, clock });
    await bucket.acquire();
    const stop = new AbortController();
    const gone = failure(bucket.acquire(stop.signal));
    const stays = bucket.acquire();
    stop.abort(new Error('enough'));
    expect((await gone).message).toBe('enough');
    const start = clock.now();
    await clock.run(stays);
    expect(clock.now() - start).toBe(1000);
    expect((await failure(bucket.acquire(AbortSignal.abort(new Error('before'))))).message).toBe('before');
  });

  it('goes on after the last waiter has left', async () => {
    const clock = createVirtualClock();
    const bucket = createLeakyBucket({ capacity: 1, leakPerSecond: 1, clock });
    await bucket.acquire();
    const stop = new AbortController();
    const gone = failure(bucket.acquire(stop.signal));
    stop.abort(new Error('enough'));
    const next = bucket.acquire();
    await gone;
    await clock.run(next);
    expect(bucket.level()).toBe(1);
  });

  it('waits after the server said that the bucket is full', async () => {
    const clock = createVirtualClock();
    const bucket = createLeakyBucket({ capacity: 50, leakPerSecond: 2, clock });
    const answers = [new Response('', { status: 503 }), new Response('')];
    const handler = leakyBucketPolicy(bucket, { exceeded: ({ status }) => status === 503 })(async () => answers.shift()!);
    await handler(wire());
    expect(bucket.level()).toBe(50);
    const start = clock.now();
    await clock.run(handler(wire()));
    expect(clock.now() - start).toBe(500);
  });

  it('does not fill when the clock is set back', async () => {
    const clock = createVirtualClock();
    let offset = 0;
    const bucket = createLeakyBucket({ capacity: 2, leakPerSecond: 1, clock: { ...clock, now: () => clock.now() + offset } });
    await bucket.acquire();
    offset = -3_600_000;
    expect(bucket.level()).toBe(1);
    await bucket.acquire();
  });

  it('never lets more through than a server with the same bucket takes (property)', async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 }), async (gaps, capacity, leakPerSecond) => {
        // Time moves by itself here: a property test has no patience for the event loop.
        let now = 0;
        const clock = { now: () => now, random: () => 0, sleep: async (ms: number) => void (now += ms) };
        const bucket = createLeakyBucket({ capacity, leakPerSecond, clock });
        let level = 0;
        let at = 0;
        for (const gap of gaps) {
          now += gap;
          await bucket.acquire();
          level = Math.max(0, level - ((now - at) / 1000) * leakPerSecond) + 1;
          at = now;
          expect(level).toBeLessThanOrEqual(capacity + 1e-6);
        }
      }),
    );
  });
});
