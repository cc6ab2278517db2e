import { lists, listsV3 } from '../generated/lists.js';

/** How a list is walked. */
export interface ListFacts {
  /** The id as the filter spells it; undefined when the list cannot be walked by it. */
  key: string | undefined;
  /** The parameter that takes conditions. */
  filter: string;
  /** The parameter that takes the order. */
  order: string;
  /** The parameter that takes the fields to answer. */
  select: string;
  /** Property of `result` that holds the items; undefined when `result` is the list or its only list is meant. */
  items: string | undefined;
  /** Is it a REST 3.0 list read by `cursor`? */
  tail: boolean;
}

/** What the specs say of a list; of a method that they do not know, what most lists have in common. */
export function listFacts(version: 'v2' | 'v3', method: string): ListFacts {
  const table: Readonly<Record<string, string>> = version === 'v2' ? lists : listsV3;
  const name = method.toLowerCase();
  const [way = ''] = Object.entries(table).find(([, names]) => ` ${names} `.includes(` ${name} `)) ?? [];
  const [key = '', filter = '', order = '', select = '', items = '', tail = ''] = way.split(' ');
  return {
    key: key || undefined,
    filter: filter || 'filter',
    order: order || 'order',
    select: select || 'select',
    items: items || undefined,
    tail: tail !== '',
  };
}

/** The items of an answer's `result`; a map keyed by id is a list as well. */
export function itemsOf(result: unknown, { items }: Pick<ListFacts, 'items'>): readonly Record<string, unknown>[] {
  const list = items === undefined ? only(result) : (Object(result) as Record<string, unknown>)[items];
  return (Array.isArray(list) ? list : Object.values(Object(list ?? {}) as object)) as Record<string, unknown>[];
}

/** A list itself, or the one list in an object. */
function only(result: unknown): unknown {
  if (Array.isArray(result) || typeof result !== 'object' || result === null) return result;
  return Object.values(result).find((value) => Array.isArray(value)) ?? result;
}
