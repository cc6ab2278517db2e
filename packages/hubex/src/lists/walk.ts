import { notify, UsageError } from '@portolan/transport';
import type { ContentRange } from './content-range.js';
import type { Items } from './items.js';
import { type ListReport, Totals } from './report.js';
import { Seen } from './seen.js';

/** How a list is walked. */
export interface PagingOptions {
  /** Records a request asks for, at least 2; 500 unless told. */
  pageSize?: number | undefined;
  /** Requests under way at once, from the second page on, at most 32; 4 unless told. */
  parallel?: number | undefined;
  /** Told of every page: records that have come, and how many there are. */
  onPage?: ((progress: { read: number; total: number }) => void) | undefined;
}

/** A page as it came; without `range` the service has sent the whole list at once, or nothing. */
export interface Page<TList> extends Items<TList> {
  range: ContentRange | undefined;
}

/** Reads the records `first` to `last`, from 1 and inclusive. */
export type ReadPage<TList> = (first: number, last: number) => Promise<Page<TList>>;

/** So often a place of the list is looked for in vain before it is given up. */
const patience = 100;

/**
 * Yields the records of a list, page after page. Places shift when records come and go before them, so every page begins with the last
 * record of the one before: if it brings a record that is known, nothing was lost between them, since all that follows a known record is
 * in the same page or behind it. If not, reading goes on from further ahead. What comes twice is dropped.
 */
export async function* walk<TList>(
  read: ReadPage<TList>,
  { pageSize = 500, parallel = 4, onPage }: PagingOptions,
): AsyncGenerator<Page<TList>['items'], ListReport, undefined> {
  const totals = new Totals();
  const seen = new Seen();
  let count = 0;

  const look = async (first: number, last: number): Promise<Page<TList>> => {
    const begun = totals.begin();
    const page = await read(first, last);
    if (page.range) totals.see(page.range, begun);
    return page;
  };
  /** The records that are new. */
  const take = ({ items, ids, range }: Page<TList>): Page<TList>['items'] => {
    const fresh = distinct ? items.filter((_, place) => ids[place] === undefined || seen.add(ids[place])) : items;
    count += fresh.length;
    notify(onPage, { read: count, total: range?.total ?? count });
    return fresh;
  };

  const start = await look(1, pageSize);
  const { distinct } = start;
  yield take(start);
  if (!start.range) return { ...totals.report, total: count };

  // Without ids no page can be held against another one: then they do not overlap.
  let overlap = distinct ? 1 : 0;
  let { last: end, total } = start.range;
  // Neither do pages of one record.
  if (end <= overlap && end < total) overlap = 0;
  let step = end - overlap || pageSize;
  let position = end + 1 - overlap;
  let ahead: { first: number; page: Promise<Page<TList>> }[] = [];
  let back = 0;
  let tries = 0;

  while (end < total || ahead.length > 0) {
    for (; ahead.length < parallel && position + overlap <= total; position += step) {
      const page = look(position, position + step - 1 + overlap);
      page.catch(() => {});
      ahead.push({ first: position, page });
    }
    const next = ahead.shift();
    if (!next) break;
    const { first } = next;
    const page = await next.page;
    const { items, ids } = page;
    if (!page.range && items.length > 0) throw new UsageError('answer', 'a page came without Content-Range', 'Ask for the list again.');
    // Nothing at all is how the service may answer a place behind the end.
    const range = page.range ?? { first: 0, last: 0, total: first - 1 };

    const blind = items.length > 0 && ids.every((id) => id === undefined);
    if (overlap && first > 1 && !blind && !ids.some((id) => id !== undefined && seen.has(id))) {
      // What lay between this page and those before it has moved ahead, or all that is known there is gone.
      totals.report.changed = true;
      tries += 1;
      if (tries < patience) {
        back = back * 2 || step;
        position = Math.max(1, Math.min(first, range.total) - back);
        ahead = [];
        continue;
      }
      totals.report.gaps += 1;
    }
    back = 0;
    tries = 0;
    yield take(page);

    ({ total } = range);
    end = items.length === 0 ? total : range.last;
    if (!page.range) totals.report.changed = true;
    if (end < first + step - 1 + overlap && ahead.length > 0 && end < total) {
      // The service sends less at once than was asked for: the requests under way begin too late.
      step = Math.max(1, end - range.first + 1 - overlap);
      ahead = [];
    }
    if (overlap && end === range.first && end < total) {
      overlap = 0;
      step = 1;
      ahead = [];
    }
    if (ahead.length === 0) position = Math.max(1, end + 1 - overlap);
  }

  if (totals.report.changed) {
    await look(1, 1);
    // Nothing tells whether records slid from one page to another.
    if (!overlap) totals.report.gaps += 1;
  }
  return totals.report;
}
