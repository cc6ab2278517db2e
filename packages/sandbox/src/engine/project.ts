import type { JsonObject, JsonValue } from '../json.js';
import { isObject } from '../json.js';
import type { SpecDocument } from './document.js';
import { flatten, propertiesOf, typesOf } from './merge.js';
import { sample } from './sample.js';
import type { Schema } from './spec.js';

/**
 * Shows a stored value in the shape of a schema: only its properties, in its types. What the record does not have is left
 * out, or sampled when the schema requires it. So one store serves differently shaped answers, and each fits its schema.
 */
export function project(document: SpecDocument, schema: Schema, value: JsonValue): JsonValue {
  return shape(document, schema, value) ?? sample(document, schema, { direction: 'response', requiredOnly: true });
}

function shape(document: SpecDocument, schema: Schema, value: JsonValue): JsonValue | undefined {
  const flat = flatten(document, schema);
  const options = flat.oneOf ?? flat.anyOf;
  if (options && !flat.properties) {
    let first: JsonValue | undefined;
    let widest: JsonObject | undefined;
    for (const option of options) {
      const shaped = shape(document, option, value);
      if (first === undefined) first = shaped;
      if (shaped === undefined || !sameKind(shaped, value)) continue;
      if (!isObject(shaped)) return shaped;
      // An object without required properties lets everything pass: the one that keeps most is meant.
      if (!widest || Object.keys(shaped).length > Object.keys(widest).length) widest = shaped;
    }
    return widest ?? first;
  }
  const types = typesOf(flat);
  if (value === null) return types.includes('null') || types.length === 0 ? null : undefined;
  if (types.length === 0) return value;
  if (isObject(value)) return types.includes('object') ? shapeOnce(document, flat, value) : undefined;
  if (Array.isArray(value)) {
    if (!types.includes('array')) return undefined;
    const items = flat.items;
    const list = value.slice(0, flat.maxItems);
    return typeof items === 'object' ? list.map((item) => shape(document, items, item)).filter((item) => item !== undefined) : list;
  }
  const converted = dated(flat.format, convert(types, value));
  const fitting = converted === undefined || !flat.enum || flat.enum.includes(converted) ? converted : undefined;
  // An emptied date or choice is told as null where there is such a thing.
  return fitting === undefined && value === '' && types.includes('null') ? null : fitting;
}

const shapes = new WeakMap<JsonObject, Map<Schema, JsonObject>>();

/** A frozen value is shaped once a schema. */
function shapeOnce(document: SpecDocument, flat: Schema, value: JsonObject): JsonObject {
  if (!Object.isFrozen(value)) return shapeObject(document, flat, value);
  const known = shapes.get(value) ?? new Map<Schema, JsonObject>();
  shapes.set(value, known);
  const shape = known.get(flat) ?? Object.freeze(shapeObject(document, flat, value));
  known.set(flat, shape);
  return shape;
}

function shapeObject(document: SpecDocument, flat: Schema, value: JsonObject): JsonObject {
  const plan = planOf(document, flat);
  const result: JsonObject = {};
  for (const [name, property] of plan.properties) {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    const shaped = own === undefined ? undefined : shape(document, property, own);
    if (shaped !== undefined) result[name] = shaped;
  }
  if (plan.open) {
    for (const name in value) {
      const item = value[name];
      if (item === undefined || plan.names.has(name)) continue;
      const sub = plan.patterns.find(({ pattern }) => pattern.test(name))?.sub ?? plan.rest;
      const shaped = typeof sub === 'object' ? shape(document, sub, item) : sub ? item : undefined;
      if (shaped !== undefined) result[name] = shaped;
    }
  }
  for (const [name, property] of plan.required) if (!(name in result)) result[name] = sample(document, property, { direction: 'response' });
  return result;
}

/** What an object schema lets through, worked out once. */
interface Plan {
  properties: [string, Schema][];
  names: ReadonlySet<string>;
  required: [string, Schema][];
  /** Are there rules for further properties? */
  open: boolean;
  patterns: { pattern: RegExp; sub: Schema }[];
  /** `additionalProperties`; everything passes when the schema names nothing at all. */
  rest: Schema | boolean;
}

const plans = new WeakMap<Schema, Plan>();

function planOf(document: SpecDocument, flat: Schema): Plan {
  const known = plans.get(flat);
  if (known) return known;
  const properties = propertiesOf(document, flat);
  const names = new Set(Object.keys(properties));
  const patterns = Object.entries(flat.patternProperties ?? {}).map(([pattern, sub]) => ({ pattern: new RegExp(pattern, 'u'), sub }));
  const rest = flat.additionalProperties ?? (names.size === 0 && patterns.length === 0);
  const required = (flat.required ?? []).flatMap((name): [string, Schema][] => (properties[name] ? [[name, properties[name]]] : []));
  const plan = { properties: Object.entries(properties), names, required, open: rest !== false || patterns.length > 0, patterns, rest };
  plans.set(flat, plan);
  return plan;
}

/** Dates in the form that the schema names; what is no date is left out. */
function dated(format: string | undefined, value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string' || (format !== 'date' && format !== 'date-time')) return value;
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d:\d\d)?)?/i.exec(value);
  if (!match) return undefined;
  const [, day = '', time, seconds = ':00', zone = 'Z'] = match;
  if (format === 'date') return day;
  return time === undefined ? `${day}T00:00:00Z` : `${day}T${time}${seconds}${zone}`;
}

function sameKind(left: JsonValue, right: JsonValue): boolean {
  return typeof left === typeof right && Array.isArray(left) === Array.isArray(right);
}

function convert(types: readonly string[], value: string | number | boolean): JsonValue | undefined {
  const own = typeof value === 'string' ? ['string'] : typeof value === 'boolean' ? ['boolean'] : ['number', 'integer'];
  if (typeof value === 'number' && types.includes('integer') && !types.includes('number') && !types.includes('string'))
    return Math.trunc(value);
  if (own.some((type) => types.includes(type))) return value;
  if (types.includes('string')) return typeof value === 'boolean' ? (value ? 'Y' : 'N') : String(value);
  if (types.includes('integer') || types.includes('number')) {
    if (value === '' || typeof value === 'boolean' || !Number.isFinite(Number(value)))
      return typeof value === 'boolean' ? Number(value) : undefined;
    return types.includes('number') ? Number(value) : Math.trunc(Number(value));
  }
  if (types.includes('boolean')) return value === 'Y' || value === 1 || value === '1' || value === 'true';
  return undefined;
}
