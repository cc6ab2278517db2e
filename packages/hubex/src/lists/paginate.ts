import { type CallOptions, type Client, type Operation, type Result, UsageError } from '@portolan/transport';
import { silentCut } from '../generated/paging.js';
import { parseContentRange } from './content-range.js';
import { type Item, itemsOf } from './items.js';
import type { ListReport } from './report.js';
import { type PagingOptions, type ReadPage, walk } from './walk.js';

/** Options of a list operation that is read whole: its own, without what the paging does itself. */
export type ListOptions<TData> = Omit<TData, 'url' | 'body'> &
  Omit<CallOptions, 'parse' | 'throwOnError'> &
  PagingOptions & { client: Client };

/**
 * Yields every record of a list operation, once, with its id, however long the list is. Pages are asked for by `Range`; from the second one
 * on several requests are under way. Returns what became of the list meanwhile ({@link ListReport}).
 *
 * @throws {HubexError} a page is refused
 * @throws {UsageError} the list does not page and ends where the service cuts lists silently
 */
export async function* paginate<TData, TList>(
  operation: Operation<TData, TList>,
  options: ListOptions<TData>,
): AsyncGenerator<Item<TList>, ListReport, undefined> {
  const pages = pagesOf(operation, options);
  try {
    for (;;) {
      const { value, done } = await pages.next();
      if (done) return value;
      yield* value;
    }
  } finally {
    await pages.return(undefined as never);
  }
}

/** The pages of a list operation. Whoever stops early ends the requests that are under way. */
export async function* pagesOf<TData, TList>(
  operation: Operation<TData, TList>,
  options: ListOptions<TData>,
): AsyncGenerator<Item<TList>[], ListReport, undefined> {
  const { pageSize, parallel, onPage, ...call } = options as PagingOptions & Call;
  for (const [field, value, most] of [['pageSize', pageSize, Infinity] as const, ['parallel', parallel, 32] as const])
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value <= most))
      throw new UsageError(field, 'it is not a whole number above 0, or too large', 'Leave it out, or pass a smaller one.');
  const { query, signal } = call;
  for (const field of ['offset', 'fetch'])
    if (query?.[field] !== undefined)
      throw new UsageError(`query.${field}`, 'paging is done here', 'Pass `pageSize`, or call the operation itself.');

  const stop = new AbortController();
  const forward = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', forward, { once: true });
  // The operation's own options cannot be told from here; Range is one of its headers wherever the service pages.
  const send = operation as unknown as (options: Call) => Promise<Result<TList | undefined>>;
  const read: ReadPage<TList> = async (first, last) => {
    signal?.throwIfAborted();
    const headers = { ...call.headers, Range: `items=${first}-${last}` };
    const { data, response } = await send({ ...call, client: readOnly(call.client), headers, signal: stop.signal });
    signal?.throwIfAborted();
    const found = itemsOf(data);
    const range = parseContentRange(response.headers.get('content-range'));
    if (!range && response.status === 206)
      throw new UsageError(
        'answer',
        'a part of the list came without a readable Content-Range',
        'Check proxies; in a browser HubEx has to expose the header.',
      );
    if (!range && found.items.length >= silentCut)
      throw new UsageError(
        'query',
        `the list does not page, and HubEx cuts lists silently at ${silentCut} records`,
        'Narrow it by filters.',
      );
    return { ...found, range };
  };
  try {
    return yield* walk(read, { pageSize, parallel, onPage });
  } finally {
    stop.abort();
    signal?.removeEventListener('abort', forward);
  }
}

interface Call extends CallOptions {
  client: Client;
  query?: Record<string, unknown>;
  headers?: Record<string, unknown>;
}

/** Lets GET and HEAD through: whatever else is passed for a list would be carried out page after page. */
export function readOnly(client: Client): Client {
  return {
    async request(call) {
      if (!/^(GET|HEAD)$/.test(call.method)) throw new UsageError('operation', `${call.id} is no list`, 'Pass an operation that lists.');
      return client.request(call);
    },
  };
}
