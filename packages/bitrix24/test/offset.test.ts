import { describe, expect, it } from 'vitest';
import { offset } from '../src/list/offset.js';
import type { Answer } from '../src/list/source.js';

const rows = (from: number, to: number): { id: number }[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => ({ id: from + at + 1 }));

async function idsOf(pages: AsyncGenerator<{ items: unknown[] }>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { items } of pages) ids.push(...items.map((item) => (item as { id: number }).id));
  return ids;
}

describe('a list of v2 by the number of records to skip', () => {
  it('goes on by a next that is a text, and ends where there is none', async () => {
    const call = async ({ start }: Record<string, unknown>): Promise<Answer> => {
      const from = Number(start);
      return { result: rows(from, Math.min(230, from + 50)), ...(from + 50 < 230 && { next: String(from + 50) }) };
    };
    const pages: number[][] = [];
    for await (const { items, next } of offset(call, { known: true, style: 'start', start: 'start' }, {}, 0, undefined))
      pages.push([items.length, next]);
    expect(pages).toEqual([
      [50, 50],
      [50, 100],
      [50, 150],
      [50, 200],
      [30, 230],
    ]);
  });
});

describe('a list of REST 3.0 by the number of records to skip', () => {
  it.each([0, 1, 19, 20, 21, 45, 60])(
    'comes whole, %i records, where the portal gives fewer a page than it is asked for',
    async (count) => {
      const cap = 20;
      const call = async (params: Record<string, unknown>): Promise<Answer> => {
        const { limit, offset: skip } = params['pagination'] as { limit: number; offset: number };
        return { result: { items: rows(skip, Math.min(count, skip + Math.min(cap, limit))) } };
      };
      expect(await idsOf(offset(call, { known: true, style: 'page', items: 'items' }, {}, 0, undefined))).toEqual(
        rows(0, count).map(({ id }) => id),
      );
    },
  );
});

describe('a *.tail method', () => {
  const asked: unknown[] = [];
  const call = async (params: Record<string, unknown>): Promise<Answer> => {
    asked.push(params);
    const { value, limit } = params['cursor'] as { value: number; limit: number };
    return { result: { items: rows(value, Math.min(7, value + limit)) } };
  };
  const facts = { known: true, style: 'cursor', items: 'items' } as const;

  it('begins behind the cursor of the caller, in pages of the caller', async () => {
    asked.length = 0;
    expect(await idsOf(offset(call, facts, { cursor: { value: 3, limit: 2 } }, 0, undefined))).toEqual([4, 5, 6, 7]);
    expect(asked[0]).toEqual({ cursor: { field: 'id', order: 'ASC', value: 3, limit: 2 } });
  });

  it('goes on where a list was resumed', async () => {
    expect(await idsOf(offset(call, facts, { cursor: { value: 3 } }, 6, undefined))).toEqual([7]);
  });
});
