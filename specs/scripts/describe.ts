/** A JSON Schema node of a bundled document. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  prefixItems?: Schema[];
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  'x-portolan-untyped'?: string;
}

/** How many leaves of a value there are, and which of them no schema speaks of. */
export interface Leaves {
  total: number;
  undescribed: string[];
}

type Resolve = (ref: string) => Schema;

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** Every schema that applies at this place: references resolved, compositions opened. */
export function alternatives(schema: Schema, resolve: Resolve, depth = 0): Schema[] {
  if (depth > 20) return [];
  const opened = schema.$ref ? alternatives(resolve(schema.$ref), resolve, depth + 1) : [];
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return [schema, ...opened, ...parts.flatMap((part) => alternatives(part, resolve, depth + 1))];
}

function propertySchemas(schemas: readonly Schema[], key: string): Schema[] {
  return schemas.flatMap((schema) => {
    const named = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (named) return [named];
    const patterns = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern, 'u').test(key));
    if (patterns.length > 0) return patterns.map(([, value]) => value);
    return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  });
}

/**
 * Counts the leaves (scalars, empty arrays and objects) of a value and names those without a described type: reached only
 * through an open object, an array without items, or a schema that admits anything.
 */
export function describe(value: unknown, schema: Schema | undefined, resolve: Resolve, at = '$'): Leaves {
  const schemas = schema ? alternatives(schema, resolve) : [];
  const merge = (parts: Leaves[]): Leaves => ({
    total: parts.reduce((sum, part) => sum + part.total, 0),
    undescribed: parts.flatMap((part) => part.undescribed),
  });
  const child = (candidates: Schema[]): Schema | undefined => (candidates.length === 0 ? undefined : { anyOf: candidates });
  if (Array.isArray(value) && value.length > 0) {
    return merge(
      value.map((item, index) =>
        describe(item, child(schemas.flatMap((s) => s.prefixItems?.[index] ?? s.items ?? [])), resolve, `${at}[]`),
      ),
    );
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    return merge(Object.entries(value).map(([key, item]) => describe(item, child(propertySchemas(schemas, key)), resolve, `${at}.${key}`)));
  }
  const known = schemas.some((s) => {
    if (s.enum !== undefined || s.const !== undefined) return true;
    const types = [s.type ?? []].flat();
    return (
      types.includes(typeOf(value)) || (types.includes('integer') && typeof value === 'number') || (value === null && types.length > 0)
    );
  });
  return { total: 1, undescribed: known ? [] : [at] };
}
