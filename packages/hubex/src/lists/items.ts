/**
 * One record of a list answer. In a map keyed by id the key becomes `id`, since the value may lack it; a value that is no object stands
 * beside it: `{ id, value }`.
 */
export type Item<TList> = TList extends readonly (infer T)[] ? T : TList extends Record<string, infer T> ? Keyed<T> : never;

type Keyed<T> = T extends readonly unknown[] ? { id: number; value: T } : T extends object ? T & { id: number } : { id: number; value: T };

/** The records of a list answer, and what tells them apart. */
export interface Items<TList> {
  items: Item<TList>[];
  /** Id of each record in turn; undefined when they have none that is theirs alone. */
  ids: readonly unknown[] | undefined;
}

/** Reads a list answer: a map keyed by id, an array, or nothing. */
export function itemsOf<TList>(list: TList | undefined): Items<TList> {
  if (Array.isArray(list))
    return { items: list as Item<TList>[], ids: distinct(list.map((item) => (Object(item) as { id?: unknown }).id)) };
  const map = (list ?? {}) as Record<string, unknown>;
  const keys = Object.keys(map);
  // Whole numbers come first, in their order: if the last key is one, all are.
  const ids = isWhole(keys.at(-1) ?? '0') ? keys.map(Number) : keys.map((key) => (isWhole(key) ? Number(key) : key));
  return { items: keys.map((key, place) => keyed(map[key], ids[place]!)) as Item<TList>[], ids };
}

const isWhole = (key: string): boolean => /^(0|[1-9]\d{0,8})$/.test(key);

/** The answer is nobody else's, so the record may be changed. */
function keyed(value: unknown, id: number | string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { id, value };
  (value as { id: unknown }).id = id;
  return value;
}

function distinct(ids: unknown[]): unknown[] | undefined {
  return ids.every((id) => typeof id === 'number' || typeof id === 'string') && new Set(ids).size === ids.length ? ids : undefined;
}
