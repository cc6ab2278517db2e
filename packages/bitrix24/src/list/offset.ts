import { itemsOf, type ListFacts } from './facts.js';
import type { Page } from './page.js';
import type { PortalCalls } from './portal-calls.js';

/** What lists read page by page need. */
export interface PageWalk {
  calls: PortalCalls;
  facts: ListFacts;
  method: string;
  params: Record<string, unknown>;
  count: { requests: number };
  /** Reads the id of a record; undefined when records have none that is known. */
  idOf?: ((item: Record<string, unknown>) => unknown) | undefined;
  /** Ids handed over already. */
  seen: Set<unknown>;
}

/** Records not seen before. Pages by position shift when records come and go: those with ids are then known again. */
export function fresh({ idOf, seen }: PageWalk, items: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return items.filter((item) => {
    const id = idOf?.(item);
    if (id === undefined || id === null) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** Walks a v2 list by `start`, as long as the portal names a next page. */
export async function* offsetPages(walk: PageWalk, from: number, stop: AbortSignal): AsyncGenerator<Page, void, undefined> {
  for (let start: number | undefined = from; start !== undefined;) {
    walk.count.requests += 1;
    const answer = await walk.calls.raw(walk.method, { ...walk.params, start }, stop);
    const next: number | undefined = answer.next;
    yield { items: fresh(walk, itemsOf(answer.result, walk.facts)), cursor: `start>${next ?? Infinity}` };
    // A portal that names the same page again would be read for ever.
    start = next !== undefined && next > start ? next : undefined;
  }
}
