import { createLeakyBucket } from '@portolan/transport';
import { createVirtualClock } from '@portolan/transport/testing';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../src/list/budget.js';

const signal = new AbortController().signal;

describe('the budget of a list', () => {
  it('leaves its part of the bucket to others', async () => {
    const clock = createVirtualClock();
    const bucket = createLeakyBucket({ capacity: 10, leakPerSecond: 2, clock });
    const budget = createBudget(clock, bucket, 0.5, () => undefined, 'crm.deal.list');
    for (let sent = 0; sent < 5; sent += 1) {
      await budget.acquire(0, signal);
      await bucket.acquire();
    }
    expect(clock.sleeps).toEqual([]);
    await clock.run(budget.acquire(0, signal));
    expect(clock.sleeps).toEqual([500]);
  });

  it.each(['crm.deal.list', 'batch'])('waits until the portal forgets running time of %s, before it is used up', async (used) => {
    const clock = createVirtualClock();
    const bucket = createLeakyBucket({ capacity: 10, leakPerSecond: 2, clock });
    const resetAt = clock.now() + 90_000;
    const budget = createBudget(clock, bucket, 1, (name) => (name === used ? { seconds: 450, resetAt } : undefined), 'crm.deal.list');
    await budget.acquire(5, signal);
    expect(clock.sleeps).toEqual([]);
    // What is under way counts as well: 450 + 5 + 5 is more than the part of 480 that a list uses.
    await clock.run(budget.acquire(5, signal));
    expect(clock.sleeps).toEqual([91_000]);
  });
});
