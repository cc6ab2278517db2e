import { UsageError } from '@portolan/transport';
import { pageSize } from '../generated/protocol.js';
import { bracketQuery } from '../query.js';
import { createBudget } from './budget.js';
import { KeyIgnored, type Walk } from './chain.js';
import { itemsOf, listFacts } from './facts.js';
import { idReader, numberOf, rise, spelledIn } from './ids.js';
import { type Field, keysetPages } from './keyset.js';
import { offsetPages, type PageWalk } from './offset.js';
import type { ListOptions, Page } from './page.js';
import type { PortalCalls } from './portal-calls.js';
import { keysetPagesV3, pagesV3, tailPages } from './v3.js';

/** Requests at once, unless told. */
const usual = 8;

/**
 * Reads a list, page by page, in the way that costs the portal and the caller least:
 *
 * | version | the list | way |
 * |---|---|---|
 * | 2.0 | can be filtered and sorted by its id, the caller wants no other order | by key: chains of pages in batches, several at once |
 * | 2.0 | ... but the portal does not allow the method in a batch | by key, one page a request, several at once |
 * | 2.0 | has no such id, ignores it, or another order is wanted | by `start`, one page after the other; records with ids come once |
 * | 3.0 | `*.tail` | by the portal's cursor |
 * | 3.0 | can be filtered and sorted by its id | by key, as many records a request as the method gives |
 * | 3.0 | any other | by page number |
 *
 * By key every record that is there all the time comes exactly once, whatever is created or deleted meanwhile.
 * @throws Bitrix24Error when the portal refuses; UsageError naming the option that is wrong
 */
export async function* listPages(
  calls: PortalCalls,
  version: 'v2' | 'v3',
  method: string,
  given: Record<string, unknown>,
  options: ListOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const { concurrency = usual, cursor, signal, onProgress } = options;
  if (!(Number.isInteger(concurrency) && concurrency > 0))
    throw new UsageError('concurrency', 'it is no number of requests', 'Pass a whole number above 0.');
  const stop = new AbortController();
  const leave = (): void => stop.abort(signal?.reason);
  if (signal?.aborted) leave();
  signal?.addEventListener('abort', leave, { once: true });
  const count = { requests: 0 };
  const progress = { items: 0, pages: 0 };
  try {
    stop.signal.throwIfAborted();
    const facts = listFacts(version, method);
    const list = { calls, facts, method, params: { ...given }, count, seen: new Set<unknown>() };
    const pages = version === 'v3' ? v3(list, cursor, stop.signal) : v2(list, cursor, concurrency, stop.signal);
    for await (const page of pages) {
      progress.items += page.items.length;
      progress.pages += 1;
      yield page;
      onProgress?.({ ...progress, requests: count.requests });
    }
  } finally {
    signal?.removeEventListener('abort', leave);
    // Whoever leaves early needs no request that is under way.
    stop.abort();
  }
}

/** Takes a cursor apart; its first word says which way it belongs to. */
function resume(cursor: string | undefined, ways: readonly string[]): { way?: string; value: string } {
  if (cursor === undefined) return { value: '' };
  const [, way, value] = /^(\w+)>(.*)$/s.exec(cursor) ?? [];
  if (way === undefined || value === undefined || !ways.includes(way))
    throw new UsageError('cursor', 'it is not a cursor of this list', 'Pass the cursor of a page of the same method and parameters.');
  return { way, value };
}

function v3(list: PageWalk, cursor: string | undefined, stop: AbortSignal): AsyncGenerator<Page, void, undefined> {
  const { key, order, tail } = list.facts;
  const walk: PageWalk = { ...list, idOf: idReader(key ?? 'id') };
  if (tail) {
    const { way, value } = resume(cursor, ['cursor']);
    return tailPages(walk, way && value, stop);
  }
  const { way, value } = resume(cursor, [...(key ? [key] : []), 'page']);
  if (key && way !== 'page' && byKey(list.params[order], key)) return keysetPagesV3(walk, key, way ? numberOf(value) : -Infinity, stop);
  return pagesV3(walk, way ? Number(value) : 1, stop);
}

async function* v2(
  list: PageWalk,
  cursor: string | undefined,
  concurrency: number,
  stop: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  const { facts, params } = list;
  const { key } = facts;
  const { way, value } = resume(cursor, [...(key ? [key] : []), 'start']);
  const byStart: PageWalk = key ? { ...list, idOf: idReader(key) } : list;
  const skip = Number(params['start'] ?? 0);
  delete params['start'];
  if (way === 'start' || !key || skip !== 0 || !byKey(params[facts.order], key)) {
    if (value !== 'Infinity') yield* offsetPages(byStart, way === 'start' ? Number(value) : skip, stop);
    return;
  }
  let started = false;
  try {
    const walk = walkOf(list, key);
    const { all, field } = await survey(walk, way === undefined ? -Infinity : numberOf(value), stop);
    if (!field) {
      if (all.length > 0) yield { items: all, cursor: `${key}>${numberOf(walk.idOf(all.at(-1)!))}` };
      return;
    }
    for await (const page of keysetPages(walk, field, concurrency, stop)) {
      started = true;
      yield page;
    }
  } catch (error) {
    if (!(error instanceof KeyIgnored)) throw error;
    if (started || way !== undefined)
      throw new UsageError(key, `${list.method} stopped to follow it`, 'Read the list with another order.');
    yield* offsetPages(byStart, 0, stop);
  }
}

/** Is this the order by the key, or none? */
function byKey(order: unknown, key: string): boolean {
  const entries = Object.entries(Object(order ?? {}) as object);
  return entries.every(([field, direction]) => field.toUpperCase() === key.toUpperCase() && String(direction).toUpperCase() === 'ASC');
}

function walkOf({ calls, facts, method, params, count }: PageWalk, key: string): Walk {
  const select = params[facts.select];
  // Without the id there is nothing to go by: it comes along.
  const named = Array.isArray(select) && select.length > 0 && !select.some((name) => name === '*' || String(name).toUpperCase() === key.toUpperCase());
  return {
    calls,
    facts: { ...facts, key },
    method,
    params: named ? { ...params, [facts.select]: [...(select as unknown[]), key] } : params,
    filter: { ...(params[facts.filter] as object | undefined) },
    answerKey: key,
    idOf: idReader(key),
    budget: createBudget(calls.clock),
    count,
    single: calls.batch === undefined,
  };
}

/** Takes the caller's own limits on the key out of the filter: they become those of the walk. */
function bounds({ filter, facts: { key } }: Walk): { after: number; to: number } {
  let after = -Infinity;
  let to = Infinity;
  const take = (operator: string): number => {
    const name = Object.keys(filter).find((candidate) => candidate.toUpperCase() === `${operator}${key}`.toUpperCase());
    if (name === undefined) return NaN;
    const value = numberOf(filter[name]);
    if (!Number.isNaN(value)) delete filter[name];
    return value;
  };
  for (const least of [take('>'), take('>=') - 1]) if (least > after) after = least;
  for (const most of [take('<='), take('<') - 1]) if (most < to) to = most;
  return { after, to };
}

/**
 * One request: the first page, and the last id. `all` is the whole list when there is no `field` to walk. What is created later has a higher id and is
 * left to the next run, so that the walk ends.
 */
async function survey(walk: Walk, resumed: number, stop: AbortSignal): Promise<{ all: readonly Record<string, unknown>[]; field?: Field }> {
  const { key, filter, order } = walk.facts;
  const own = bounds(walk);
  const after = Math.max(own.after, resumed);
  const page = (direction: 'ASC' | 'DESC'): Record<string, unknown> => ({
    ...walk.params,
    [filter]: {
      ...walk.filter,
      ...(after > -Infinity ? { [`>${key}`]: after } : {}),
      ...(own.to < Infinity ? { [`<=${key}`]: own.to } : {}),
    },
    [order]: { [key]: direction },
    start: -1,
  });
  const [first, last] = await ends(walk, page('ASC'), page('DESC'), stop);
  const ids = first.map((item) => numberOf(walk.idOf(item)));
  const lowest = after > -Infinity ? after : (ids[0] ?? 0) - 1;
  if (!rise(ids, lowest, own.to)) throw new KeyIgnored();
  if (first.length < pageSize || last === undefined) return { all: first };
  const to = Math.max(numberOf(walk.idOf(last)), ids.at(-1)!);
  if (Number.isNaN(to)) throw new KeyIgnored();
  walk.answerKey = spelledIn(first[0], key);
  return { all: first, field: { range: { after: lowest, to }, density: Math.max(1e-9, first.length / (ids.at(-1)! - lowest)) } };
}

/** The first page and the last record: in one batch, or in two requests where there is none. */
async function ends(
  walk: Walk,
  ascending: Record<string, unknown>,
  descending: Record<string, unknown>,
  stop: AbortSignal,
): Promise<[readonly Record<string, unknown>[], Record<string, unknown> | undefined]> {
  const { calls, method, facts, count } = walk;
  if (!walk.single && calls.batch) {
    count.requests += 1;
    const answer = await calls
      .batch({ first: `${method}?${bracketQuery(ascending)}`, last: `${method}?${bracketQuery(descending)}` }, stop)
      .catch((error: unknown) => {
        stop.throwIfAborted();
        // Whatever the batch suffers from, the method itself may work; if it does not, its own error is the better one.
        if (error instanceof UsageError) throw error;
        return undefined;
      });
    const results = { ...answer?.result } as Record<string, unknown>;
    if ('first' in results && 'last' in results) return [itemsOf(results['first'], facts), itemsOf(results['last'], facts)[0]];
    walk.single = answer !== undefined;
  }
  count.requests += 1;
  const first = itemsOf((await calls.raw(method, ascending, stop)).result, facts);
  if (first.length < pageSize) return [first, undefined];
  count.requests += 1;
  return [first, itemsOf((await calls.raw(method, descending, stop)).result, facts)[0]];
}
