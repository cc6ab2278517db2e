import { methodsOf, type PortalDocument, resolverOf } from './document.js';
import type { Resolve, SchemaNode } from './flatten.js';

const banner = '// Generated from the OpenAPI document of a Bitrix24 portal. Do not edit: generate it again.';

/**
 * Writes a TypeScript module with the types of every method in a portal's document, and `portal(b24)`, a typed client of them.
 */
export function portalTypes(document: PortalDocument): string {
  const resolve = resolverOf(document);
  const names = namesOf(Object.keys(document.components?.schemas ?? {}));
  const type = (node: SchemaNode | undefined): string => typeOf(node, names, 0);
  const methods = methodsOf(document).map(({ name, summary, params, answer }) => {
    const takes = params === undefined ? 'undefined' : type(params);
    const gives = answer === undefined ? 'unknown' : enveloped(type(answer), answer, resolve);
    return `${comment(summary)}  ${JSON.stringify(name)}: Method<${takes}, ${gives}>;`;
  });
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) => `export type ${names.get(name)} = ${type(schema)};`,
  );
  return [
    banner,
    "import type { Bitrix24, Caller, Method } from '@portolan/bitrix24';",
    '',
    '/** Methods of REST 3.0 that the portal has. */',
    'export interface PortalMethods {',
    ...methods,
    '}',
    '',
    "/** The portal's methods by name, typed: `portal(b24).call('tasks.task.get', { id: 1 })`. */",
    'export const portal = (b24: Bitrix24): Caller<PortalMethods> => b24.v3 as unknown as Caller<PortalMethods>;',
    '',
    ...schemas,
    '',
  ].join('\n');
}

/** Documents that describe the result alone get the envelope that is on the wire. */
function enveloped(type: string, answer: SchemaNode, resolve: Resolve): string {
  const target = answer.$ref === undefined ? answer : resolve(answer.$ref);
  const hasResult = [target, ...(target?.allOf ?? [])].some((part) => Object.hasOwn(part?.properties ?? {}, 'result'));
  return hasResult ? type : `{ result: ${type} }`;
}

/** Names that TypeScript takes, each once, and none that the module itself uses. */
function namesOf(schemas: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(['PortalMethods', 'Bitrix24', 'Caller', 'Method', 'Array', 'Record']);
  for (const schema of schemas) {
    const words = schema.split(/[^A-Za-z0-9]+/).filter(Boolean);
    const stem = words
      .map((word) => word[0]!.toUpperCase() + word.slice(1))
      .join('')
      .replace(/^(?=\d|$)/, 'Schema');
    let name = stem;
    for (let number = 2; taken.has(name); number += 1) name = `${stem}${number}`;
    taken.add(name);
    names.set(schema, name);
  }
  return names;
}

function typeOf(node: SchemaNode | undefined, names: ReadonlyMap<string, string>, depth: number): string {
  if (node === undefined || depth > 40) return 'unknown';
  const inner = (child: SchemaNode | undefined): string => typeOf(child, names, depth + 1);
  const nullable = (type: string): string => (node.nullable === true && type !== 'unknown' ? `${type} | null` : type);
  if (node.$ref !== undefined) {
    const name = node.$ref.split('/').at(-1)!.replaceAll('~1', '/').replaceAll('~0', '~');
    return node.$ref.startsWith('#/components/schemas/') ? (names.get(name) ?? 'unknown') : 'unknown';
  }
  const union = (types: readonly string[]): string =>
    [...new Set(types)].map((type) => (/[&|]/.test(type) ? `(${type})` : type)).join(' | ');
  if (node.enum) return nullable(union(node.enum.map((value) => JSON.stringify(value) ?? 'null')));
  const either = node.oneOf ?? node.anyOf;
  if (either && either.length > 0) return nullable(union(either.map(inner)));
  const own =
    node.properties || node.additionalProperties || node.items || node.type !== undefined
      ? [union([node.type ?? 'object'].flat().map((type) => plain(type, node, inner)))]
      : [];
  const all = [...own, ...(node.allOf ?? []).map(inner)].filter(
    (type, _, types) => types.length === 1 || type !== 'Record<string, unknown>',
  );
  return nullable(
    all.length === 0 ? 'unknown' : all.map((type) => (all.length > 1 && type.includes(' | ') ? `(${type})` : type)).join(' & '),
  );
}

function plain(type: string, node: SchemaNode, inner: (child: SchemaNode | undefined) => string): string {
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'string' || type === 'boolean' || type === 'null') return type;
  if (type === 'array') return `Array<${inner(node.items)}>`;
  if (type !== 'object') return 'unknown';
  const required = new Set(node.required);
  const members = Object.entries(node.properties ?? {}).map(
    ([name, child]) => `${JSON.stringify(name)}${required.has(name) ? '' : '?'}: ${inner(child)}`,
  );
  if (members.length > 0) return `{ ${members.join('; ')} }`;
  return typeof node.additionalProperties === 'object' ? `Record<string, ${inner(node.additionalProperties)}>` : 'Record<string, unknown>';
}

const comment = (summary: string | undefined): string =>
  summary ? `  /** ${summary.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /').trim()} */\n` : '';
