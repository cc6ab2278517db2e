import type { JsonObject } from '../json.js';
import { copy } from '../json.js';

/** Decides whether a record belongs to a list. */
export type RecordTest = (record: Readonly<JsonObject>, id: number) => boolean;

/** What a record went through. */
export type Change = 'add' | 'update' | 'delete';

/** Hears of a change: the record as it is now (as it was, when deleted), and as it was before. */
export type Watcher = (change: Change, id: number, record: Readonly<JsonObject>, before: Readonly<JsonObject>) => void;

/** Records by numeric id, in order of creation. */
export interface Collection {
  /** Adds a record under the next id, at the end or before the record that is now at place `at` (from 0). */
  add(record: JsonObject, at?: number): number;
  get(id: number): Readonly<JsonObject> | undefined;
  /** Lets `edit` change a record; false when there is none. */
  change(id: number, edit: (record: JsonObject) => void): boolean;
  /** Merges changes into a record; false when there is none. */
  update(id: number, changes: JsonObject): boolean;
  remove(id: number): boolean;
  /** All ids in order; not a copy. */
  ids(): readonly number[];
  /** Ids of the records that pass the test. They are kept under `key` until something changes, so that pages cost nothing. */
  select(key: string, test: RecordTest): readonly number[];
  /** All records with their ids, oldest first. */
  entries(): [number, JsonObject][];
  size(): number;
  /** Another number after every change. */
  version(): number;
  /** Calls `watcher` after every change from now on, a reset excepted. */
  watch(watcher: Watcher): void;
  /** Back to the seed. */
  reset(): void;
}

const keptSelections = 16;

/** A collection that starts with seed records, ids counting up from `firstId`. */
export function createCollection(seed: () => JsonObject[], firstId = 1): Collection {
  let records = new Map<number, JsonObject>();
  let order: number[] = [];
  let next = firstId;
  let seeded = false;
  let version = 0;
  const selections = new Map<string, readonly number[]>();
  const watchers: Watcher[] = [];

  function tell(...news: Parameters<Watcher>): void {
    for (const watcher of watchers) watcher(...news);
  }

  function touched(): void {
    version += 1;
    selections.clear();
  }

  function ready(): Map<number, JsonObject> {
    if (!seeded) {
      seeded = true;
      for (const record of seed()) insert(copy(record));
    }
    return records;
  }

  function insert(record: JsonObject, at = order.length): number {
    const id = next++;
    records.set(id, record);
    if (at >= order.length) order.push(id);
    else order.splice(at, 0, id);
    return id;
  }

  function change(id: number, edit: (record: JsonObject) => void): boolean {
    const record = ready().get(id);
    if (!record) return false;
    touched();
    const before = watchers.length > 0 ? { ...record } : record;
    edit(record);
    tell('update', id, record, before);
    return true;
  }

  return {
    add(record, at) {
      ready();
      touched();
      const id = insert(record, at);
      tell('add', id, record, {});
      return id;
    },
    get: (id) => ready().get(id),
    change,
    update: (id, changes) => change(id, (record) => void Object.assign(record, changes)),
    remove(id) {
      const record = ready().get(id);
      if (!record) return false;
      records.delete(id);
      touched();
      order.splice(order.indexOf(id), 1);
      tell('delete', id, record, record);
      return true;
    },
    ids: () => (ready(), order),
    select(key, test) {
      const all = ready();
      const found = selections.get(key) ?? order.filter((id) => test(all.get(id) ?? {}, id));
      if (selections.size >= keptSelections) selections.clear();
      selections.set(key, found);
      return found;
    },
    entries: () => {
      const all = ready();
      return order.map((id) => [id, all.get(id) ?? {}]);
    },
    size: () => ready().size,
    version: () => version,
    watch: (watcher) => void watchers.push(watcher),
    reset() {
      records = new Map();
      order = [];
      touched();
      next = firstId;
      seeded = false;
    },
  };
}
