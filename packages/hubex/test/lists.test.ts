import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '../src/lists/items.js';
import { itemsOf } from '../src/lists/items.js';
import { Seen } from '../src/lists/seen.js';
import { list, paginate } from '../src/index.js';
import type { Operation } from '@portolan/transport';

type Records = Record<string, { name: string }>;

/**
 * A list that answers like HubEx: a map whose keys JavaScript sorts, pages by position. `change` runs before every answer, so that the list
 * changes while it is read.
 */
function listing(ids: number[], { change, most = Infinity, shape = 'map', delay = () => 0 }: Options = {}) {
  const asked: string[] = [];
  const answer = (range: string): { data: unknown; response: Response } => {
    asked.push(range);
    change?.(ids, asked.length);
    const [from = 1, till = 1] = /^items=(\d+)-(\d+)$/.exec(range)!.slice(1).map(Number);
    const last = Math.min(till, ids.length, from + most - 1);
    const page = ids.slice(from - 1, last);
    const map = Object.fromEntries(page.map((id) => [String(id), { name: `record ${id}` }]));
    const contentRange = page.length === 0 ? `items=0-0/${ids.length}` : `items=${from}-${last}/${ids.length}`;
    const data = shape === 'map' ? map : page.map((id) => (shape === 'array' ? { id } : { name: `record ${id}` }));
    return { data, response: new Response(null, { headers: { 'content-range': contentRange } }) };
  };
  let begun = 0;
  const operation = (async ({ headers }: { headers: { Range: string } }) => {
    begun += 1;
    for (let ticks = delay(begun); ticks >= 0; ticks -= 1) await new Promise((resolve) => setImmediate(resolve));
    return answer(headers.Range);
  }) as unknown as Operation<{ url: string }, Records>;
  return { operation, asked };
}
interface Options {
  change?: (ids: number[], request: number) => void;
  /** Records that a page holds at most, whatever is asked for. */
  most?: number;
  /** Turns of the event loop until a request is answered: those under way may overtake each other. */
  delay?: (request: number) => number;
  shape?: 'map' | 'array' | 'nameless';
}
const client = {} as never;
const range = (count: number): number[] => Array.from({ length: count }, (_, place) => place + 1);
const idsOf = (records: Item<Records>[]): number[] => records.map(({ id }) => id);

describe('reading a list', () => {
  it.each([0, 1, 2, 9, 10, 11, 19, 20, 21, 100])('%s records, each once, in their order', async (count) => {
    const { operation } = listing(range(count));
    const { data, ...report } = await list(operation, { client, pageSize: 10 });
    expect(idsOf(data)).toEqual(range(count));
    expect(report).toEqual({ total: count, changed: false, inserted: 0, deleted: 0, gaps: 0 });
  });

  it('asks for one record more than a page, and for nothing beyond', async () => {
    const { operation, asked } = listing(range(30));
    await list(operation, { client, pageSize: 10, parallel: 1 });
    expect(asked).toEqual(['items=1-10', 'items=10-19', 'items=19-28', 'items=28-37']);
  });

  it('goes by what the service says it sent, not by what was asked for', async () => {
    const { operation } = listing(range(55), { most: 4 });
    expect(idsOf((await list(operation, { client, pageSize: 10 })).data)).toEqual(range(55));
  });

  it('reads arrays, with ids and without', async () => {
    expect((await list(listing(range(25), { shape: 'array' }).operation, { client, pageSize: 10 })).data).toHaveLength(25);
    expect((await list(listing(range(25), { shape: 'nameless' }).operation, { client, pageSize: 10 })).data).toHaveLength(25);
  });

  it('has so many requests under way as it is told', async () => {
    const { operation } = listing(range(400));
    let now = 0;
    let most = 0;
    const watched = (async (options: never) => {
      most = Math.max(most, ++now);
      return operation(options).finally(() => (now -= 1));
    }) as typeof operation;
    await list(watched, { client, pageSize: 10, parallel: 3 });
    expect(most).toBe(3);
  });

  it('tells how far it is', async () => {
    const seen: string[] = [];
    await list(listing(range(25)).operation, { client, pageSize: 10, onPage: ({ read, total }) => seen.push(`${read}/${total}`) });
    expect(seen).toEqual(['10/25', '19/25', '25/25']);
  });

  it('hands an error of any page to the caller', async () => {
    const { operation } = listing(range(100));
    const failing = (async (options: { headers: { Range: string } }) => {
      if (options.headers.Range.startsWith('items=28')) throw new Error('page 4');
      return operation(options as never);
    }) as unknown as typeof operation;
    await expect(list(failing, { client, pageSize: 10 })).rejects.toThrow('page 4');
  });

  it('stops with the reason of the signal, and ends what is under way when the caller stops', async () => {
    const stop = new AbortController();
    const { operation, asked } = listing(range(1000), { change: (_, request) => request === 3 && stop.abort(new Error('enough')) });
    await expect(list(operation, { client, pageSize: 10, signal: stop.signal })).rejects.toThrow('enough');
    expect(asked.length).toBeLessThan(8);
  });

  it('ends the requests that are under way when the consumer stops', async () => {
    const signals: AbortSignal[] = [];
    const { operation } = listing(range(1000));
    const watched = ((options: { signal: AbortSignal }) => {
      signals.push(options.signal);
      return operation(options as never);
    }) as unknown as typeof operation;
    for await (const { id } of paginate(watched, { client, pageSize: 10 })) if (id === 15) break;
    expect(signals.length).toBeGreaterThan(2);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it.each([{ pageSize: 0 }, { pageSize: 1.5 }, { parallel: -1 }, { pageSize: '10' as never }])('refuses %o', async (options) => {
    await expect(list(listing([1]).operation, { client, ...options })).rejects.toThrow(/it is not a whole number above 0/);
  });

  it('leaves no paging of its own to the query', async () => {
    await expect(list(listing([1]).operation, { client, query: { offset: 5 } } as never)).rejects.toThrow(
      /^query\.offset: paging is done here/,
    );
  });

  it.each([1, 2, 3])('reads a list of a service that sends %s at a time', async (most) => {
    const { operation, asked } = listing(range(7), { most });
    expect(idsOf((await list(operation, { client, pageSize: 10 })).data)).toEqual(range(7));
    expect(asked.length).toBeLessThan(30);
  });

  it('takes nothing at all for the end', async () => {
    const ids = range(100);
    const { operation } = listing(ids, { change: (all, request) => request === 8 && all.splice(0, 40) });
    const silent = (async (options: never) => {
      const answer = (await operation(options)) as unknown as { data: object };
      const nothing = { data: {}, response: new Response(null, { status: 204 }) };
      return Object.keys(answer.data).length === 0 ? nothing : answer;
    }) as unknown as typeof operation;
    for (const parallel of [1, 4]) {
      const { data, changed } = await list(silent, { client, pageSize: 10, parallel });
      expect(ids.filter((id) => !idsOf(data).includes(id))).toEqual([]);
      expect(changed || data.length === ids.length).toBe(true);
    }
  });

  it.each<[string, (request: number) => Response | undefined]>([
    ['the first page is a part that does not say of what', (request) => (request === 1 ? new Response('', { status: 206 }) : undefined)],
    ['a part of an unknown total', () => new Response('', { status: 206, headers: { 'content-range': 'items=1-10/*' } })],
    ['a later page does not say where it stands', (request) => (request === 3 ? new Response('') : undefined)],
  ])('does not pass a list off as whole when %s', async (_, other) => {
    const { operation } = listing(range(100));
    let request = 0;
    const odd = (async (options: never) => {
      const mine = ++request;
      const answer = await operation(options);
      return { ...answer, response: other(mine) ?? answer.response };
    }) as unknown as typeof operation;
    await expect(list(odd, { client, pageSize: 10 })).rejects.toThrow(/^answer: .*Content-Range/);
  });

  it('keeps records whose ids are missing or not theirs alone', async () => {
    const pages = [
      [{ id: 1 }, { id: 1 }, { id: 2 }],
      [{ id: 2 }, { id: 1 }, { id: 3 }],
    ];
    const paged = (records: { id: number | null }[][], overlap: number) =>
      (async ({ headers }: { headers: { Range: string } }) => {
        const all = records.flatMap((page, place) => (place === 0 ? page : page.slice(overlap)));
        const [from = 1, till = 1] = /(\d+)-(\d+)/.exec(headers.Range)!.slice(1).map(Number);
        const part = all.slice(from - 1, till);
        const contentRange = `items=${from}-${from + part.length - 1}/${all.length}`;
        return { data: part, response: new Response('', { headers: { 'content-range': contentRange } }) };
      }) as unknown as Operation<{ url: string }, { id: number }[]>;
    expect((await list(paged(pages, 0), { client, pageSize: 3 })).data).toHaveLength(6);
    const withNull = paged([[{ id: 1 }, { id: 2 }, { id: 3 }, { id: null }, { id: 5 }, { id: 6 }, { id: null }]], 0);
    expect((await list(withNull, { client, pageSize: 3 })).data).toHaveLength(7);
  });

  it('does not pass a list off as whole that ends where the service cuts', async () => {
    const cut = Object.fromEntries(range(10_000).map((id) => [id, { name: '' }]));
    const operation = (async () => ({ data: cut, response: new Response() })) as unknown as Operation<{ url: string }, Records>;
    await expect(list(operation, { client })).rejects.toThrow(/does not page, and HubEx cuts lists silently at 10000 records/);
  });
});

describe('a list that changes while it is read', () => {
  const lasting = (before: number[], after: number[]): number[] => before.filter((id) => after.includes(id));

  it('loses nothing when records before the page are deleted', async () => {
    const ids = range(100);
    const { operation } = listing(ids, { change: (all, request) => request === 2 && all.splice(0, 7) });
    const { data, ...report } = await list(operation, { client, pageSize: 10, parallel: 1 });
    expect(idsOf(data).toSorted((a, b) => a - b)).toEqual(range(100));
    expect(report).toEqual({ total: 93, changed: true, inserted: 0, deleted: 7, gaps: 0 });
  });

  it('doubles nothing when records before the page are inserted', async () => {
    const ids = range(100);
    const { operation } = listing(ids, { change: (all, request) => request === 3 && all.unshift(201, 202, 203) });
    const { data, ...report } = await list(operation, { client, pageSize: 10 });
    expect(new Set(idsOf(data)).size).toBe(data.length);
    expect(lasting(range(100), idsOf(data))).toEqual(range(100));
    expect(report).toEqual({ total: 103, changed: true, inserted: 3, deleted: 0, gaps: 0 });
  });

  it('survives the loss of almost everything', async () => {
    const ids = range(200);
    const { operation } = listing(ids, { change: (all, request) => request === 4 && all.splice(0, 190) });
    const { data, ...report } = await list(operation, { client, pageSize: 10 });
    expect(lasting(ids, idsOf(data))).toEqual(range(200).slice(190));
    expect(report).toMatchObject({ total: 10, changed: true, deleted: 190, gaps: 0 });
  });

  it('whatever happens: what was there all the time comes exactly once', async () => {
    const moves = fc.array(
      fc.record({
        request: fc.integer({ min: 1, max: 20 }),
        at: fc.integer({ min: 0, max: 150 }),
        remove: fc.integer({ min: 0, max: 12 }),
        insert: fc.integer({ min: 0, max: 6 }),
      }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        moves,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 2, max: 15 }),
        fc.infiniteStream(fc.nat(6)),
        async (plan, parallel, pageSize, delays) => {
          const ids = range(120);
          let next = 1000;
          const { operation } = listing(ids, {
            delay: () => delays.next().value as number,
            change(all, request) {
              for (const { at, remove, insert } of plan.filter((move) => move.request === request))
                all.splice(at, remove, ...Array.from({ length: insert }, () => ++next));
            },
          });
          const { data, gaps, total } = await list(operation, { client, pageSize, parallel });
          const found = idsOf(data);
          expect(gaps).toBe(0);
          expect(total).toBe(ids.length);
          expect(new Set(found).size).toBe(found.length);
          expect(lasting(range(120), ids).filter((id) => !found.includes(id))).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reports the end to those who walk it, too', async () => {
    const pages = paginate(listing(range(30), { change: (all, request) => request === 2 && all.push(31) }).operation, {
      client,
      pageSize: 10,
    });
    let step = await pages.next();
    while (!step.done) step = await pages.next();
    expect(step.value).toMatchObject({ total: 31, changed: true, inserted: 1 });
  });
});

it('a list without ids that changes is not sworn to', async () => {
  const { operation } = listing(range(100), { shape: 'nameless', change: (all, request) => request === 3 && all.splice(0, 5) });
  expect(await list(operation, { client, pageSize: 10 })).toMatchObject({ changed: true, gaps: 1 });
});

describe('the records of an answer', () => {
  it.each<[string, unknown, unknown[]]>([
    ['a map of objects', { 7: { name: 'a' } }, [{ name: 'a', id: 7 }]],
    ['a map of lists', { 7: [1, 2] }, [{ id: 7, value: [1, 2] }]],
    ['a map of texts', { 7: 'a' }, [{ id: 7, value: 'a' }]],
    ['a map by ids and codes', { b: {}, 7: {}, 3: {} }, [{ id: 3 }, { id: 7 }, { id: 'b' }]],
    ['a map by ids too long for a number', { '12345678901234567890': {} }, [{ id: '12345678901234567890' }]],
    ['a map by codes', { 'a-b': { name: 'a' } }, [{ name: 'a', id: 'a-b' }]],
    ['a map of records with ids of their own', { 7: { id: 'a' } }, [{ id: 'a' }]],
    ['a map by ids of ten digits', { '2147483647': {} }, [{ id: 2147483647 }]],
    ['an array', [{ id: 7 }], [{ id: 7 }]],
    ['nothing', undefined, []],
  ])('%s', (_, answer, items) => expect(itemsOf(answer).items).toEqual(items));
});

describe('the ids that have come', () => {
  it('are told apart, whatever they are', () => {
    const ids = [0, 1, 31, 32, 1_000_000, 2 ** 28 - 1, 2 ** 28, 2 ** 40, -1, 1.5, '1', 'a', ''];
    const seen = new Seen();
    for (const id of ids) {
      expect(seen.has(id)).toBe(false);
      expect([seen.add(id), seen.add(id), seen.has(id)]).toEqual([true, false, true]);
    }
    expect([2, 33, 999_999, 'b'].some((id) => seen.has(id))).toBe(false);
  });

  it('agree with a set', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(), fc.nat(100), fc.string({ maxLength: 2 }), fc.double())), (ids) => {
        const seen = new Seen();
        const set = new Set<unknown>();
        for (const id of ids) expect(seen.add(id)).toBe(set.size < set.add(id).size);
      }),
    );
  });
});
