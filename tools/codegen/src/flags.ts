import { contentOf, deref, type Document, type Operation, type Schema } from './documents.ts';
import { quote } from './names.ts';

/** What a client must know of an operation beyond method and path, where it is not the default. */
export interface Flags {
  /** May it be sent again when the first answer was lost? Left out where the HTTP method says the same. */
  repeatable?: boolean;
  /** How the body travels when it is not JSON: the name of transport's encoder. */
  encoding?: 'form' | 'multipart';
  /** What a 204 stands for: an empty list of this shape. */
  empty?: 'array' | 'map';
}

const encodings = new Map<string, Flags['encoding']>([
  ['multipart/form-data', 'multipart'],
  ['application/x-www-form-urlencoded', 'form'],
]);

/** The flags that the spec gives an operation. */
export function flagsOf(document: Document, method: string, operation: Operation): Flags {
  const flags: Flags = {};
  const reads = method === 'get' || method === 'head';
  if (operation['x-portolan-idempotent'] !== reads) flags.repeatable = operation['x-portolan-idempotent'];
  const encoding = encodings.get(contentOf(operation.requestBody?.content)?.contentType ?? '');
  if (encoding) flags.encoding = encoding;
  const full = operation.responses['200'];
  if (operation['x-portolan-paging']?.items === '' && operation.responses['204'] && full) {
    const schema = contentOf(deref(document, full).content)?.schema;
    flags.empty = schema && isArray(document, schema) ? 'array' : 'map';
  }
  return flags;
}

/** Flags as an object literal, `{ repeatable: true, encode: form }`; the encoders are functions, so that a bundle holds those it uses. */
export function printFlags({ repeatable, encoding, empty }: Flags): string {
  const members: string[] = [];
  if (repeatable !== undefined) members.push(`repeatable: ${repeatable}`);
  if (encoding) members.push(`encode: ${encoding}`);
  if (empty) members.push(`empty: ${quote(empty)}`);
  return `{ ${members.join(', ')} }`;
}

/** Which successes come with a body: `some` where one, such as 204, has none. */
export function bodies(document: Document, operation: Operation): 'all' | 'some' | 'none' {
  const successes = Object.entries(operation.responses).filter(([code]) => code.startsWith('2'));
  const full = successes.filter(([, answer]) => deref(document, answer).content);
  if (full.length === 0) return 'none';
  return full.length === successes.length ? 'all' : 'some';
}

function isArray(document: Document, schema: Schema): boolean {
  return [deref(document, schema).type].flat().includes('array');
}
