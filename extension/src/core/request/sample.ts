import { isObject, propertiesOf, requiredOf, resolveSchema, typesOf, type Definitions } from '../schema.ts';

/**
 * A body to start from: what the specification requires, with its examples and defaults. Optional fields are left to the editor's
 * completion, so that nothing is sent by accident.
 */
export function sampleBody(schema: unknown, definitions: Definitions): unknown {
  return sample(schema, definitions, 0);
}

function sample(schema: unknown, definitions: Definitions, depth: number): unknown {
  const resolved = resolveSchema(schema, definitions);
  const given =
    resolved['example'] ??
    (Array.isArray(resolved['examples']) ? resolved['examples'][0] : undefined) ??
    resolved['default'] ??
    resolved['const'];
  if (given !== undefined) return given;
  if (Array.isArray(resolved['enum'])) return resolved['enum'][0];
  const alternatives = resolved['oneOf'] ?? resolved['anyOf'];
  if (Array.isArray(alternatives) && alternatives.length && typesOf(resolved).length === 0)
    return sample(alternatives[0], definitions, depth + 1);
  const type = typesOf(resolved)[0] ?? (isObject(resolved['properties']) ? 'object' : undefined);
  switch (type) {
    case 'object':
      return depth > 6 ? {} : sampleObject(resolved, definitions, depth);
    case 'array':
      return depth > 0 && depth < 4 && isRequiredItem(resolved)
        ? [sample(resolved['items'], definitions, depth + 1)]
        : depth === 0
          ? [sample(resolved['items'], definitions, depth + 1)]
          : [];
    case 'integer':
    case 'number':
      return typeof resolved['minimum'] === 'number' ? resolved['minimum'] : 0;
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      return null;
  }
}

function sampleObject(schema: Readonly<Record<string, unknown>>, definitions: Definitions, depth: number): Record<string, unknown> {
  const properties = propertiesOf(schema);
  const required = requiredOf(schema).filter((name) => name in properties);
  const body: Record<string, unknown> = {};
  for (const name of required) {
    if (resolveSchema(properties[name], definitions)['readOnly'] !== true) body[name] = sample(properties[name], definitions, depth + 1);
  }
  return body;
}

function isRequiredItem(schema: Readonly<Record<string, unknown>>): boolean {
  return typeof schema['minItems'] === 'number' && schema['minItems'] > 0;
}
