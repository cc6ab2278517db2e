import { contentOf, deref, type Document, type Located, type Operation, type Schema } from './documents.ts';
import { quote } from './names.ts';

/** What a package's functions are made of. */
export interface Front {
  /** The module that `operation`, the type `Operation` and the tools of {@link Front.flags} come from, as seen from a tag's folder. */
  module: string;
  /** What a client must know of an operation beyond method and path, where it is not the default. */
  flags(document: Document, located: Located): Flags;
  /** The type of a function, where it is not `Operation<Data, Result>`, and the name in it to import. */
  type?(located: Located, data: string, result: string): { text: string; name: string };
}

/** The flags of one operation. */
export interface Flags {
  /** Members of an object literal. */
  members: string[];
  /** Functions that the members name, so that a bundle holds those it uses. */
  tools: string[];
}

const encoders = new Map([
  ['multipart/form-data', 'multipart'],
  ['application/x-www-form-urlencoded', 'form'],
]);

/** The flags that any provider's operation may have: may it be repeated, how does the body travel, what does a 204 stand for. */
export function commonFlags(document: Document, { method, operation }: Located): Flags {
  const flags: Flags = { members: [], tools: [] };
  const repeatable = operation['x-portolan-idempotent'];
  if (repeatable !== (method === 'get' || method === 'head')) flags.members.push(`repeatable: ${repeatable}`);
  const encoder = encoders.get(contentOf(operation.requestBody?.content)?.contentType ?? '');
  if (encoder) {
    flags.members.push(`encode: ${encoder}`);
    flags.tools.push(encoder);
  }
  const empty = emptyShape(document, operation);
  if (empty) flags.members.push(`empty: ${quote(empty)}`);
  return flags;
}

/** Functions of a plain REST client, straight from transport. */
export const plainFront: Front = { module: '@portolan/transport', flags: commonFlags };

/** Which successes come with a body: `some` where one, such as 204, has none. */
export function bodies(document: Document, operation: Operation): 'all' | 'some' | 'none' {
  const successes = Object.entries(operation.responses).filter(([code]) => code.startsWith('2'));
  const full = successes.filter(([, answer]) => deref(document, answer).content);
  if (full.length === 0) return 'none';
  return full.length === successes.length ? 'all' : 'some';
}

/** Does a 204 of this operation stand for an empty list? */
export const emptyIsList = (document: Document, operation: Operation): boolean => emptyShape(document, operation) !== undefined;

function emptyShape(document: Document, operation: Operation): 'array' | 'map' | undefined {
  const full = operation.responses['200'];
  if (operation['x-portolan-paging']?.items !== '' || !operation.responses['204'] || !full) return undefined;
  const schema = contentOf(deref(document, full).content)?.schema;
  return schema && isArray(document, schema) ? 'array' : 'map';
}

function isArray(document: Document, schema: Schema): boolean {
  return [deref(document, schema).type].flat().includes('array');
}
