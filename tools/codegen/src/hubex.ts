import { fingerprint } from '../../../packages/transport/src/fingerprint.ts';
import type { Located } from './documents.ts';
import { commonFlags, type Flags, type Front } from './front.ts';
import { quote } from './names.ts';

/**
 * Functions of HubEx: they know the query parameters they take, since the service ignores others silently, and what is to be done around
 * the call (`via`): a stamp that tells repetitions, a file behind a temporary address, errors of items.
 */
export const hubexFront: Front = {
  module: '../../../operation.js',
  flags(document, located) {
    const flags = commonFlags(document, located);
    const takes = queryNames(located).map((name) => fingerprint(name).slice(-3));
    flags.members.push(`takes: ${quote(takes.join('') || '---')}`);
    addVia(flags, located);
    return flags;
  },
  type(located, data, result) {
    const link = withRole(located, 'link');
    if (link) return { text: `DownloadOperation<${data}, ${quote(link)}, ${result}>`, name: 'DownloadOperation' };
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

/** Names of the query parameters that an operation takes. */
export const queryNames = ({ parameters }: Located): string[] =>
  parameters.flatMap(({ in: place, name }) => (place === 'query' ? [name] : []));

const withRole = ({ parameters }: Located, role: string): string | undefined =>
  parameters.find((parameter) => parameter['x-portolan-role'] === role)?.name;
