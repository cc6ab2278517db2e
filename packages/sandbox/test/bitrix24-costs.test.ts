import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox } from '../src/index.js';
import type { Bitrix24Limits, Sandbox } from '../src/index.js';
import { createClock } from '../src/state/clock.js';
import { createLimits } from '../src/bitrix24/protocol/limits.js';
import { RequestTimeout, startStopwatch } from '../src/bitrix24/protocol/stopwatch.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox({ bitrix24Limits: { pageSeconds: 2, countSeconds: 3, writeSeconds: 0.5, capacity: 1e6 } })));
afterAll(() => to.close());
beforeEach(() => to.reset());
const call = (method: string, json: unknown = {}) => send(`${to.bitrix24.webhook}${method}`, { json });
const operating = async (method: string, json: unknown = {}): Promise<number> => (await call(method, json)).body.time.operating;

describe('prices', () => {
  test('a page, a page that counts, a write, anything else', async () => {
    expect(await operating('crm.deal.list', { start: -1 })).toBe(2);
    expect(await operating('crm.deal.list')).toBe(7);
    expect(await operating('crm.deal.update', { id: 1, fields: { TITLE: 'x' } })).toBe(0.5);
    expect(await operating('profile')).toBe(0.01);
    expect((await call('crm.contact.list')).body.time).toMatchObject({ duration: 5, processing: 5 });
  });
  test.each([
    ['method', 4, 0],
    ['batch', 0, 4],
    ['both', 4, 4],
  ] as const)('the commands of a batch billed to %s', async (billedTo, method, batch) => {
    to.configureBitrix24Limits({ billedTo });
    const list = 'crm.deal.list?start=-1';
    const { body } = await call('batch', { cmd: { a: list, b: list } });
    expect([body.result.result_time.b.operating, body.time.operating, body.time.duration]).toEqual([method, batch, 4]);
  });
  test('the batch itself is refused once its time is used up', async () => {
    to.configureBitrix24Limits({ billedTo: 'batch', operatingSeconds: 4 });
    const cmd = { a: 'crm.deal.list?start=-1', b: 'crm.deal.list?start=-1' };
    expect((await call('batch', { cmd })).status).toBe(200);
    const { status, body } = await call('batch', { cmd });
    expect([status, body.error]).toEqual([429, 'OPERATION_TIME_LIMIT']);
    expect((await call('crm.deal.list', { start: -1 })).status).toBe(200);
  });
  test('inside a batch the method is refused, not the batch', async () => {
    to.configureBitrix24Limits({ operatingSeconds: 4 });
    const page = 'crm.deal.list?start=-1';
    const { body } = await call('batch', { cmd: { a: page, b: page, c: page } });
    expect(body.result.result_error.c.error).toBe('OPERATION_TIME_LIMIT');
  });
  test('a request may run 60 seconds: 504, and what ran before has happened', async () => {
    to.configureBitrix24Limits({ writeSeconds: 25 });
    const cmd = Object.fromEntries(['a', 'b', 'c', 'd'].map((title) => [title, `crm.deal.add?fields[TITLE]=${title}`]));
    expect((await call('batch', { cmd })).status).toBe(504);
    expect(to.bitrix24Records('deals').size()).toBe(133);
  });
  test('what is no limit is refused', async () => {
    expect(() => to.configureBitrix24Limits({ pageSecond: 1 } as Bitrix24Limits)).toThrow(/pageSecond.*pageSeconds/);
    expect(() => to.configureBitrix24Limits({ pageSeconds: -1 })).toThrow('pageSeconds: give a number from 0');
    await expect(sandbox({ timeScale: 0 })).rejects.toThrow('timeScale');
  });
});

describe('time that really passes', () => {
  /** A clock that a test moves by waiting. */
  function virtual(): { now(): number; wait(ms: number): Promise<void>; waited: number[] } {
    let at = 1_000_000;
    const waited: number[] = [];
    return {
      now: () => at,
      wait(ms) {
        waited.push(ms);
        at += ms;
        return Promise.resolve();
      },
      waited,
    };
  }
  test('commands of a batch run one after another, plus the network once', async () => {
    const clock = virtual();
    const own = await startSandbox({ clock, bitrix24Limits: { pageSeconds: 2, networkSeconds: 0.1, real: true } });
    try {
      const cmd = Object.fromEntries(Array.from({ length: 5 }, (_unused, index) => [`c${index}`, 'crm.deal.list?start=-1']));
      const before = clock.now();
      await send(`${own.bitrix24.webhook}batch`, { json: { cmd } });
      expect(clock.now() - before).toBeCloseTo(10_100, 6);
      expect(clock.waited.map(Math.round)).toEqual([100, 2000, 2000, 2000, 2000, 2000]);
    } finally {
      await own.close();
    }
  });
  test('a scaled clock runs faster, and waits shorter', async () => {
    const base = virtual();
    const clock = createClock(base, 20);
    const before = clock.now();
    await clock.wait(1000);
    expect([base.waited, clock.now() - before]).toEqual([[50], 1000]);
  });
  test('timers that come late are made up for; the wait ends with the request', async () => {
    const base = virtual();
    const late = createClock({ now: base.now, wait: (ms) => base.wait(ms + 5) });
    const watch = startStopwatch(late, createLimits(late, { real: true, requestSeconds: 2 }));
    const before = base.now();
    for (let step = 0; step < 10; step += 1) await watch.spend(0.1);
    expect(base.now() - before).toBe(1005);
    await expect(watch.spend(5)).rejects.toThrow(RequestTimeout);
    expect(base.now() - before).toBe(2005);
  });
});

describe('lost and refused batches', () => {
  const cmd = { a: 'crm.deal.add?fields[TITLE]=lost' };
  test('lost after it ran', async () => {
    to.faults.add({ operation: 'batch', when: 'after', reset: true, count: 1 });
    await expect(call('batch', { cmd })).rejects.toThrow();
    expect(to.bitrix24Records('deals').size()).toBe(131);
  });
  test.each([
    [503, { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' }],
    [429, { error: 'OPERATION_TIME_LIMIT', error_description: 'Method is blocked due to operation time limit.' }],
    [503, 'Service Unavailable'],
  ])('%i %j, one in ten, before it ran', async (status, body) => {
    to.faults.add({ provider: 'bitrix24', operation: 'batch', status, body, count: 1 });
    expect((await call('batch', { cmd })).status).toBe(status);
    expect((await call('batch', { cmd })).status).toBe(200);
    expect(to.bitrix24Records('deals').size()).toBe(131);
  });
});
