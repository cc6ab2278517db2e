import type { CallOptions, Client, Operation, Result } from '@portolan/transport';

/** One record of a list answer. In a map keyed by id the key becomes `id`, since the value may lack it. */
export type Item<TList> = TList extends readonly (infer T)[] ? T : TList extends Record<string, infer T> ? T & { id: number } : never;

/** How a list is walked. */
export interface PagingOptions {
  /** Records a request asks for; 100 unless told. The service cuts at 10,000. */
  pageSize?: number;
}

/** Options of a list operation; the `Range` header is the paging's own. */
export type ListOptions<TData> = Omit<TData, 'url' | 'body'> & CallOptions & PagingOptions;

/** Where a page stands: `items=1-50/1200` is first 1, last 50, total 1200. */
export interface ContentRange {
  first: number;
  last: number;
  total: number;
}

/** Reads a `Content-Range` header; `undefined` when it is missing or not understood. */
export function parseContentRange(header: string | null): ContentRange | undefined {
  const [first, last, total] =
    header
      ?.match(/items[= ](\d+)-(\d+)\/(\d+)/)
      ?.slice(1)
      .map(Number) ?? [];
  return first === undefined ? undefined : { first, last: last!, total: total! };
}

/**
 * Walks a list operation page by page and yields its records. The next page starts after the last record that the service says it
 * sent (`Content-Range`), never after a guessed count. A service that ignores `Range` answers everything at once; then that is all.
 * @throws HubexError when a page is refused
 */
export async function* paginate<TData, TList>(
  client: Client,
  operation: Operation<TData, TList>,
  options?: ListOptions<TData>,
): AsyncGenerator<Item<TList>, void, undefined> {
  const { pageSize = 100, headers, ...rest } = { ...options } as PagingOptions & { headers?: object };
  // Range is typed per operation; here it is known to be one of its headers.
  const call = operation as unknown as (options: object) => Promise<Result<TList | undefined>>;
  for (let from = 1; ;) {
    const Range = `items=${from}-${from + pageSize - 1}`;
    const { data, response } = await call({ ...rest, client, headers: { ...headers, Range } });
    yield* itemsOf(data);
    const sent = parseContentRange(response.headers.get('content-range'));
    if (!sent || sent.last >= sent.total || sent.last < from) return;
    from = sent.last + 1;
  }
}

function itemsOf<TList>(list: TList | undefined): Item<TList>[] {
  if (Array.isArray(list)) return list as Item<TList>[];
  return Object.entries((list ?? {}) as Record<string, object>).map(([key, value]) => ({ ...value, id: Number(key) }) as Item<TList>);
}
