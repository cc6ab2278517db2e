/**
 * One record of a list answer. In a map keyed by id the key becomes the `id` of a record that has none of its own; a value that is no object
 * stands beside it: `{ id, value }`.
 */
export type Item<TList> = TList extends readonly (infer T)[] ? T : TList extends Record<string, infer T> ? Keyed<T> : never;

type Keyed<T> = T extends readonly unknown[]
  ? { id: number; value: T }
  : T extends { id?: infer Id }
    ? Omit<T, 'id'> & { id: NonNullable<Id> }
    : T extends object
      ? T & { id: number }
      : { id: number; value: T };

/** The records of a list answer, and what tells them apart. */
export interface Items<TList> {
  items: Item<TList>[];
  /** Key or id of each record in turn; undefined where it has none. */
  ids: readonly unknown[];
  /** Has every record one, and none that another has? */
  distinct: boolean;
}

/** Reads a list answer: a map keyed by id, an array, or nothing. */
export function itemsOf<TList>(list: TList | undefined): Items<TList> {
  if (Array.isArray(list)) {
    const ids = list.map((item) => idOf((Object(item) as { id?: unknown }).id));
    return { items: list as Item<TList>[], ids, distinct: !ids.includes(undefined) && new Set(ids).size === ids.length };
  }
  const map = (list ?? {}) as Record<string, unknown>;
  const keys = Object.keys(map);
  // Indexes come first, in their order: if the last key is one, all are.
  const last = keys.at(-1) ?? '0';
  const ids = isWhole(last) && Number(last) < 2 ** 32 - 1 ? keys.map(Number) : keys.map((key) => (isWhole(key) ? Number(key) : key));
  return { items: keys.map((key, place) => keyed(map[key], ids[place]!)) as Item<TList>[], ids, distinct: true };
}

const idOf = (id: unknown): unknown => (typeof id === 'number' || typeof id === 'string' ? id : undefined);

/** Without a leading zero, and exact as a number. */
const isWhole = (key: string): boolean => /^(0|[1-9]\d{0,14})$/.test(key);

/** The answer is nobody else's, so the record may be changed. */
function keyed(value: unknown, id: number | string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { id, value };
  (value as { id: unknown }).id ??= id;
  return value;
}
