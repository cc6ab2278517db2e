import type { JsonObject } from '../json.js';
import { copy } from '../json.js';

/** Records by numeric id, in order of creation. */
export interface Collection {
  /** Adds a record under the next id. */
  add(record: JsonObject): number;
  get(id: number): JsonObject | undefined;
  /** Merges changes into a record; false when there is none. */
  update(id: number, changes: JsonObject): boolean;
  remove(id: number): boolean;
  /** All records with their ids, oldest first. */
  entries(): [number, JsonObject][];
  size(): number;
  /** Back to the seed. */
  reset(): void;
}

/** A collection that starts with seed records, ids counting up from `firstId`. */
export function createCollection(seed: () => JsonObject[], firstId = 1): Collection {
  let records = new Map<number, JsonObject>();
  let next = firstId;
  let seeded = false;

  function ready(): Map<number, JsonObject> {
    if (!seeded) {
      seeded = true;
      for (const record of seed()) records.set(next++, copy(record));
    }
    return records;
  }

  return {
    add(record) {
      const all = ready();
      const id = next++;
      all.set(id, record);
      return id;
    },
    get: (id) => ready().get(id),
    update(id, changes) {
      const record = ready().get(id);
      if (!record) return false;
      Object.assign(record, changes);
      return true;
    },
    remove: (id) => ready().delete(id),
    entries: () => [...ready().entries()],
    size: () => ready().size,
    reset() {
      records = new Map();
      next = firstId;
      seeded = false;
    },
  };
}
