import type { JsonObject, JsonValue } from '../json.js';
import { copy, text } from '../json.js';
import { deref } from './document.js';
import type { SpecDocument } from './document.js';
import { flatten, typesOf } from './merge.js';
import { sampleNumber, sampleString } from './scalars.js';
import type { MediaType, Schema } from './spec.js';

/** How much of a schema a sample shows. */
export interface SampleOptions {
  /** A request leaves out what the server sets. */
  direction: 'request' | 'response';
  /** Only what the schema requires. */
  requiredOnly?: boolean;
  /** Skip examples and build from types alone. */
  ignoreExamples?: boolean;
}

interface Frame extends SampleOptions {
  document: SpecDocument;
  /** References being sampled, to stop at recursion. */
  open: readonly string[];
  depth: number;
  name: string;
}

const maximumDepth = 7;

/** A value that fits the schema: an example when there is one, else built from the types. The same schema gives the same value. */
export function sample(document: SpecDocument, schema: Schema, options: SampleOptions): JsonValue {
  return build(schema, { ...options, document, open: [], depth: 0, name: '' });
}

/** The example of a media type, else a sample of its schema. */
export function sampleMedia(document: SpecDocument, media: MediaType, options: SampleOptions): JsonValue {
  if (!options.ignoreExamples) {
    if (media.example !== undefined) return copy(media.example);
    for (const example of Object.values(media.examples ?? {})) {
      const { value } = deref<{ value?: JsonValue }>(document, example);
      if (value !== undefined) return copy(value);
    }
  }
  return media.schema ? sample(document, media.schema, options) : {};
}

function build(schema: Schema, frame: Frame): JsonValue {
  const open = schema.$ref === undefined ? frame.open : [...frame.open, schema.$ref];
  const inner: Frame = { ...frame, open };
  const flat = flatten(frame.document, schema);
  if (!frame.ignoreExamples) {
    const example = flat.example ?? flat.examples?.[0];
    if (example !== undefined) return copy(example);
  }
  if (flat.const !== undefined) return copy(flat.const);
  if (flat.enum) return flat.enum.find((value) => value !== null) ?? null;
  const options = flat.oneOf ?? flat.anyOf;
  if (options && options.length > 0) return alternative(flat, options, inner);
  const types = typesOf(flat);
  const type = types.find((name) => name !== 'null') ?? types[0];
  if (type === 'object') return objectOf(flat, inner);
  if (type === 'array') return arrayOf(flat, inner);
  if (type === 'boolean') return flat.default ?? true;
  if (type === 'integer' || type === 'number') return sampleNumber(flat, type);
  if (type === 'string') return sampleString(flat, frame.name);
  return type === 'null' ? null : {};
}

function alternative(flat: Schema, options: readonly Schema[], frame: Frame): JsonValue {
  const { oneOf: _oneOf, anyOf: _anyOf, ...base } = flat;
  const free = options.find((option) => option.$ref === undefined || frame.open.indexOf(option.$ref) === -1) ?? options[0];
  if (!free) return {};
  const merged = (base.properties ?? base.required) ? { allOf: [base, free] } : free;
  return build(merged, { ...frame, open: free.$ref ? [...frame.open, free.$ref] : frame.open });
}

function objectOf(schema: Schema, frame: Frame): JsonObject {
  const result: JsonObject = {};
  const required = new Set(schema.required ?? []);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const must = required.has(name);
    if (!must && (frame.requiredOnly || frame.depth >= maximumDepth || isOpen(property, frame))) continue;
    const flags = flatten(frame.document, property);
    if (frame.direction === 'request' ? flags.readOnly : flags.writeOnly) continue;
    result[name] = build(property, { ...frame, depth: frame.depth + 1, name });
  }
  const values = schema.additionalProperties;
  if (typeof values === 'object' && Object.keys(result).length === 0 && !(frame.requiredOnly && !schema.minProperties)) {
    if (frame.depth < maximumDepth && !isOpen(values, frame)) {
      result[keyOf(schema, frame)] = build(values, { ...frame, depth: frame.depth + 1 });
    }
  }
  return result;
}

function keyOf(schema: Schema, frame: Frame): string {
  const names = schema.propertyNames;
  if (!names) return '1';
  const key = build(names.type ? names : { ...names, type: 'string' }, { ...frame, name: 'id' });
  return text(key) || '1';
}

function arrayOf(schema: Schema, frame: Frame): JsonValue[] {
  if (schema.prefixItems) return schema.prefixItems.map((item) => build(item, { ...frame, depth: frame.depth + 1 }));
  const items = schema.items;
  if (typeof items !== 'object') return [];
  const wanted = Math.max(schema.minItems ?? 0, frame.depth < maximumDepth && !isOpen(items, frame) && !frame.requiredOnly ? 1 : 0);
  return Array.from({ length: wanted }, () => build(items, { ...frame, depth: frame.depth + 1 }));
}

/** Would sampling the schema go round in a circle? */
function isOpen(schema: Schema, frame: Frame): boolean {
  if (schema.$ref !== undefined) return frame.open.includes(schema.$ref);
  const parts = [...(schema.allOf ?? []), ...(typeof schema.items === 'object' ? [schema.items] : [])];
  if (typeof schema.additionalProperties === 'object') parts.push(schema.additionalProperties);
  return parts.some((part) => isOpen(part, frame));
}
