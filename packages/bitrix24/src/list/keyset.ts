import { pageSize } from '../generated/protocol.js';
import { KeyIgnored, type Range, type Stretch, stretch, type Walk } from './chain.js';
import { numberOf } from './ids.js';
import type { Page } from './page.js';

/** How many pages a stretch of one request should bring at most: what a batch holds. */
const deepest = 50;

/** What a walk begins with: its range, and how densely records lie in it. */
export interface Field {
  range: Range;
  /** Records a unit of id, above 0. */
  density: number;
}

/**
 * Reads all records of a range in the order of their ids: the range is cut into segments, several of which are read at once, each
 * by chains of commands in batches; what comes early waits for its turn. At most one request a segment is ahead of the reader, so
 * memory stays the same however long the list is.
 */
export async function* keysetPages(walk: Walk, { range, density: first }: Field, concurrency: number, stop: AbortSignal): AsyncGenerator<Page, void, undefined> {
  let density = first;
  let planned = range.after;
  const open: Segment[] = [];
  // Fewer pages a request when the list is short, so that all requests have something to do.
  const pages = Math.min(deepest, Math.max(1, Math.ceil(((range.to - range.after) * first) / pageSize / concurrency)));

  const plan = (): void => {
    while (open.length < concurrency && planned < range.to) {
      const left = (range.to - planned) * density;
      const to = pages * pageSize >= left ? range.to : Math.min(range.to, planned + Math.max(1, Math.floor((pages * pageSize) / density)));
      open.push(segment(walk, { after: planned, to }, pages, stop));
      planned = to;
    }
  };

  try {
    for (plan(); open.length > 0; plan()) {
      const [current] = open;
      const { items, last, done } = await current!.next();
      if (done) {
        open.shift();
        const { after, to, records } = current!.outcome();
        if (records > 0 && to > after) density = Math.max(1e-9, (density + records / (to - after)) / 2);
      }
      const at = done ? current!.to : last;
      for (let start = 0; start < items.length; start += pageSize) {
        const page = items.slice(start, start + pageSize);
        const end = start + pageSize >= items.length ? at : numberOf(walk.idOf(page.at(-1)!));
        yield { items: page, cursor: `${walk.facts.key}>${end}` };
      }
    }
  } finally {
    // Whoever stops early leaves promises behind that nobody awaits.
    for (const { settle } of open) settle();
  }
}

interface Segment {
  to: number;
  next(): Promise<Stretch>;
  outcome(): Range & { records: number };
  settle(): void;
}

/** A part of the range: its next request is always under way before it is asked for. */
function segment(walk: Walk, { after, to }: Range, pages: number, stop: AbortSignal): Segment {
  let records = 0;
  const from = (start: number): Promise<Stretch> => {
    const promise = stretch(walk, { after: start, to }, pages, stop);
    promise.catch(() => {});
    return promise;
  };
  let ahead = from(after);
  return {
    to,
    async next() {
      const found = await ahead;
      records += found.items.length;
      if (!found.done) {
        if (found.items.length === 0) throw new KeyIgnored();
        ahead = from(found.last);
      }
      return found;
    },
    outcome: () => ({ after, to, records }),
    settle: () => void ahead.catch(() => {}),
  };
}
