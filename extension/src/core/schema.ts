import type { JsonSchema } from '@portolan/catalog';

/** Definitions that schemas of a document refer to as `#/definitions/Name`. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

/** A schema as a record, whatever the catalog's type allows besides. */
export interface SchemaObject {
  readonly [keyword: string]: unknown;
}

const prefix = '#/definitions/';

/** Follows `$ref`s and merges `allOf`, so that a form or a sample sees one plain schema. Siblings of a `$ref` win over its target. */
export function resolveSchema(schema: unknown, definitions: Definitions, depth = 0): SchemaObject {
  if (!isObject(schema) || depth > 16) return {};
  const { $ref, allOf, ...own } = schema;
  let merged: SchemaObject = {};
  if (typeof $ref === 'string' && $ref.startsWith(prefix)) {
    merged = resolveSchema(definitions[decodePointer($ref.slice(prefix.length))], definitions, depth + 1);
  }
  if (Array.isArray(allOf)) {
    for (const part of allOf) merged = merge(merged, resolveSchema(part, definitions, depth + 1));
  }
  return merge(merged, own);
}

/** The types a schema admits, without `null`. */
export function typesOf(schema: SchemaObject): readonly string[] {
  const types = Array.isArray(schema['type']) ? schema['type'] : schema['type'] === undefined ? [] : [schema['type']];
  return types.filter((type): type is string => typeof type === 'string' && type !== 'null');
}

/** The properties of an object schema. */
export function propertiesOf(schema: SchemaObject): Readonly<Record<string, unknown>> {
  return isObject(schema['properties']) ? schema['properties'] : {};
}

/** The names of its required properties. */
export function requiredOf(schema: SchemaObject): readonly string[] {
  return Array.isArray(schema['required']) ? schema['required'].filter((name): name is string => typeof name === 'string') : [];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(left: SchemaObject, right: SchemaObject): SchemaObject {
  const required = [...new Set([...requiredOf(left), ...requiredOf(right)])];
  const properties = { ...propertiesOf(left), ...propertiesOf(right) };
  return {
    ...left,
    ...right,
    ...(required.length ? { required } : {}),
    ...(Object.keys(properties).length ? { properties } : {}),
  };
}

function decodePointer(segment: string): string {
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}
