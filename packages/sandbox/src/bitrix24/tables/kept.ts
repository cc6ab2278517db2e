import type { Operation } from '../../engine/document.js';
import { propertiesOf } from '../../engine/merge.js';
import { sample } from '../../engine/sample.js';
import type { JsonObject } from '../../json.js';
import { isObject } from '../../json.js';
import { createCollection } from '../../state/collection.js';
import { idKey } from './filter.js';
import type { Place } from './places.js';
import { fold } from './query.js';
import type { Resource } from './resource.js';
import { createTable } from './table.js';
import type { Table } from './table.js';

/** A collection with what the spec says of its records. */
export interface Kept {
  table: Table;
  place: Place;
  /** Names of the fields, as the reading method spells them. */
  names: readonly string[];
  /** Are they written in upper case? Methods of that age keep numbers as text. */
  old: boolean;
  /** A stored record under the spelling of its fields, the id included. */
  show(id: number): JsonObject;
  named(record: JsonObject): JsonObject;
}

/** Creates the collection of a resource; `place` is where a method that reads shows its records. */
export function createKept({ document }: Operation, place: Place, { seed, firstId }: Pick<Resource, 'seed' | 'firstId'>): Kept {
  const names = Object.keys(propertiesOf(document, place.record));
  const folded = new Map(names.map((name) => [fold(name), name]));
  const idName = folded.get('id') ?? idKey;
  const keyOf = (name: string): string => (fold(name) === 'id' ? idKey : (folded.get(fold(name)) ?? name));
  const samples = (): JsonObject[] =>
    [1, 2, 3].map(() => {
      const value = sample(document, place.record, { direction: 'response' });
      const { [idName]: _id, ...record } = isObject(value) ? value : {};
      return record;
    });
  const table = createTable(createCollection(seed ?? samples, firstId), keyOf);
  const named = ({ [idKey]: id = null, ...record }: JsonObject): JsonObject => (id === null ? record : { [idName]: id, ...record });
  return {
    table,
    place,
    names: names.filter((name) => name !== idName),
    old: names.every((name) => name === name.toUpperCase()),
    named,
    show: (id) => named({ ...table.collection.get(id), [idKey]: String(id) }),
  };
}
