import { bitrix24Error, type Bitrix24Error } from '../error.js';
import { batchCommands, batchNotAllowed, operatingError, pageSize, passingErrors } from '../generated/protocol.js';
import { bracketQuery } from '../query.js';
import type { Budget } from './budget.js';
import { itemsOf, type ListFacts } from './facts.js';
import { numberOf, rise } from './ids.js';
import type { CallTime, PortalCalls } from './portal-calls.js';

/** A stretch of ids, the first excluded, the last included. */
export interface Range {
  after: number;
  to: number;
}

/** What one request brought: records that follow on `after` without a gap, and whether the range ends with them. */
export interface Stretch {
  items: readonly Record<string, unknown>[];
  /** The last id. */
  last: number;
  /** Nothing of the range is left. */
  done: boolean;
}

/** What chains of one list share. */
export interface Walk {
  calls: PortalCalls;
  facts: ListFacts & { key: string };
  method: string;
  /** The caller's parameters without what the walk sets itself. */
  params: Record<string, unknown>;
  filter: Record<string, unknown>;
  /** The name of the id in answers. */
  answerKey: string;
  idOf: (item: Record<string, unknown>) => unknown;
  budget: Budget;
  count: { requests: number };
  /** Set when the portal refuses the method in a batch: from then on pages are read one by one. */
  single: boolean;
}

/** The portal ignores the condition or the order: the list cannot be walked by its key. */
export class KeyIgnored extends Error {}

/** How often the same stretch is asked for when nothing comes. */
const attempts = 6;

const keyParams = ({ facts: { key, filter, order }, params, filter: given }: Walk, after: unknown, to: number): Record<string, unknown> => ({
  ...params,
  [filter]: { ...given, [`>${key}`]: after, ...(to < Infinity ? { [`<=${key}`]: to } : {}) },
  [order]: { [key]: 'ASC' },
  start: -1,
});

/** Commands that each go on where the one before ends: `>ID` is `$result[p0][49][ID]`. */
function commandsOf(walk: Walk, { after, to }: Range, depth: number): Record<string, string> {
  const { method, facts, answerKey } = walk;
  const inside = facts.items === undefined ? '' : `[${facts.items}]`;
  return Object.fromEntries(
    Array.from({ length: depth }, (_, index) => {
      const from = index === 0 ? after : `$result[p${index - 1}]${inside}[${pageSize - 1}][${answerKey}]`;
      return [`p${index}`, `${method}?${bracketQuery(keyParams(walk, from, to))}`];
    }),
  );
}

const mapOf = <T>(value: Record<string, T> | readonly T[] | undefined): Record<string, T> => ({ ...value }) as Record<string, T>;

/** One request of the chain: as many pages as planned, and as the budget allows. Pages behind a short one are what a portal makes of an empty reference: dropped. */
async function request(walk: Walk, range: Range, pages: number, signal: AbortSignal): Promise<Stretch> {
  const { calls, facts, method, budget } = walk;
  const depth = await budget.reserve(walk.single ? 1 : Math.min(pages, batchCommands), signal);
  let times: (CallTime | undefined)[] = [];
  try {
    walk.count.requests += 1;
    if (walk.single || !calls.batch || depth === 1) {
      const answer = await calls.raw(method, keyParams(walk, range.after, range.to), signal);
      times = [answer.time];
      return joined(walk, range, [itemsOf(answer.result, facts)]);
    }
    const answer = await calls.batch(commandsOf(walk, range, depth), signal);
    const results = mapOf(answer.result);
    const errors = mapOf(answer.result_error);
    times = Object.values(mapOf(answer.result_time as Record<string, CallTime>));
    const lists: (readonly Record<string, unknown>[])[] = [];
    for (let index = 0; index < depth && `p${index}` in results; index += 1) {
      lists.push(itemsOf(results[`p${index}`], facts));
      if (lists.at(-1)!.length < pageSize) break;
    }
    const [refused] = Object.values(errors);
    if (refused !== undefined && lists.length === 0) throw bitrix24Error(method, refused);
    return joined(walk, range, lists);
  } finally {
    budget.spent(depth, times);
  }
}

function joined({ idOf }: Walk, { after, to }: Range, lists: readonly (readonly Record<string, unknown>[])[]): Stretch {
  const items: Record<string, unknown>[] = [];
  let last = after;
  for (const list of lists) {
    const ids = list.map((item) => numberOf(idOf(item)));
    if (!rise(ids, last, to)) {
      // In the first page the portal answered something else than it was asked for; later ones may be replies to an empty reference.
      if (items.length === 0) throw new KeyIgnored();
      return { items, last, done: false };
    }
    for (const item of list) items.push(item);
    last = ids.at(-1) ?? last;
  }
  const done = lists.length > 0 && lists.at(-1)!.length < pageSize;
  return { items, last, done: done || last >= to };
}

/** Reads on from `after`; what is refused or lost is asked for again, with fewer pages each time. */
export async function stretch(walk: Walk, range: Range, pages: number, signal: AbortSignal): Promise<Stretch> {
  let depth = pages;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request(walk, range, depth, signal);
    } catch (error) {
      signal.throwIfAborted();
      const { code, status = 0 } = error as Partial<Bitrix24Error>;
      if (error instanceof KeyIgnored || attempt === attempts) throw error;
      if (code === operatingError.code) await walk.budget.exhausted(signal);
      else if (!walk.single && noBatch(error)) walk.single = true;
      else if (passes(code, status)) await walk.calls.clock.sleep(walk.calls.clock.random() * 500 * attempt, signal);
      else throw error;
      depth = Math.max(1, Math.floor(depth / 2));
    }
  }
}

/** May it go better later? The transport has already tried for a while; a list has more patience, since nothing is lost by it. */
function passes(code: string | undefined, status: number): boolean {
  return code === 'network' || code === 'timeout' || status >= 500 || status === 429 || passingErrors.has(code ?? '');
}

/** Does the portal not run this method, or any, in a batch? */
function noBatch(error: unknown): boolean {
  const { code, operation } = error as Partial<Bitrix24Error>;
  return code === batchNotAllowed.code || (operation === 'batch' && (code === 'insufficient_scope' || code === 'ERROR_METHOD_NOT_FOUND'));
}
