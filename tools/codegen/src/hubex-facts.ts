import { type Document, type NamedDocument, type Operation, operationsOf, servicePath } from './documents.ts';
import { queryNames } from './hubex.ts';
import { quote } from './names.ts';
import { SpecError } from './spec-error.ts';
import { banner, type Files } from './write.ts';

/** What the client must know of HubEx besides operations: where lists are cut, which of them HEAD counts, the events of webhooks. */
export function hubexFacts(documents: readonly NamedDocument[]): Files {
  const cut = documents
    .flatMap(({ document }) => Object.values(document.components.parameters ?? {}))
    .find((parameter) => parameter['x-portolan-cut'] !== undefined)?.['x-portolan-cut'];
  if (cut === undefined)
    throw new SpecError('HubEx: no parameter has x-portolan-cut. The shared Range parameter says where lists are cut.');
  const heads = documents.flatMap(({ document }) => {
    const prefix = servicePath(document);
    const byPath = Map.groupBy(operationsOf(document), ({ path }) => path);
    return [...byPath].flatMap(([path, operations]) => {
      const list = operations.find(({ method, operation }) => method === 'get' && operation['x-portolan-paging']);
      const head = operations.find(({ method, operation }) => method === 'head' && counts(operation, list?.operation));
      if (!list || !head) return [];
      const taken = queryNames(head);
      return [
        `  ${quote(prefix + path)}: [${queryNames(list)
          .filter((name) => !taken.includes(name))
          .map(quote)
          .join(', ')}],`,
      ];
    });
  });
  const lines = [
    banner,
    '/** A list that is asked for without `Range` is cut silently at so many records. */',
    `export const silentCut = ${cut};`,
    '',
    '/** Lists that HEAD counts, with the parameters that it does not take. */',
    'export const heads: Readonly<Record<string, readonly string[]>> = {',
    ...heads,
    '};',
  ];
  return new Map([
    ['paging.ts', `${lines.join('\n')}\n`],
    ['events.ts', eventsFile(documents)],
  ]);
}

/** Does this HEAD tell the total of this list? */
function counts(head: Operation, list: Operation | undefined): boolean {
  const total = Object.values(head.responses).some(({ headers }) => headers !== undefined && 'Content-Range' in headers);
  return total && (head['x-portolan-counts'] ?? list?.operationId) === list?.operationId;
}

/** The event ids that some source names, from `x-portolan-known` of the schema that takes them. */
function eventsFile(documents: readonly NamedDocument[]): string {
  const known = documents.flatMap(({ document }) => knownIds(document));
  const lines = [
    banner,
    '/** Events of webhooks whose id some source names. There are more: `GET /Events` of COMMON lists them. */',
    'export const eventNames = {',
    ...known.map(([id, name]) => `  ${id}: ${quote(name)},`),
    '} as const;',
  ];
  return `${lines.join('\n')}\n`;
}

function knownIds(document: Document): [string, string][] {
  const found = /"x-portolan-known":(\{[^}]*\})/.exec(JSON.stringify(document.components.schemas ?? {}))?.[1];
  return found === undefined ? [] : Object.entries(JSON.parse(found) as Record<string, string>);
}
