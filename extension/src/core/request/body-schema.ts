import type { OperationDetails } from '@portolan/catalog';
import { isObject, resolveSchema, type Definitions } from '../schema.ts';

/**
 * The JSON schema of an operation's body for VS Code's JSON editor: only the definitions that it reaches, closed against misspelt
 * properties where the specification names all of them.
 */
export function bodySchema(details: OperationDetails): Record<string, unknown> {
  const root = details.body ? prepare(details.body.schema) : {};
  const definitions: Record<string, unknown> = {};
  collect(root, details.definitions, definitions);
  return {
    title: details.entry.name,
    ...(isObject(root) ? root : {}),
    ...(details.body && isClosed(details.body.schema, details.definitions) ? { unevaluatedProperties: false } : {}),
    ...(Object.keys(definitions).length ? { definitions } : {}),
  };
}

/** Whether the specification names every property of a body, so that another name can only be a mistake. */
function isClosed(schema: unknown, definitions: Definitions): boolean {
  const { properties, additionalProperties, oneOf, anyOf, patternProperties } = resolveSchema(schema, definitions) as Record<
    string,
    unknown
  >;
  return isObject(properties) && [additionalProperties, oneOf, anyOf, patternProperties].every((keyword) => keyword === undefined);
}

function collect(schema: unknown, all: Definitions, found: Record<string, unknown>): void {
  if (Array.isArray(schema)) {
    for (const part of schema) collect(part, all, found);
    return;
  }
  if (!isObject(schema)) return;
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const name = decodeURIComponent(reference.slice('#/definitions/'.length));
    if (!(name in found) && name in all) {
      const prepared = prepare(all[name]);
      found[name] = prepared;
      collect(prepared, all, found);
    }
  }
  for (const value of Object.values(schema)) collect(value, all, found);
}

/** Adds what an editor shows: examples, and the names of the members of integer enumerations. Changes nothing of what is valid. */
function prepare(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((part) => prepare(part));
  if (!isObject(schema)) return schema;
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) result[keyword] = data.has(keyword) ? value : prepare(value);
  if (Array.isArray(schema['enum']) && Array.isArray(schema['x-enum-varnames'])) result['enumDescriptions'] = schema['x-enum-varnames'];
  if (schema['example'] !== undefined && schema['examples'] === undefined) result['examples'] = [schema['example']];
  return result;
}

/** Keywords whose values are data, not schemas. */
const data = new Set(['enum', 'default', 'example', 'examples', 'const']);
