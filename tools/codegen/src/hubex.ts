import { fingerprint } from '../../../packages/transport/src/fingerprint.ts';
import { type Located, type NamedDocument, type Operation, operationsOf, servicePath } from './documents.ts';
import { commonFlags, type Flags, type Front } from './front.ts';
import { quote } from './names.ts';
import { SpecError } from './spec-error.ts';
import { banner, type Files } from './write.ts';

/**
 * Functions of HubEx: they know the query parameters they take, since the service ignores others silently, and what is to be done around
 * the call (`via`): a stamp that tells repetitions, a file behind a temporary address, errors of items.
 */
export const hubexFront: Front = {
  module: '../../../operation.js',
  flags(document, located) {
    const flags = commonFlags(document, located);
    const takes = queryNames(located);
    if (takes.length > 0) flags.members.push(`takes: ${quote(takes.map((name) => fingerprint(name).slice(-3)).join(''))}`);
    addVia(flags, located);
    return flags;
  },
  type(located, data, result) {
    const link = withRole(located, 'link');
    if (link) return { text: `DownloadOperation<${data}, ${quote(link)}>`, name: 'DownloadOperation' };
    if (located.operation['x-portolan-item-errors']) return { text: `BulkOperation<${data}, ${result}>`, name: 'BulkOperation' };
    return { text: `Operation<${data}, ${result}>`, name: 'Operation' };
  },
};

function addVia({ members, tools }: Flags, located: Located): void {
  const via: string[] = [];
  const stamp = withRole(located, 'stamp');
  if (stamp) {
    const suppress = withRole(located, 'suppress-conflict');
    via.push('stamp');
    members.push(`stamp: [${[stamp, suppress].flatMap((name) => (name ? [quote(name)] : [])).join(', ')}]`);
  }
  const link = withRole(located, 'link');
  if (link) {
    via.push('download');
    members.push(`link: ${quote(link)}`);
  }
  const errors = located.operation['x-portolan-item-errors'];
  if (errors) {
    via.push('bulk');
    members.push(`errors: [${errors.map(quote).join(', ')}]`);
  }
  if (via.length > 0) members.push(`via: ${via.reduce((outer, inner) => `/*#__PURE__*/ both(${outer}, ${inner})`)}`);
  tools.push(...via, ...(via.length > 1 ? ['both'] : []));
}

const queryNames = ({ parameters }: Located): string[] => parameters.flatMap(({ in: place, name }) => (place === 'query' ? [name] : []));

const withRole = ({ parameters }: Located, role: string): string | undefined =>
  parameters.find((parameter) => parameter['x-portolan-role'] === role)?.name;

/** What the client must know of HubEx besides operations: where lists are cut, and which of them HEAD counts. */
export function hubexFacts(documents: readonly NamedDocument[]): Files {
  const cut = documents
    .flatMap(({ document }) => Object.values(document.components.parameters ?? {}))
    .find((parameter) => parameter['x-portolan-cut'] !== undefined)?.['x-portolan-cut'];
  if (cut === undefined) throw new SpecError('HubEx: no parameter has x-portolan-cut. The shared Range parameter says where lists are cut.');
  const heads = documents.flatMap(({ document }) => {
    const prefix = servicePath(document);
    const byPath = Map.groupBy(operationsOf(document), ({ path }) => path);
    return [...byPath].flatMap(([path, operations]) => {
      const list = operations.find(({ method, operation }) => method === 'get' && operation['x-portolan-paging']);
      const head = operations.find(({ method, operation }) => method === 'head' && counts(operation, list?.operation));
      if (!list || !head) return [];
      const taken = queryNames(head);
      return [`  ${quote(prefix + path)}: [${queryNames(list).filter((name) => !taken.includes(name)).map(quote).join(', ')}],`];
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
  return new Map([['paging.ts', `${lines.join('\n')}\n`]]);
}

/** Does this HEAD tell the total of this list? */
function counts(head: Operation, list: Operation | undefined): boolean {
  const total = Object.values(head.responses).some(({ headers }) => headers !== undefined && 'Content-Range' in headers);
  return total && (head['x-portolan-counts'] ?? list?.operationId) === list?.operationId;
}
