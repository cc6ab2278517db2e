import type { SpecDocument } from '../../engine/document.js';
import { deref } from '../../engine/document.js';
import type { Schema } from '../../engine/spec.js';
import type { JsonObject } from '../../json.js';

/** Schemas of several documents under one roof; those that share a name and differ get the name of their section before it. */
export interface SchemaNames {
  /** Every schema by its new name, in OpenAPI 3.0. */
  schemas: JsonObject;
  /** A schema of a document in OpenAPI 3.0, its references under their new names. */
  translate(document: SpecDocument, schema: Schema): JsonObject;
}

const prefix = '#/components/schemas/';

/** Collects the schemas of documents and translates them to OpenAPI 3.0, the version in which portals describe themselves. */
export function collectSchemas(documents: readonly SpecDocument[]): SchemaNames {
  const taken = new Map<string, string>();
  const names = new Map<SpecDocument, Map<string, string>>();
  for (const document of documents) {
    const own = new Map<string, string>();
    names.set(document, own);
    for (const [name, schema] of Object.entries(document.spec.components?.schemas ?? {})) {
      const text = JSON.stringify(schema);
      const free = (taken.get(name) ?? text) === text ? name : `${capital(document.name.split('/').at(-1) ?? '')}${name}`;
      taken.set(free, text);
      own.set(name, free);
    }
  }
  const translate = (document: SpecDocument, schema: Schema): JsonObject =>
    older(schema, (reference) => `${prefix}${names.get(document)?.get(reference.slice(prefix.length)) ?? ''}`);
  const schemas: JsonObject = {};
  for (const [document, own] of names)
    for (const [name, free] of own) schemas[free] ??= translate(document, deref(document, { $ref: `${prefix}${name}` }));
  return { schemas, translate };
}

/** What both versions write alike. */
const kept =
  'title description format enum default example required minItems maxItems minLength maxLength pattern minimum maximum minProperties multipleOf readOnly writeOnly'.split(
    ' ',
  );

/** A schema of 3.1 as 3.0 writes it: `nullable` for the type null, one type a schema, no siblings of `$ref`. What 3.0 has no word for is left out. */
function older(schema: Schema, rename: (reference: string) => string): JsonObject {
  if (schema.$ref !== undefined) return { $ref: rename(schema.$ref) };
  const inner = (child: Schema | boolean | undefined): JsonObject => (typeof child === 'object' ? older(child, rename) : {});
  const result: JsonObject = Object.fromEntries(Object.entries(schema as JsonObject).filter(([key]) => kept.includes(key)));
  if (schema.const !== undefined) result['enum'] = [schema.const];
  if (schema.allOf) result['allOf'] = schema.allOf.map(inner);
  const options = schema.anyOf ?? schema.oneOf;
  const types = [schema.type ?? []].flat();
  if (types.includes('null') || options?.some(({ type }) => type === 'null')) result['nullable'] = true;
  if (options) result['anyOf'] = options.filter(({ type }) => type !== 'null').map(inner);
  const typed = (type: string): JsonObject => ({
    type,
    ...(type === 'array' ? { items: inner(schema.items) } : {}),
    ...(type === 'object' ? membersOf(schema, inner) : {}),
  });
  const real = types.filter((type) => type !== 'null');
  const only = real[0] ?? (schema.properties ? 'object' : undefined);
  if (real.length > 1) result['anyOf'] = real.map(typed);
  else if (only !== undefined) Object.assign(result, typed(only));
  return result;
}

function membersOf(schema: Schema, inner: (child: Schema | boolean | undefined) => JsonObject): JsonObject {
  const { properties, additionalProperties: more } = schema;
  return {
    ...(properties ? { properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, inner(child)])) } : {}),
    ...(more === undefined ? {} : { additionalProperties: typeof more === 'boolean' ? more : inner(more) }),
  };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
