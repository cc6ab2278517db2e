import { ApiError, type CallOptions, type Client, type Operation, type Result } from '@portolan/transport';
import { heads } from '../generated/paging.js';
import type { HubexCall } from '../operation.js';
import { parseContentRange } from './content-range.js';
import { list } from './list.js';
import { type ListOptions, readOnly } from './paginate.js';

/**
 * Counts the records of a list operation without reading them: by HEAD where the service offers it and it takes the same filters, by a page
 * of one record elsewhere. A list that does not page is read.
 *
 * @throws {HubexError} the call is refused
 */
export async function count<TData, TList>(
  operation: Operation<TData, TList>,
  options: Omit<ListOptions<TData>, 'pageSize' | 'parallel' | 'onPage'>,
): Promise<number> {
  const client = readOnly((options as { client: Client }).client);
  // Seen by the client that the operation is given: what it would send, and whether HEAD does instead.
  const counting: Client = {
    async request<T>(call: HubexCall & CallOptions): Promise<Result<T>> {
      const { method, url, query, headers } = call;
      const one = (): Promise<Result<T>> => client.request({ ...call, headers: { ...headers, Range: 'items=1-1' } });
      if (method !== 'GET' || !heads[url] || heads[url].some((name) => query?.[name] !== undefined)) return one();
      const counted = await client.request<T>({ ...call, method: 'HEAD' }).catch((error: unknown) => {
        // The service does not offer it after all.
        if (error instanceof ApiError && (error.status === 404 || error.status === 405)) return undefined;
        throw error;
      });
      return counted && parseContentRange(counted.response.headers.get('content-range')) ? counted : one();
    },
  };
  const send = operation as unknown as (options: object) => Promise<Result<unknown>>;
  const { response } = await send({ ...options, client: counting });
  const range = parseContentRange(response.headers.get('content-range'));
  return range ? range.total : (await list(operation, options as ListOptions<TData>)).data.length;
}
