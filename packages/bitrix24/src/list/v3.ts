import { pageV3 } from '../generated/protocol.js';
import { itemsOf } from './facts.js';
import { idReader, numberOf } from './ids.js';
import { fresh, type PageWalk } from './offset.js';
import type { Page } from './page.js';

const limitOf = (value: unknown): number => Number((Object(value) as { limit?: unknown }).limit ?? pageV3.maximum);

/**
 * Walks a REST 3.0 list by its key: conditions on the id, so that nothing shifts. A portal may give fewer records than `limit` asks
 * for, each method having a cap of its own: only an empty page ends the list.
 */
export async function* keysetPagesV3(walk: PageWalk, key: string, from: number, stop: AbortSignal): AsyncGenerator<Page, void, undefined> {
  const { calls, facts, method, params, count } = walk;
  const idOf = idReader(key);
  const given = params[facts.filter];
  const conditions: unknown[] = given === undefined ? [] : Array.isArray(given) ? given : [given];
  for (let after = from; ;) {
    count.requests += 1;
    const page = {
      ...params,
      [facts.filter]: after === -Infinity ? conditions : [...conditions, [key, '>', after]],
      [facts.order]: { [key]: 'ASC' },
      pagination: { limit: limitOf(params['pagination']) },
    };
    const items = itemsOf((await calls.raw(method, page, stop)).result, facts);
    const rising = items.filter((item) => {
      const id = numberOf(idOf(item));
      if (!(id > after)) return false;
      after = id;
      return true;
    });
    if (rising.length === 0) return;
    yield { items: rising, cursor: `${key}>${after}` };
  }
}

/** Walks a REST 3.0 list page by page until one comes back empty. */
export async function* pagesV3(walk: PageWalk, from: number, stop: AbortSignal): AsyncGenerator<Page, void, undefined> {
  const pagination = { limit: pageV3.default, ...(walk.params['pagination'] as { limit?: number } | undefined) };
  for (let page = from; ; page += 1) {
    walk.count.requests += 1;
    const answer = await walk.calls.raw(walk.method, { ...walk.params, pagination: { ...pagination, page } }, stop);
    const items = itemsOf(answer.result, walk.facts);
    if (items.length > 0) yield { items: fresh(walk, items), cursor: `page>${page + 1}` };
    if (items.length < pagination.limit) return;
  }
}

/** Walks a `*.tail` method: the portal goes on behind the last value of its cursor's field. */
export async function* tailPages(walk: PageWalk, from: string | number | undefined, stop: AbortSignal): AsyncGenerator<Page, void, undefined> {
  const { calls, facts, method, params, count } = walk;
  const cursor = { field: 'id', order: 'ASC', limit: pageV3.maximum, ...(params['cursor'] as object | undefined) } as Record<string, unknown>;
  const valueOf = idReader(String(cursor['field']));
  if (from !== undefined) cursor['value'] = from;
  for (;;) {
    count.requests += 1;
    const items = fresh(walk, itemsOf((await calls.raw(method, { ...params, cursor: { ...cursor } }, stop)).result, facts));
    const last = items.at(-1);
    const value = last && valueOf(last);
    if (last === undefined || value === undefined || value === cursor['value']) return;
    cursor['value'] = value;
    yield { items, cursor: `cursor>${String(value as string | number)}` };
  }
}
