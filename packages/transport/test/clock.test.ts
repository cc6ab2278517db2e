import { describe, expect, it } from 'vitest';
import { systemClock } from '../src/index.js';
import { createVirtualClock } from '../src/testing.js';
import { failure } from './fixtures.js';

describe.each([
  ['systemClock', () => systemClock],
  ['virtual clock', () => createVirtualClock()],
])('%s', (_, make) => {
  it('rejects a sleep with the signal’s reason, before and during it', async () => {
    const clock = make();
    const reason = new Error('enough');
    expect(await failure(clock.sleep(1000, AbortSignal.abort(reason)))).toBe(reason);
    const stop = new AbortController();
    const sleep = failure(clock.sleep(60_000, stop.signal));
    stop.abort(reason);
    expect(await sleep).toBe(reason);
  });
});

describe('virtual clock', () => {
  it('wakes sleepers in the order of their times', async () => {
    const clock = createVirtualClock({ now: 0 });
    const woken: [number, number][] = [];
    for (const ms of [300, 100, 200]) void clock.sleep(ms).then(() => woken.push([ms, clock.now()]));
    await clock.advance(250);
    expect(woken).toEqual([
      [100, 100],
      [200, 200],
    ]);
    expect(clock.now()).toBe(250);
  });
});

it('systemClock sleeps and tells the time', async () => {
  const start = systemClock.now();
  await systemClock.sleep(20);
  expect(systemClock.now() - start).toBeGreaterThanOrEqual(15);
});
