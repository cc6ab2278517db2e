import type { CallOptions, Client, Operation, Result } from '@portolan/transport';

/** A page of a Workly list. */
interface Page {
  items?: readonly unknown[];
  _meta?: { pageCount?: number | string };
  _links?: { next?: unknown };
}

/** One record of a list answer. */
export type Item<TList> = TList extends { items?: readonly (infer T)[] } ? T : never;

/** How a list is walked. */
export interface PagingOptions {
  /** Records a request asks for, at most 50; the service chooses unless told. */
  pageSize?: number;
}

/** Options of a list operation; the page number is the paging's own. */
export type ListOptions<TData> = Omit<TData, 'url' | 'body'> & CallOptions & PagingOptions & { client: Client };

/**
 * Walks a list operation page by page and yields its records, as long as Workly names a further page.
 * @throws WorklyError when a page is refused
 */
export async function* paginate<TData, TList>(
  operation: Operation<TData, TList>,
  options: ListOptions<TData>,
): AsyncGenerator<Item<TList>, void, undefined> {
  const { pageSize: limit, query, headers, ...rest } = options as PagingOptions & { query?: object; headers?: object };
  // page and limit are typed per operation; here they are known to be among its parameters.
  const call = operation as unknown as (options: object) => Promise<Result<Page | undefined>>;
  for (let page = 1; ; page += 1) {
    const { data } = await call({ ...rest, query: { ...query, page }, headers: { ...headers, limit } });
    const { items = [], _meta, _links } = data ?? {};
    yield* items as Item<TList>[];
    const more = _meta?.pageCount === undefined ? _links?.next : page < Number(_meta.pageCount);
    if (!more || items.length === 0) return;
  }
}
