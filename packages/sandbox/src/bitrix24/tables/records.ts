import type { JsonObject } from '../../json.js';
import type { Table } from './table.js';

/** Collections of the portal that can be changed from outside. `items` are those of one type of the CRM. */
export const bitrix24Collections = ['deals', 'contacts', 'companies', 'leads', 'items', 'tasks', 'products', 'users'] as const;

/** One of them. */
export type Bitrix24Collection = (typeof bitrix24Collections)[number];

/** Records of the portal, changed behind the back of a client that reads the list. Ids ascend in the order of creation. */
export interface Bitrix24Records {
  size(): number;
  /** Adds generated records until there are `size`; returns how many there are. */
  grow(size: number): number;
  /** Adds a record under the next id; fields (as `get` names them) that are left out are generated. Returns the id. */
  insert(options?: { fields?: JsonObject }): number;
  /** Takes a record away; false when there is none. */
  delete(which: { id: number }): boolean;
}

/** The records of a table; `recordAt` makes what is not given. */
export function recordsIn({ collection, keyOf }: Table, recordAt: (index: number) => JsonObject): Bitrix24Records {
  const add = (fields: JsonObject = {}): number => {
    const named = Object.fromEntries(Object.entries(fields).map(([name, value]) => [keyOf(name), value]));
    return collection.add({ ...recordAt(collection.size()), ...named });
  };
  return {
    size: () => collection.size(),
    grow(size) {
      if (!Number.isInteger(size) || size < 0) throw new TypeError('size: give a whole number');
      while (collection.size() < size) add();
      return collection.size();
    },
    insert: ({ fields } = {}) => add(fields),
    delete: ({ id }) => collection.remove(id),
  };
}
