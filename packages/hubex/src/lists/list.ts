import type { Operation } from '@portolan/transport';
import type { Item } from './items.js';
import { type ListOptions, pagesOf } from './paginate.js';
import type { ListReport } from './report.js';

/** A whole list, and what became of it while it was read. */
export interface List<TList> extends ListReport {
  /** Every record, once, with its id. */
  data: Item<TList>[];
}

/**
 * Reads every record of a list operation, however long the list is; `paginate` is for lists that should not be held at once.
 *
 * @throws {HubexError} a page is refused
 * @throws {UsageError} the list does not page and ends where the service cuts lists silently
 */
export async function list<TData, TList>(operation: Operation<TData, TList>, options: ListOptions<TData>): Promise<List<TList>> {
  const data: Item<TList>[] = [];
  const pages = pagesOf(operation, options);
  for (;;) {
    const { value, done } = await pages.next();
    if (done) return { data, ...value };
    for (const item of value) data.push(item);
  }
}
