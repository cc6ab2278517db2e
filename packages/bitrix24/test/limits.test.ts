import { type Sandbox, startSandbox } from '@portolan/sandbox';
import type { Clock } from '@portolan/transport';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bitrix24, type Bitrix24Options, createBitrix24 } from '../src/index.js';

let sandbox: Sandbox;
let slept: number[] = [];
let clock: Clock;

beforeAll(async () => {
  sandbox = await startSandbox();
  // Whoever waits moves the portal's time on.
  clock = {
    now: () => sandbox.clock.now(),
    random: () => 0,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      // The limits of single attempts are timers that nothing comes of.
      if (ms === 60_000) return new Promise(() => {});
      slept.push(ms);
      sandbox.clock.advance(ms);
    },
  };
});
afterAll(() => sandbox.close());
afterEach(() => {
  sandbox.reset();
  slept = [];
});

const open = (more: Partial<Bitrix24Options> = {}): Bitrix24 =>
  createBitrix24({ auth: { webhook: sandbox.bitrix24.webhook }, clock, ...more });

describe('a method that has used up its running time', () => {
  it('is called again when the portal forgets the oldest of it, a write as well', async () => {
    const b24 = open();
    await b24.crm.deal.add({ fields: { TITLE: 'Before' } });
    sandbox.addBitrix24OperatingTime('crm.deal.add', 480);
    const id = await b24.crm.deal.add({ fields: { TITLE: 'After' } });
    expect((await b24.crm.deal.get({ id })).TITLE).toBe('After');
    expect(Math.max(...slept)).toBeGreaterThan(5 * 60_000);
    const made = await b24.raw('crm.deal.list', { filter: { TITLE: 'After' } });
    expect(made.total).toBe(1);
  });

  it('is refused at once where the wait is longer than allowed, or nothing is to be repeated', async () => {
    for (const retry of [{ maxRetryAfter: 60_000 }, { attempts: 1 }]) {
      const b24 = open({ retry });
      await b24.crm.deal.list({ select: ['ID'] });
      sandbox.addBitrix24OperatingTime('crm.deal.list', 480);
      await expect(b24.crm.deal.list({ select: ['ID'] })).rejects.toMatchObject({ code: 'OPERATION_TIME_LIMIT', status: 429 });
      expect(slept.filter((ms) => ms > 10_000)).toEqual([]);
      sandbox.reset();
    }
  });

  it('is refused where no answer has told when it may run again', async () => {
    sandbox.addBitrix24OperatingTime('crm.deal.list', 480);
    await expect(open().crm.deal.list({ select: ['ID'] })).rejects.toMatchObject({ code: 'OPERATION_TIME_LIMIT' });
    expect(slept.filter((ms) => ms > 10_000)).toEqual([]);
  });
});

describe('a command of a batch whose method has used up its running time', () => {
  it('goes again when the portal forgets the oldest of it, and so does what refers to it', async () => {
    const b24 = open();
    await b24.crm.deal.add({ fields: { TITLE: 'Before' } });
    sandbox.addBitrix24OperatingTime('crm.deal.add', 480);
    const { added, read, me } = await b24.batch({
      added: b24.crm.deal.add.cmd({ fields: { TITLE: 'After' } }),
      read: ({ added }) => b24.crm.deal.get.cmd({ id: added.ref() }),
      me: b24.user.current.cmd(),
    });
    expect([read.TITLE, Number(read.ID), me.ID]).toEqual(['After', added, '1']);
    expect(Math.max(...slept)).toBeGreaterThan(5 * 60_000);
    expect((await b24.raw('crm.deal.list', { filter: { TITLE: 'After' } })).total).toBe(1);
  });

  it('goes again though another one cannot', async () => {
    const b24 = open();
    await b24.crm.deal.add({ fields: { TITLE: 'Before' } });
    for (const method of ['crm.deal.add', 'crm.lead.add']) sandbox.addBitrix24OperatingTime(method, 480);
    const fields = { TITLE: 'After' };
    const { results, errors } = await b24.batchSettled({ deal: b24.crm.deal.add.cmd({ fields }), lead: b24.crm.lead.add.cmd({ fields }) });
    expect([typeof results.deal, errors.lead?.code]).toEqual(['number', 'OPERATION_TIME_LIMIT']);
  });

  it('is an error at once where nothing is to be repeated, or nobody knows when it may run', async () => {
    for (const [retry, known] of [
      [{ attempts: 1 }, true],
      [{}, false],
    ] as const) {
      const b24 = open({ retry });
      if (known) await b24.crm.deal.add({ fields: { TITLE: 'Before' } });
      sandbox.addBitrix24OperatingTime('crm.deal.add', 480);
      const { results, errors } = await b24.batchSettled({
        added: b24.crm.deal.add.cmd({ fields: { TITLE: 'After' } }),
        me: b24.user.current.cmd(),
      });
      expect([errors.added?.code, results.me?.ID]).toEqual(['OPERATION_TIME_LIMIT', '1']);
      expect(slept.filter((ms) => ms > 10_000)).toEqual([]);
      sandbox.reset();
    }
  });
});

describe('a full bucket', () => {
  it('is shown at once to who wants no repetition', async () => {
    sandbox.configureBitrix24Limits({ capacity: 1, perSecond: 0.001 });
    const b24 = open({ retry: { attempts: 1 } });
    await b24.user.current();
    await expect(b24.user.current()).rejects.toMatchObject({ code: 'QUERY_LIMIT_EXCEEDED', status: 503 });
    expect(slept).toEqual([]);
  });
});

describe('a batch whose answer is lost after it ran', () => {
  const lose = (): void => void sandbox.faults.add({ provider: 'bitrix24', operation: 'batch', when: 'after', reset: true, count: 1 });

  it('is sent again when it only reads', async () => {
    lose();
    const b24 = open();
    await expect(b24.batch({ me: b24.user.current.cmd() })).resolves.toBeDefined();
  });

  it('is not, when it writes: nothing comes twice', async () => {
    lose();
    const b24 = open();
    const { errors } = await b24.batchSettled({ me: b24.user.current.cmd(), made: b24.crm.deal.add.cmd({ fields: { TITLE: 'Once' } }) });
    expect(errors.made).toMatchObject({ code: 'network' });
    expect((await b24.raw('crm.deal.list', { filter: { TITLE: 'Once' } })).total).toBe(1);
  });
});
