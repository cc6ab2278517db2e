import type { SpecDocument } from './document.js';
import { deref } from './document.js';
import type { Schema } from './spec.js';

/** A schema without `$ref` and `allOf`: parts are merged, later parts win. */
export function flatten(document: SpecDocument, schema: Schema): Schema {
  if (schema.$ref === undefined && schema.allOf === undefined) return schema;
  const kept = document.flat?.get(schema);
  if (kept) return kept;
  const flat = merged(document, schema);
  (document.flat ??= new WeakMap()).set(schema, flat);
  return flat;
}

function merged(document: SpecDocument, schema: Schema): Schema {
  const { allOf, ...own } = deref<Schema>(document, schema);
  if (!allOf) return own;
  const parts = allOf.map((part) => flatten(document, part));
  // The example of one part among others is no example of the whole.
  const whole = parts.length === 1 && !own.properties && !own.required;
  return [...(whole ? parts : parts.map(withoutExample)), own].reduce(join, {});
}

function withoutExample({ example: _example, examples: _examples, ...rest }: Schema): Schema {
  return rest;
}

function join(left: Schema, right: Schema): Schema {
  const required = [...new Set([...(left.required ?? []), ...(right.required ?? [])])];
  const properties: Record<string, Schema> = { ...left.properties };
  for (const [name, schema] of Object.entries(right.properties ?? {})) {
    const before = properties[name];
    properties[name] = before ? { allOf: [before, schema] } : schema;
  }
  return {
    ...left,
    ...right,
    ...((left.properties ?? right.properties) ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}

/** The types a schema admits. */
export function typesOf(schema: Schema): string[] {
  if (schema.type !== undefined) return typeof schema.type === 'string' ? [schema.type] : schema.type;
  if (schema.properties ?? schema.additionalProperties ?? schema.patternProperties) return ['object'];
  return schema.items !== undefined ? ['array'] : [];
}

/** Properties of an object schema, those of its alternatives included. */
export function propertiesOf(document: SpecDocument, schema: Schema): Record<string, Schema> {
  const flat = flatten(document, schema);
  if (!flat.oneOf && !flat.anyOf) return flat.properties ?? {};
  const result: Record<string, Schema> = { ...flat.properties };
  for (const option of [...(flat.oneOf ?? []), ...(flat.anyOf ?? [])]) {
    for (const [name, property] of Object.entries(propertiesOf(document, option))) result[name] ??= property;
  }
  return result;
}

/** The schema of the value at a JSON pointer of an answer; array items and map values are '*'. */
export function schemaAt(document: SpecDocument, schema: Schema | undefined, path: readonly string[]): Schema | undefined {
  let at = schema && flatten(document, schema);
  for (const key of path) {
    if (!at) return undefined;
    let next: Schema | undefined;
    if (key === '*') {
      next = typeof at.items === 'object' ? at.items : typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined;
    } else {
      next = propertiesOf(document, at)[key];
    }
    at = next && flatten(document, next);
    if (at && !at.properties && at.items === undefined && (at.oneOf ?? at.anyOf)) {
      const options = (at.oneOf ?? at.anyOf ?? []).map((option) => flatten(document, option));
      at = options.find((option) => option.properties ?? option.items ?? option.additionalProperties) ?? at;
    }
  }
  return at;
}
