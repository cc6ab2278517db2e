import type { Operation } from '../../engine/document.js';
import { flatten, propertiesOf } from '../../engine/merge.js';
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

type Start = Pick<Resource, 'collection' | 'seed' | 'starts' | 'firstId'>;

/** Creates the collection of a resource; `place` is where a method that reads shows its records. */
export function createKept({ document }: Operation, place: Place, { collection, seed, starts, firstId }: Start): Kept {
  const properties = propertiesOf(document, place.record);
  const names = Object.keys(properties);
  const folded = new Map(names.map((name) => [fold(name), name]));
  const idName = folded.get('id') ?? idKey;
  const keyOf = (name: string): string => (fold(name) === 'id' ? idKey : (folded.get(fold(name)) ?? name));
  // A sample calls anything after a person; where the spec has no example, records are named after what they are.
  const title = folded.has('lastname') ? undefined : folded.get('name');
  const isGuess = title !== undefined && flatten(document, properties[title] ?? {}).example === undefined;
  const samples = (): JsonObject[] =>
    (starts ?? [{}, {}, {}]).map((own, index) => {
      const value = sample(document, place.record, { direction: 'response' });
      const { [idName]: _id, ...record } = isObject(value) ? value : {};
      return { ...record, ...(isGuess ? { [title]: `${nounOf(collection)} ${index + 1}` } : {}), ...own };
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

/** `catalog.priceType` holds a `Price type`. */
function nounOf(collection: string): string {
  const words = (collection.split('.').at(-1) ?? '')
    .replace(/s$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
