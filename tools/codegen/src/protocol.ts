import { commentLine } from './comments.ts';
import { type Document, type Located, type NamedDocument, operationsOf, resolve } from './documents.ts';
import { methodName } from './methods.ts';
import { pascal } from './names.ts';
import { positionalOf } from './positional.ts';
import { SpecError } from './spec-error.ts';
import { banner } from './write.ts';

/** What Bitrix24's client must know at run time: which methods break the rule of their last word, the portal's limits. */
export function protocolFile(sections: readonly NamedDocument[]): string {
  const all = sections.flatMap(({ document }) => operationsOf(document));
  const readVerbs = readVerbsOf(all);
  const assumed = (located: Located): boolean => usual.test(verb(located)) || readVerbs.includes(verb(located));
  const exceptions = all.filter((located) => reads(located) !== assumed(located));
  const writes = all.filter((located) => !reads(located));
  const unkeyed = writes.filter(
    ({ operation, parameters }) => operation['x-portolan-api'] === 'v3' && !parameters.some(({ in: place }) => place === 'header'),
  );
  return [
    banner,
    '/** Methods, in lower case, that do not do what their last word says. */',
    `export const exceptions: ReadonlySet<string> = ${set(exceptions.map((located) => methodName(located).toLowerCase()))};`,
    '',
    '/** v3 methods that write and take no idempotency key: they are never sent twice. */',
    `export const unkeyedMethods: ReadonlySet<string> = ${set(unkeyed.map(methodName))};`,
    '',
    '/** Methods whose parameters go by position begin like this; `positional.ts` tells which. */',
    `export const positionalStart: RegExp = /^${commonStart(positionalOf(sections).map(methodName)).replaceAll('.', String.raw`\.`)}/i;`,
    '',
    limits(sections),
  ].join('\n');
}

/** The last words of methods that read, in a file of its own: most first calls are of methods that `get` or `list`, and need none. */
export function readsFile(sections: readonly NamedDocument[]): string {
  const all = sections.flatMap(({ document }) => operationsOf(document));
  return [
    banner,
    '/** Last words of methods that mostly only read, whatever stands before them; those that begin with `get` and `list` are not named. */',
    `export const readVerbs: ReadonlySet<string> = ${set(readVerbsOf(all))};`,
    '',
  ].join('\n');
}

const reads = (located: Located): boolean => located.operation['x-portolan-effect'] === 'read';

function readVerbsOf(all: readonly Located[]): string[] {
  return [...Map.groupBy(all, verb)]
    .filter(([word, located]) => !usual.test(word) && located.filter(reads).length * 2 > located.length)
    .map(([word]) => word);
}

/** What all names begin with, up to a dot. */
function commonStart(names: readonly string[]): string {
  const words = (names[0] ?? '').split('.');
  while (!names.every((name) => name.startsWith(`${words.join('.')}.`))) words.pop();
  if (words.length === 0)
    throw new SpecError('The methods that take parameters by position have no first word in common; protocolFile needs another test.');
  return `${words.join('.')}.`;
}

const verb = (located: Located): string => methodName(located).split('.').at(-1)!.toLowerCase();
const set = (names: readonly string[]): string => `/*#__PURE__*/ new Set(${JSON.stringify([...new Set(names)].toSorted())})`;

/** Verbs that the client knows to read without a list. */
const usual = /^(get|list)/;

/** Each fact of each limit as a constant of its own (`bucketError`, `idempotencyHeader`), so that a bundle holds only those it uses. */
function limits(sections: readonly NamedDocument[]): string {
  const document = sections.map((section) => section.document).find((candidate) => candidate['x-portolan-limits']);
  if (!document) throw new SpecError('No Bitrix24 document carries x-portolan-limits; the client takes its bucket from them.');
  return Object.entries(limitsOf(document))
    .filter(([, limit]) => typeof limit === 'object')
    .map(([name, limit]) => {
      const { description = name } = limit as { description?: string };
      const constants = Object.entries(facts(limit) as object).map(
        ([key, value]: [string, unknown]) => `export const ${name}${pascal(key)} = ${JSON.stringify(value)} as const;\n`,
      );
      return `// ${commentLine(description)}\n${constants.join('')}`;
    })
    .join('\n');
}

function limitsOf(document: Document): Record<string, unknown> {
  const limit = document['x-portolan-limits'] ?? {};
  return typeof limit['$ref'] === 'string' ? (resolve(document, limit['$ref']) as Record<string, unknown>) : limit;
}

/** A copy without what is written for people. */
function facts(node: unknown): unknown {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
  const kept = Object.entries(node).filter(([key]) => key !== 'description' && !key.startsWith('x-'));
  return Object.fromEntries(kept.map(([key, item]) => [key, facts(item)]));
}
