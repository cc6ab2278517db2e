import { answerSchema } from '../../engine/document.js';
import type { Operation } from '../../engine/document.js';
import { flatten, propertiesOf, schemaAt, typesOf } from '../../engine/merge.js';
import type { Schema } from '../../engine/spec.js';
import type { JsonObject, JsonValue } from '../../json.js';

/** Where the records of an answer are. */
export interface Place {
  /** Names on the way from `result` to the record or the list. */
  path: readonly string[];
  list: boolean;
  /** The schema of one record. */
  record: Schema;
}

const places = new WeakMap<Operation, Place | null>();

/** Finds the record, or the list of records, in the answer of an operation; undefined when it answers a number, `true` and the like. */
export function placeOf(operation: Operation): Place | undefined {
  const known = places.get(operation);
  if (known !== undefined) return known ?? undefined;
  const place = search(operation);
  places.set(operation, place ?? null);
  return place;
}

function search(operation: Operation): Place | undefined {
  const { document } = operation;
  const paging = operation.spec['x-portolan-paging'];
  if (paging) {
    const path = paging.items.split('/').slice(2);
    const record = schemaAt(document, answerSchema(operation), ['result', ...path, '*']);
    return record && { path, list: true, record };
  }
  const result = schemaAt(document, answerSchema(operation), ['result']);
  if (!result) return undefined;
  const whole = asPlace(operation, result, []);
  const properties = Object.keys(propertiesOf(document, result));
  if (properties.length !== 1 || whole?.list) return whole;
  const path = properties.slice(0, 1);
  const inner = schemaAt(document, result, path);
  return (inner && asPlace(operation, inner, path)) ?? whole;
}

function asPlace({ document }: Operation, schema: Schema, path: readonly string[]): Place | undefined {
  const types = typesOf(flatten(document, schema));
  if (types.includes('object')) return { path, list: false, record: schema };
  const item = types.includes('array') ? schemaAt(document, schema, ['*']) : undefined;
  return item && typesOf(item).includes('object') ? { path, list: true, record: item } : undefined;
}

/** Puts records where the answer has them. */
export function placed(place: Place, value: JsonValue): JsonValue {
  return place.path.reduceRight<JsonValue>((inner, name): JsonObject => ({ [name]: inner }), value);
}

/** What a write that gives no record answers: the id, `true`, or whatever emptiness is declared. */
export function plainAnswer(operation: Operation, id: number | string): JsonValue {
  const result = schemaAt(operation.document, answerSchema(operation), ['result']);
  const types = result ? typesOf(result) : [];
  if (types.includes('boolean')) return true;
  if (types.includes('integer') || types.includes('number')) return id;
  if (types.includes('string') && !types.includes('null')) return String(id);
  if (types.includes('null')) return null;
  if (types.includes('array')) return [];
  return true;
}
