import { UsageError } from '@portolan/transport';
import type { Range } from './cursor.js';
import type { ListFacts } from './facts.js';
import { itemsIn } from './shape.js';
import type { Answer } from './source.js';

/** A page that was handed over by {@link offset}, and where the next one starts. */
export interface OffsetPage {
  items: unknown[];
  next: number;
  total: number | undefined;
}

/**
 * Walks a list by the number of records to skip. Items with an id come once; a record that moves to a page already read, since another
 * one was deleted meanwhile, is missed: that is why this is the last resort.
 * @param left ids that are not handed over yet; all unless told
 * @throws UsageError nobody knows the method as a list, and its answer is none
 */
export async function* offset(
  call: (params: Record<string, unknown>) => Promise<Answer>,
  facts: ListFacts,
  params: Readonly<Record<string, unknown>>,
  start: number,
  left: readonly Range[] | undefined,
): AsyncGenerator<OffsetPage, void, undefined> {
  const seen = new Set<unknown>();
  const key = (facts.key ?? 'id').toLowerCase();
  const fresh = (item: unknown): boolean => {
    const [, id] = Object.entries(Object(item) as object).find(([name]) => name.toLowerCase() === key) ?? [];
    if (id === undefined || id === null || typeof id === 'object') return true;
    if (left?.every(({ from, to }) => Number(id) <= from || Number(id) > to) || seen.has(id)) return false;
    seen.add(id);
    return true;
  };
  if (facts.style === 'cursor') {
    yield* tail(call, facts, params, start);
    return;
  }
  const paged = facts.style === 'page';
  let given = 0;
  for (let at = start, asked = (params['pagination'] as { limit?: number } | undefined)?.limit ?? facts.size ?? 50; ;) {
    const more = paged ? { pagination: { limit: asked, offset: at } } : { [facts.start ?? 'start']: at };
    const answer = await call({ ...params, ...more });
    const { items, indexed } = itemsIn(answer.result, facts.items);
    // The properties of a record would pass for its items.
    if (!facts.known && !indexed) throw new UsageError('method', 'its answer is no list', 'Call it in place of listing it.');
    const next = paged ? at + items.length : Number(answer.next ?? 0);
    // The server may give fewer than asked for, each method having a cap: only nothing, or less than it gave before, is the end.
    const done = paged ? items.length === 0 || items.length < given : !(next > at);
    yield { items: items.filter(fresh), next: done ? at + items.length : next, total: answer.total };
    if (done) return;
    at = next;
    if (paged) asked = given = items.length;
  }
}

/** Walks a `*.tail` method by its cursor: records above the last id. */
async function* tail(
  call: (params: Record<string, unknown>) => Promise<Answer>,
  facts: ListFacts,
  params: Readonly<Record<string, unknown>>,
  start: number,
): AsyncGenerator<OffsetPage, void, undefined> {
  const { key = 'id' } = facts;
  const cursor = { limit: facts.size ?? 50, ...(params['cursor'] as { value?: number | string } | undefined) };
  // Where the caller wants to begin, unless the list is resumed.
  for (let value = start || Number(cursor.value ?? 0); ;) {
    const answer = await call({ ...params, cursor: { ...cursor, field: key, value, order: 'ASC' } });
    const { items } = itemsIn(answer.result, facts.items);
    const last = Number((Object(items.at(-1)) as Record<string, unknown>)[key]);
    if (items.length > 0 && !(last > value)) throw new UsageError('params', 'the method does not go on by its cursor', 'Select the id.');
    if (items.length === 0) return;
    yield { items, next: last, total: undefined };
    value = last;
  }
}
