import { createLeakyBucket, NetworkError, TimeoutError, type Clock } from '@portolan/transport';
import { describe, expect, it } from 'vitest';
import { bitrix24Error } from '../src/refused.js';
import type { Operating } from '../src/list/budget.js';
import { listId } from '../src/list/cursor.js';
import { list } from '../src/list/list.js';
import type { Answer, ListOptions, Source } from '../src/list/source.js';
import { chance } from './chance.js';

/** Time that passes only where somebody sleeps. */
function jumpingClock(random: () => number): Clock {
  let now = 0;
  return {
    now: () => now,
    random,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      const until = now + ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      now = Math.max(now, until);
    },
  };
}

interface PortalOptions {
  ids: number[];
  random?: () => number;
  /** Goes wrong before or after a request, by throwing. */
  fault?: (batched: boolean) => void;
  /** One of the commands of a batch is refused. */
  commandFault?: () => string | undefined;
  /** Between two commands. */
  churn?: (ids: number[]) => void;
  ignoresFilter?: boolean;
  /** The upper bound only. */
  ignoresTo?: boolean;
  refusesBatch?: boolean;
  map?: boolean;
  /** Items a page; 50 unless told. */
  pageSize?: number;
  /** References lead nowhere. */
  unresolved?: boolean;
}

type Ask = { filter?: Record<string, unknown>; order?: Record<string, string>; start?: number; select?: string[] };

/** A portal with one list, crm.deal.list, in memory: the protocol of batch and references, not HTTP. */
function portal(options: PortalOptions): { source: Source; counts: { requests: number; commands: number } } {
  const { ids, random = Math.random, pageSize = 50 } = options;
  const clock = jumpingClock(random);
  const bucket = createLeakyBucket({ capacity: 50, leakPerSecond: 2, clock });
  const counts = { requests: 0, commands: 0 };
  const times = new Map<string, Operating>();
  const page = ({ filter = {}, order = {}, start = 0 }: Ask): Answer => {
    counts.commands += 1;
    options.churn?.(ids);
    const above = options.ignoresFilter ? 0 : Number(filter['>ID'] ?? 0);
    const to = options.ignoresFilter || options.ignoresTo ? Infinity : Number(filter['<=ID'] ?? Infinity);
    const found = ids.filter((id) => id > above && id <= to).toSorted((a, b) => (order['ID'] === 'DESC' ? b - a : a - b));
    const from = Math.max(0, start);
    const rows = found.slice(from, from + pageSize).map((id) => ({ ID: String(id), TITLE: `Deal ${id}` }));
    const more = start >= 0 && from + pageSize < found.length ? { next: from + pageSize } : {};
    const result = options.map ? Object.fromEntries(rows.map((row) => [`k${row.ID}`, row])) : rows;
    return { result, total: start < 0 ? 0 : found.length, ...more, time: { duration: 0.1 } };
  };
  const source: Source = {
    version: 'v2',
    clock,
    bucket,
    operating: (method) => times.get(method),
    async call(_, params, signal) {
      counts.requests += 1;
      await bucket.acquire(signal);
      options.fault?.(false);
      return page(params as Ask);
    },
    async batch(cmd, signal) {
      counts.requests += 1;
      await bucket.acquire(signal);
      if (options.refusesBatch)
        throw bitrix24Error('batch', { error: 'ERROR_BATCH_METHOD_NOT_ALLOWED' }, new Response(null, { status: 405 }));
      options.fault?.(true);
      await clock.sleep(100 * Object.keys(cmd).length, signal);
      expect(Object.keys(cmd).length).toBeLessThanOrEqual(50);
      const result: Record<string, unknown> = {};
      const errors: Record<string, unknown> = {};
      for (const [name, command] of Object.entries(cmd)) {
        const wrong = options.commandFault?.();
        if (wrong !== undefined) {
          errors[name] = { error: wrong };
          continue;
        }
        const ask: { filter: Record<string, unknown>; order: Record<string, string>; start: number } = { filter: {}, order: {}, start: 0 };
        for (const [key, given] of new URLSearchParams(command.split('?')[1])) {
          // As the portal does: what a reference does not find is an empty text.
          const value = given.replace(/\$result((\[\w+\])+)/, (_, path: string) => {
            if (options.unresolved) return '';
            const steps = [...path.matchAll(/\[(\w+)\]/g)].map((match) => match[1]!);
            return String(steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], result) ?? '');
          });
          const [, group, field] = /^(\w+)\[(.*)\]$/.exec(key) ?? [];
          if (group === 'filter') ask.filter[field!] = value;
          else if (group === 'order') ask.order[field!] = value;
          else if (key === 'start') ask.start = Number(value);
        }
        result[name] = page(ask).result;
      }
      const time = { duration: 0.1 };
      return { result: { result, result_error: errors, result_time: Object.fromEntries(Object.keys(result).map((name) => [name, time])) } };
    },
  };
  return { source, counts };
}

async function idsOf(source: Source, options?: ListOptions, params: object = {}): Promise<number[]> {
  const ids: number[] = [];
  for await (const { items } of list(source, 'crm.deal.list', params as Record<string, unknown>, options))
    ids.push(...items.map((item) => Number((item as { ID: string }).ID)));
  return ids;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('a list', () => {
  it.each([0, 1, 49, 50, 51, 99, 100, 101, 2499, 2500, 2501])('of %i items is whole and in order', async (count) => {
    const { source, counts } = portal({ ids: upTo(count) });
    expect(await idsOf(source)).toEqual(upTo(count));
    if (count <= 50) expect(counts.requests).toBe(1);
  });

  it('of 20,000 items takes little more than the 8 batches that hold them', async () => {
    const { source, counts } = portal({ ids: upTo(20_000) });
    expect(await idsOf(source)).toHaveLength(20_000);
    expect(counts.requests).toBeLessThanOrEqual(12);
    expect(counts.commands).toBeLessThanOrEqual(430);
  });

  it('is whole where ids are sparse, and dense only at the end', async () => {
    const random = chance(7);
    const ids = [...upTo(60), ...upTo(400).map((index) => 1000 + index * 997), ...upTo(3000).map((index) => 5_000_000 + index)];
    const kept = ids.filter(() => random() < 0.8);
    expect(await idsOf(portal({ ids: [...kept] }).source)).toEqual(kept);
  });

  it('goes on from a cursor exactly after what was handed over, in order or not', async () => {
    for (const ordered of [true, false]) {
      const { source } = portal({ ids: upTo(6000) });
      const got: number[] = [];
      let cursor: string | undefined;
      for await (const page of list(source, 'crm.deal.list', {}, { ordered })) {
        got.push(...page.items.map((item) => Number((item as { ID: string }).ID)));
        ({ cursor } = page);
        if (got.length > 2000) break;
      }
      expect(cursor!.length).toBeLessThan(400);
      got.push(...(await idsOf(source, { cursor, ordered })));
      expect(got.toSorted((a, b) => a - b)).toEqual(upTo(6000));
    }
  });

  it('keeps to bounds of the caller, and refuses a cursor of another list', async () => {
    const { source } = portal({ ids: upTo(3000) });
    expect(await idsOf(source, {}, { filter: { '>ID': 100, '<=ID': 2500 } })).toEqual(upTo(2500).slice(100));
    const [page] = [await list(source, 'crm.deal.list', {}).next()];
    const other = idsOf(source, { cursor: (page!.value as { cursor: string }).cursor }, { filter: { '>ID': 1 } });
    await expect(other).rejects.toMatchObject({ name: 'UsageError', field: 'cursor' });
  });

  it.each([{ refusesBatch: true }, { map: true }, { ignoresFilter: true }, { ignoresTo: true }])('finds another way: %o', async (how) => {
    const { source } = portal({ ids: upTo(7000), ...how });
    for (const ordered of [true, false]) expect((await idsOf(source, { ordered })).toSorted((a, b) => a - b)).toEqual(upTo(7000));
  });

  it('does without references where they lead nowhere, at little cost', async () => {
    const { source, counts } = portal({ ids: upTo(5000), unresolved: true });
    expect(await idsOf(source)).toEqual(upTo(5000));
    // 100 pages, and the chains that were sent before it was known.
    expect(counts.commands).toBeLessThan(500);
  });

  it('reads on the parts beside one whose page was refused', async () => {
    const random = chance(3);
    const commandFault = (): string | undefined => (random() < 0.05 ? 'INTERNAL_SERVER_ERROR' : undefined);
    const { source } = portal({ ids: upTo(5000), map: true, commandFault });
    expect(await idsOf(source)).toEqual(upTo(5000));
  });

  it('asks alone for a part that batches refuse, and ends by what the method says', async () => {
    let refused = 0;
    const commandFault = (): string | undefined => ((refused += 1) > 40 ? 'INTERNAL_SERVER_ERROR' : undefined);
    const fault = (batched: boolean): void => {
      if (!batched) throw bitrix24Error('crm.deal.list', { error: 'ACCESS_DENIED' }, new Response(null, { status: 403 }));
    };
    const error = await idsOf(portal({ ids: upTo(5000), commandFault, fault }).source).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ListError', code: 'ACCESS_DENIED' });
    refused = 0;
    expect(await idsOf(portal({ ids: upTo(5000), commandFault }).source)).toEqual(upTo(5000));
  });

  it('goes on with ranges of which the last one, or each one, is empty or short', async () => {
    const { source } = portal({ ids: upTo(150) });
    const at = (ranges: string): string => `k.${listId('crm.deal.list', {})}.50.${ranges}`;
    expect(await idsOf(source, { cursor: at('0~100_100~200_200~300') })).toEqual(upTo(150));
    expect(await idsOf(source, { cursor: at('0~2_10~130_149~300') })).toEqual([1, 2, ...upTo(130).slice(10), 150]);
    expect(await idsOf(source, { cursor: at('200~300_400~500') })).toEqual([]);
  });

  it('goes on whole where pages are shorter than the specs say', async () => {
    const { source } = portal({ ids: upTo(3000), pageSize: 20 });
    const got: number[] = [];
    let cursor: string | undefined;
    for await (const page of list(source, 'crm.deal.list', {}, { ordered: false })) {
      got.push(...page.items.map((item) => Number((item as { ID: string }).ID)));
      ({ cursor } = page);
      if (got.length > 400) break;
    }
    expect(cursor).toMatch(/_/);
    got.push(...(await idsOf(source, { cursor })));
    expect(got.toSorted((a, b) => a - b)).toEqual(upTo(3000));
  });

  it('goes on exactly after what was handed over where the portal ignores the filter', async () => {
    const { source } = portal({ ids: upTo(300), ignoresFilter: true });
    const cursor = `k.${listId('crm.deal.list', {})}.50.100~200_250~`;
    expect(await idsOf(source, { cursor })).toEqual([...upTo(200).slice(100), ...upTo(300).slice(250)]);
  });

  it('tells of a page when it has been dealt with: whoever stops in it goes on with it', async () => {
    const { source } = portal({ ids: upTo(500) });
    let cursor: string | undefined;
    const dealt: number[] = [];
    const told: number[] = [];
    const reading = async (): Promise<void> => {
      const onProgress = (progress: { cursor: string; items: number }): void => {
        cursor = progress.cursor;
        told.push(progress.items - dealt.length);
      };
      for await (const { items } of list(source, 'crm.deal.list', {}, { onProgress })) {
        if (dealt.length >= 150) throw new Error('a crash');
        dealt.push(...items.map((item) => Number((item as { ID: string }).ID)));
      }
    };
    await expect(reading()).rejects.toThrow('a crash');
    expect([...dealt, ...(await idsOf(source, { cursor }))]).toEqual(upTo(500));
    expect(new Set(told)).toEqual(new Set([0]));
  });

  it('hands over nothing more once it is cancelled, whatever has been read ahead', async () => {
    const { source } = portal({ ids: upTo(2000) });
    const stop = new AbortController();
    let pages = 0;
    const reading = async (): Promise<void> => {
      for await (const _ of list(source, 'crm.deal.list', {}, { signal: stop.signal }))
        if ((pages += 1) === 5) stop.abort(new Error('enough'));
    };
    await expect(reading()).rejects.toThrow('enough');
    expect(pages).toBe(5);
  });

  it('takes the properties of a record for no items', async () => {
    const source = { ...portal({ ids: upTo(5) }).source, call: async () => ({ result: { ID: '1', TITLE: 'one' } }) };
    const reading = async (version: 'v2' | 'v3'): Promise<void> => {
      for await (const _ of list({ ...source, version }, 'crm.deal.get', { id: 1 }));
    };
    await expect(reading('v2')).rejects.toMatchObject({ name: 'UsageError', field: 'method' });
    await expect(reading('v3')).rejects.toMatchObject({ name: 'UsageError', field: 'method' });
  });

  it('loses no page to a hook that throws', async () => {
    const { source } = portal({ ids: upTo(500) });
    const onProgress = (): void => {
      throw new Error('a bad hook');
    };
    expect(await idsOf(source, { onProgress })).toEqual(upTo(500));
  });

  it.each(['--5~', '5', '5~6~7', '5~6__7~', 'x'])('takes %s for no ranges of a cursor', async (ranges) => {
    const id = listId('crm.deal.list', {});
    for (const cursor of [`k.${id}.50.${ranges}`, `k.${id}.5~6`, `k.${id}.0.5~6`, `o.${id}.${ranges}~`, `o.${id}.`]) {
      const reading = idsOf(portal({ ids: upTo(20) }).source, { cursor });
      await expect(reading, cursor).rejects.toMatchObject({ name: 'UsageError', field: 'cursor' });
    }
  });

  it('takes parameters that are null for missing, and LOGIC for logic', async () => {
    const asked: string[] = [];
    const { source } = portal({ ids: upTo(20) });
    const spy: Source = { ...source, batch: (cmd, signal) => (asked.push(decodeURIComponent(cmd['first']!)), source.batch(cmd, signal)) };
    expect(await idsOf(spy, {}, { order: null, filter: null, select: null })).toEqual(upTo(20));
    await idsOf(spy, {}, { filter: { LOGIC: 'OR', '=A': 1, '=B': 2 } });
    expect(asked[0]).toBe('crm.deal.list?order[ID]=ASC&filter[>ID]=-1&start=-1');
    expect(asked[1]).toContain('filter[0][LOGIC]=OR&filter[0][=A]=1');
  });

  it('stops what is under way when it is left or cancelled', async () => {
    const { source, counts } = portal({ ids: upTo(100_000) });
    const stop = new AbortController();
    const reading = idsOf(source, { signal: stop.signal, onProgress: ({ pages }) => pages === 3 && stop.abort(new Error('enough')) });
    await expect(reading).rejects.toThrow('enough');
    const before = counts.requests;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(counts.requests).toBe(before);
  });

  it('leaves nothing under way behind when the loop is left', async () => {
    const { source } = portal({ ids: upTo(100_000) });
    const signals = new Set<AbortSignal>();
    const spy: Source = { ...source, batch: (cmd, signal) => (signals.add(signal), source.batch(cmd, signal)) };
    let pages = 0;
    for await (const _ of list(spy, 'crm.deal.list', {})) if ((pages += 1) === 3) break;
    expect([...signals].map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('tries shorter batches where long ones take too long', async () => {
    const { source } = portal({ ids: upTo(3000) });
    const short: Source = {
      ...source,
      batch(cmd, signal) {
        if (Object.keys(cmd).length > 5) throw new TimeoutError({ operation: 'batch', url: 'https://example.com/', repeatable: true }, 1);
        return source.batch(cmd, signal);
      },
    };
    expect(await idsOf(short)).toEqual(upTo(3000));
  });

  it('ends when a part has used up its running time again and again', async () => {
    let commands = 0;
    const commandFault = (): string | undefined => ((commands += 1) > 2 ? 'OPERATION_TIME_LIMIT' : undefined);
    const error = await idsOf(portal({ ids: upTo(500), commandFault }).source, { concurrency: 1 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ListError', code: 'OPERATION_TIME_LIMIT' });
  });

  it('has nothing to go on from when its first request fails', async () => {
    const fault = (): void => {
      throw bitrix24Error('batch', { error: 'EXPIRED' }, new Response(null, { status: 400 }));
    };
    const error: unknown = await idsOf(portal({ ids: upTo(5), fault }).source).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'Bitrix24Error', code: 'EXPIRED' });
  });

  it('says how to go on when it breaks off for good', async () => {
    let calls = 0;
    const fault = (): void => {
      if ((calls += 1) > 2) throw bitrix24Error('crm.deal.list', { error: 'ACCESS_DENIED' }, new Response(null, { status: 403 }));
    };
    const { source } = portal({ ids: upTo(5000), fault });
    const error = await idsOf(source, { concurrency: 1 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ListError', operation: 'crm.deal.list', code: 'ACCESS_DENIED' });
    const { source: mended } = portal({ ids: upTo(5000) });
    const rest = await idsOf(mended, { cursor: (error as { cursor: string }).cursor });
    expect(rest.at(-1)).toBe(5000);
  });
});

it(
  'loses and doubles nothing in 50 seeded runs with lost batches, refusals, and records that come and go',
  { timeout: 60_000 },
  async () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = chance(seed);
      const ids = upTo(4000)
        .map((id) => id * 3)
        .filter(() => random() < 0.9);
      const stable = new Set(ids);
      const fault = (batched: boolean): void => {
        const dice = random();
        if (batched && dice < 0.1) throw new NetworkError({ operation: 'batch', url: 'https://example.com/', repeatable: true });
        if (dice < 0.13) throw bitrix24Error('batch', { error: 'OVERLOAD' }, new Response(null, { status: 503 }));
        if (dice < 0.15) throw bitrix24Error('batch', { error: 'OPERATION_TIME_LIMIT' }, new Response(null, { status: 429 }));
      };
      let started = false;
      const churn = (all: number[]): void => {
        if (!started) return void (started = true);
        const at = Math.floor(random() * all.length);
        if (random() < 0.5) stable.delete(all.splice(at, 1)[0]!);
        else if (!all.includes(all[at]! + 1)) all.push(all[at]! + 1);
      };
      const commandFault = (): string | undefined => (random() < 0.005 ? 'INTERNAL_SERVER_ERROR' : undefined);
      const { source } = portal({ ids, random, fault: (batched) => started && fault(batched), churn, commandFault });
      const got = await idsOf(source, { ordered: seed % 2 === 0 });
      const seen = new Set(got);
      expect(got.length, `seed ${seed}: twice`).toBe(seen.size);
      expect(
        [...stable].filter((id) => !seen.has(id)),
        `seed ${seed}: lost`,
      ).toEqual([]);
    }
  },
);

it('comes whole in every way, resumed wherever it breaks off', { timeout: 120_000 }, async () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = chance(seed);
    const often = (part: number): boolean => random() < part;
    const step = often(0.5) ? 1 : Math.ceil(random() * 500);
    const ids: number[] = [];
    for (let id = 1 + Math.floor(random() * 1000), left = Math.floor(random() * 3000); left > 0; left -= 1, id += often(0.2) ? step : 1)
      ids.push(id);
    const [from, to] = often(0.3) ? [ids[Math.floor(random() * ids.length)] ?? 5, ids.at(-1) ?? 9] : [0, Infinity];
    const ordered = often(0.5);
    const breaks = often(0.5) ? 0.03 : 0;
    const how = {
      random,
      map: often(0.2),
      unresolved: often(0.2),
      refusesBatch: often(0.2),
      pageSize: often(0.3) ? 1 + Math.floor(random() * 70) : 50,
      commandFault: () => (random() < 0.01 ? 'INTERNAL_SERVER_ERROR' : undefined),
      fault(): void {
        if (random() < breaks) throw bitrix24Error('crm.deal.list', { error: 'ACCESS_DENIED' }, new Response(null, { status: 403 }));
        if (random() < 0.05) throw bitrix24Error('batch', { error: 'OVERLOAD' }, new Response(null, { status: 503 }));
      },
    };
    const { source } = portal({ ids, ...how });
    const params = { filter: { '>ID': from, ...(Number.isFinite(to) && { '<=ID': to }) } };
    const got: number[] = [];
    let cursor: string | undefined;
    for (let tries = 0; ; tries += 1) {
      expect(tries, `seed ${seed}`).toBeLessThan(1000);
      try {
        for await (const page of list(source, 'crm.deal.list', params, { ordered, cursor, concurrency: 1 + Math.floor(random() * 9) })) {
          got.push(...page.items.map((item) => Number((item as { ID: string }).ID)));
          ({ cursor } = page);
        }
        break;
      } catch (error) {
        if (!['ACCESS_DENIED', 'OVERLOAD'].includes((error as { code: string }).code)) throw error;
      }
    }
    const wanted = ids.filter((id) => id > from && id <= to);
    expect(ordered ? got : got.toSorted((a, b) => a - b), `seed ${seed}: ${JSON.stringify(how)}`).toEqual(wanted);
  }
});
