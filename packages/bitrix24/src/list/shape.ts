import type { ListFacts } from './facts.js';
import type { Range } from './cursor.js';

/** A v2 key condition among the user's own, as bounds. */
const bounds: Record<string, (range: Range, value: number) => void> = {
  '>': (range, value) => void (range.from = Math.max(range.from, Math.floor(value))),
  '>=': (range, value) => void (range.from = Math.max(range.from, Math.ceil(value) - 1)),
  '<': (range, value) => void (range.to = Math.min(range.to, Math.ceil(value) - 1)),
  '<=': (range, value) => void (range.to = Math.min(range.to, Math.floor(value))),
};

/** Parameters of a keyset list, taken apart: the user's filter without bounds on the key, and those bounds. */
export interface Shape {
  range: Range;
  /** Parameters of a page: above `after`, up to `to`, by id. `after` may be a reference of a batch. */
  page(after: unknown, to: number, direction?: 'ASC' | 'DESC', limit?: number): Record<string, unknown>;
}

/** Takes parameters apart; undefined where the list cannot be walked by its key with them. */
export function shapeOf(facts: ListFacts, version: 'v2' | 'v3', params: Readonly<Record<string, unknown>>): Shape | undefined {
  const { key, filter: filterName, order: orderName, sort, select } = facts;
  if (key === undefined || filterName === undefined || orderName === undefined) return undefined;
  const given = (name: string | undefined): unknown =>
    params[Object.keys(params).find((own) => own.toLowerCase() === name?.toLowerCase()) ?? ''] ?? undefined;
  if (!ascendingById(given(orderName), given(sort), key)) return undefined;
  const drop = new Set([filterName, orderName, sort, facts.start, select, 'pagination'].map((name) => name?.toLowerCase()));
  const rest = Object.fromEntries(Object.entries(params).filter(([name]) => !drop.has(name.toLowerCase())));
  const fields = given(select);
  const all =
    !Array.isArray(fields) ||
    fields.length === 0 ||
    fields.some((name) => name === '*' || String(name).toLowerCase() === key.toLowerCase());
  if (fields !== undefined) rest[select!] = all ? fields : [key, ...(fields as unknown[])];

  const range: Range = { from: -1, to: Infinity };
  const order = (direction: 'ASC' | 'DESC'): object =>
    sort === undefined ? { [orderName]: { [key]: direction } } : { [sort]: key, [orderName]: direction };
  const user = given(filterName) ?? (version === 'v3' ? [] : {});
  if (version === 'v3') {
    if (!Array.isArray(user)) return undefined;
    return {
      range,
      page: (after, to, direction = 'ASC', limit) => ({
        ...rest,
        ...order(direction),
        [filterName]: [...(user as unknown[]), [key, '>', after], ...(Number.isFinite(to) ? [[key, '<=', to]] : [])],
        pagination: { limit },
      }),
    };
  }
  const mine: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(user)) {
    if (/^::logic$/i.test(name)) return undefined;
    const [, prefix = '', field] = /^(>=|<=|>|<)?(.*)$/s.exec(name) ?? [];
    const bound = field?.toLowerCase() === key.toLowerCase() ? bounds[prefix] : undefined;
    const number = Number(value);
    if (bound && Number.isFinite(number) && value !== '' && value !== null) bound(range, number);
    else if (bound) return undefined;
    else mine[name] = value;
  }
  // With OR at the top our condition would be one more alternative: the user's whole filter becomes a group.
  const or = Object.entries(user).some(([name, value]) => /^logic$/i.test(name) && /^or$/i.test(String(value)));
  if (or && (range.from >= 0 || range.to < Infinity)) return undefined;
  const own = or ? { 0: mine } : mine;
  return {
    range,
    page: (after, to, direction = 'ASC') => ({
      ...rest,
      ...order(direction),
      [filterName]: { ...own, [`>${key}`]: after, ...(Number.isFinite(to) ? { [`<=${key}`]: to } : {}) },
      ...(facts.start === undefined ? {} : { [facts.start]: -1 }),
    }),
  };
}

function ascendingById(order: unknown, sort: unknown, key: string): boolean {
  const same = (name: unknown): boolean => String(name).toLowerCase() === key.toLowerCase();
  if (sort !== undefined) return same(sort) && (order === undefined || /^asc$/i.test(String(order)));
  const entries = Object.entries(order ?? {});
  return entries.length < 2 && entries.every(([name, direction]) => same(name) && /^asc$/i.test(String(direction)));
}

/** The items of an answer. */
export function itemsIn(result: unknown, name: string | undefined): { items: unknown[]; indexed: boolean } {
  const list = name === undefined ? result : (result as Record<string, unknown> | undefined)?.[name];
  // A map keyed by id is a list as well.
  return { items: Array.isArray(list) ? list : Object.values(list ?? {}), indexed: Array.isArray(list) };
}
