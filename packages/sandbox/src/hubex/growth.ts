import type { JsonObject } from '../json.js';
import { seeds } from './seed.js';
import type { Store } from './store.js';

/** Collections that can be grown from outside. */
export const growable = ['tasks', 'assets', 'companies', 'contacts', 'users', 'materials'] as const;

/** One of them. */
export type HubexCollection = (typeof growable)[number];

/** Which record: by its id or by its place in the list as it is without filters, from 1 as in `Range`. */
export type HubexRecordChoice = { id: number } | { position: number };

/** Records of a collection of HubEx, changed behind the back of a client that reads the list. */
export interface HubexRecords {
  /** Records there are, those marked as deleted included. */
  size(): number;
  /** Adds generated records until there are `size`; returns how many there are. */
  grow(size: number): number;
  /** Adds a record, at a position of the list or where new records go; fields that are left out are generated. Returns its id. */
  insert(options?: { position?: number; fields?: JsonObject }): number;
  /** Takes a record away altogether; false when there is none. */
  delete(which: HubexRecordChoice): boolean;
}

/** The records of a collection. Lists show tasks newest first, everything else oldest first. */
export function recordsIn(store: Store, name: HubexCollection): HubexRecords {
  if (!growable.includes(name)) throw new TypeError(`collection: use ${growable.join(', ')}`);
  const collection = store.of(name);
  const newestFirst = name === 'tasks';
  /** Index of a place in the order of creation. */
  const indexOf = (position: number): number => {
    if (!Number.isInteger(position) || position < 1) throw new TypeError('position: give a whole number from 1');
    return newestFirst ? collection.size() - position : position - 1;
  };
  const add = (fields: JsonObject = {}, at?: number): number => {
    const { deleted: _deleted, ...generated } = seeds[name].record(collection.size());
    return collection.add({ ...generated, ...fields }, at);
  };
  return {
    size: () => collection.size(),
    grow(size) {
      if (!Number.isInteger(size) || size < 0) throw new TypeError('size: give a whole number');
      while (collection.size() < size) add();
      return collection.size();
    },
    insert: ({ position, fields } = {}) =>
      add(fields, position === undefined ? undefined : Math.max(0, indexOf(position) + (newestFirst ? 1 : 0))),
    delete: (which) => collection.remove('id' in which ? which.id : (collection.ids()[indexOf(which.position)] ?? 0)),
  };
}
