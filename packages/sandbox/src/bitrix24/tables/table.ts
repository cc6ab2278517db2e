import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { Collection } from '../../state/collection.js';
import { firstFrom } from '../../state/search.js';
import { argumentError } from '../protocol/errors.js';
import type { KeyOf } from './filter.js';
import { idKey, readFilter, valuesOf } from './filter.js';
import type { Condition } from './filter.js';
import { sortBy } from './order.js';

/** A page of a list, as ids. */
export interface Page {
  ids: readonly number[];
  total: number;
  next?: number;
}

/** What a v2 list is asked for. */
export interface Query {
  filter?: JsonValue | undefined;
  order?: JsonValue | undefined;
  start?: JsonValue | undefined;
}

/** Records and how to find them. Ids ascend in the order of creation. */
export interface Table {
  collection: Collection;
  keyOf: KeyOf;
  /** A page of 50. With `start` -1 nothing is counted; then a walk along the ids costs its pages, however long the list is. */
  page(query: Query): Page;
  /** Ids that pass a condition, in an order. */
  find(condition: Condition, order: readonly Direction[]): readonly number[];
}

/** A field as records hold it, and which way round. */
export type Direction = readonly [key: string, descending: boolean];

const size = 50;
const keptOrders = 8;

/** Creates a table over a collection. */
export function createTable(collection: Collection, keyOf: KeyOf, fallback: Direction = [idKey, false]): Table {
  const orders = new Map<string, readonly number[]>();
  let ordersOf = collection.version();

  function find(condition: Condition, order: readonly Direction[]): readonly number[] {
    const { range, test, key } = condition;
    const all = test ? collection.select(key, test) : collection.ids();
    const ids = all.slice(firstFrom(all, range.from), firstFrom(all, range.to + 1));
    const by = order.length > 0 ? order : [fallback];
    const [first] = by;
    if (first?.[0] === idKey) return first[1] ? ids.toReversed() : ids;
    if (ordersOf !== collection.version()) orders.clear();
    ordersOf = collection.version();
    const name = JSON.stringify([key, range, by]);
    const known = orders.get(name) ?? sorted(ids, by);
    if (orders.size >= keptOrders) orders.clear();
    orders.set(name, known);
    return known;
  }

  function sorted(ids: readonly number[], order: readonly Direction[]): readonly number[] {
    // The last order first: sorting keeps what is equal.
    return order.toReversed().reduce<readonly number[]>((list, [key, descending]) => {
      const valueOf = (id: number): string => (key === idKey ? String(id) : (valuesOf(collection.get(id)?.[key])[0] ?? ''));
      return sortBy(list, valueOf, descending);
    }, ids);
  }

  /** One page along the ids, without looking at what comes after it. */
  function walk(condition: Condition, descending: boolean, skip: number): number[] {
    const { range, test } = condition;
    const ids = collection.ids();
    const first = firstFrom(ids, range.from);
    const end = firstFrom(ids, range.to + 1);
    const found: number[] = [];
    let left = skip;
    for (let step = 0; step < end - first && found.length < size; step += 1) {
      const id = ids[descending ? end - 1 - step : first + step] ?? 0;
      if (test && !test(collection.get(id) ?? {}, id)) continue;
      if (left > 0) left -= 1;
      else found.push(id);
    }
    return found;
  }

  return {
    collection,
    keyOf,
    find,
    page({ filter, order, start }) {
      const from = startOf(start);
      const condition = readFilter(filter, keyOf);
      const by = directionsOf(order, keyOf);
      const [first = fallback] = by;
      if (from === -1 && first[0] === idKey) return { ids: walk(condition, first[1], 0), total: 0 };
      const found = find(condition, by);
      if (from === -1) return { ids: found.slice(0, size), total: 0 };
      const next = from + size;
      return { ids: found.slice(from, next), total: found.length, ...(next < found.length ? { next } : {}) };
    },
  };
}

/** The value of `start`, moved down to the beginning of a page. */
function startOf(start: JsonValue | undefined): number {
  const from = start === undefined || start === '' || start === null ? 0 : Number(start);
  if (!Number.isInteger(from) || from < -1) throw argumentError('start must be a whole number from -1');
  return from === -1 ? -1 : Math.floor(from / size) * size;
}

/** Reads `{FIELD: ASC|DESC}`. */
export function directionsOf(order: JsonValue | undefined, keyOf: KeyOf): Direction[] {
  if (!isObject(order)) return [];
  return Object.entries(order).map(([field, direction]) => [keyOf(field), text(direction).toUpperCase().startsWith('DESC')]);
}

/** A record with its id. */
export function rowOf({ collection }: Table, id: number): JsonObject {
  return { [idKey]: String(id), ...collection.get(id) };
}
