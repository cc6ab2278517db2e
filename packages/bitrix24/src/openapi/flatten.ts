/** A JSON Schema node, of OpenAPI 3.0 or 3.1; only what is looked at is named. */
export interface SchemaNode {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  allOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  anyOf?: SchemaNode[];
  enum?: unknown[];
  required?: string[];
  nullable?: boolean;
  description?: string;
}

/** Finds what a `$ref` points to. */
export type Resolve = (ref: string) => SchemaNode | undefined;

/** Properties by their dotted path (`fields.title`, `items[].id`) and what they are: types joined by `|`, `!` behind them when required. */
export type FlatShape = Record<string, string>;

/** Deeper, shapes turn into themselves: a task has a parent task. */
const deepest = 4;

/** A schema as a flat list of its properties, which can be compared whatever the spelling: references, `allOf` and versions of OpenAPI. */
export function flatten(schema: SchemaNode | undefined, resolve: Resolve): FlatShape {
  const shape: FlatShape = {};
  const visit = (path: string, node: SchemaNode, depth: number): void => {
    if (depth > deepest) return;
    for (const part of partsOf(node, resolve)) {
      const required = new Set(part.required);
      for (const [name, property] of Object.entries(part.properties ?? {})) {
        const at = path === '' ? name : `${path}.${name}`;
        shape[at] = typesOf(property, resolve) + (required.has(name) ? '!' : '');
        visit(at, property, depth + 1);
      }
      if (part.items) visit(`${path}[]`, part.items, depth + 1);
    }
  };
  if (schema) visit('', schema, 0);
  return shape;
}

/** The shape of an answer, without the running time that every answer carries. */
export function flattenAnswer(schema: SchemaNode | undefined, resolve: Resolve): FlatShape {
  return Object.fromEntries(Object.entries(flatten(schema, resolve)).filter(([path]) => !/^time(\.|$)/.test(path)));
}

/** A node with its references and combinations taken apart. */
function partsOf(node: SchemaNode, resolve: Resolve, depth = 0): SchemaNode[] {
  if (depth > 8) return [];
  const target = node.$ref === undefined ? node : resolve(node.$ref);
  if (target === undefined) return [];
  if (target.$ref !== undefined) return partsOf(target, resolve, depth + 1);
  const inner = [...(target.allOf ?? []), ...(target.oneOf ?? []), ...(target.anyOf ?? [])];
  return [target, ...inner.flatMap((part) => partsOf(part, resolve, depth + 1))];
}

/** The types of a node, `any` when it has none. Null is left out, and integers are numbers: the two sources seldom agree there. */
function typesOf(node: SchemaNode, resolve: Resolve): string {
  const types = partsOf(node, resolve).flatMap((part) => part.type ?? (part.properties ? 'object' : part.items ? 'array' : []));
  const names = types.filter((type) => type !== 'null').map((type) => (type === 'integer' ? 'number' : type));
  return [...new Set(names)].toSorted().join('|') || 'any';
}
