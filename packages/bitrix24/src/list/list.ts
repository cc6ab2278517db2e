import { notify, UsageError } from '@portolan/transport';
import { pageV3 } from '../generated/protocol.js';
import { brokenList } from './broken.js';
import { createBudget } from './budget.js';
import { listId, type Position, readCursor, writeCursor } from './cursor.js';
import { factsOf } from './facts.js';
import { keyset } from './keyset.js';
import { offset } from './offset.js';
import { shapeOf } from './shape.js';
import type { ListOptions, Page, Source } from './source.js';
import { NoKeyset } from './walk.js';

/**
 * Reads a list to its end, page by page.
 *
 * | the method                                   | how                                                                  |
 * |----------------------------------------------|----------------------------------------------------------------------|
 * | everything fits one page                     | one request: first and last page in one batch                        |
 * | has a key to filter by, order is by it       | chains of pages above the last id, in batches, over several id ranges |
 * | ... v3, or batch is refused                  | the same ranges, page by page                                        |
 * | ... items are a map                          | the same in batches, without chains                                  |
 * | no key, another order, or filter ignored     | pages by the number of records to skip, each id once                 |
 * | v3 `*.tail`                                  | the method's own cursor                                              |
 * @throws ListError after a part was handed over; its cursor goes on
 */
export async function* list(
  source: Source,
  method: string,
  params: Readonly<Record<string, unknown>>,
  options: ListOptions = {},
): AsyncGenerator<Page<unknown>, void, undefined> {
  const { concurrency = 8, ordered = true, share = 0.8, onProgress } = options;
  if (!(concurrency >= 1)) throw new UsageError('concurrency', 'it is less than 1', 'Pass how many requests may be under way.');
  if (!(share > 0 && share <= 1)) throw new UsageError('share', 'it is not between 0 and 1', 'Pass a part of the bucket.');
  const facts = factsOf(source.version, method);
  const shape = shapeOf(facts, source.version, params);
  const identity = listId(method, params);
  const begin: Partial<Position> = options.cursor === undefined ? {} : readCursor(identity, options.cursor);

  const stop = new AbortController();
  const { signal } = stop;
  const forward = (): void => stop.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', forward, { once: true });
  const progress = { items: 0, pages: 0, requests: 0 };
  let cursor = options.cursor ?? '';
  const budget = createBudget(source.clock, source.bucket, share, source.operating, method);
  const page = function* (items: unknown[], position: Position, total?: number): Generator<Page<unknown>, void, undefined> {
    // Pages that wait to be handed over are not wanted any more either.
    signal.throwIfAborted();
    cursor = writeCursor(identity, position);
    yield { items, cursor };
    // Only now is the page done with: who goes on from this cursor misses nothing.
    progress.items += items.length;
    progress.pages += 1;
    notify(onProgress, { ...progress, cursor, ...(total !== undefined && { total }) });
  };
  const counted = (): void => void (progress.requests += 1);
  const call = async (given: Record<string, unknown>): ReturnType<Source['call']> => {
    const release = await budget.acquire(0, signal);
    counted();
    return source.call(method, given, signal).finally(release);
  };

  try {
    if (options.signal?.aborted) forward();
    signal.throwIfAborted();
    // What is not handed over yet; undefined is everything.
    let left = begin.ranges;
    if (shape && facts.style !== 'cursor' && begin.start === undefined) {
      const { from, to } = shape.range;
      const ranges = (left ?? [shape.range])
        .map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) }))
        .filter((range) => range.from < range.to);
      const limit = source.version === 'v3' ? (facts.size ?? pageV3.maximum) : undefined;
      const task = { source, method, facts, shape, ranges, budget, concurrency, ordered, limit, size: begin.size, signal, counted };
      try {
        for await (const { items, left: ranges, size } of keyset(task)) {
          left = ranges;
          yield* page(items, { ranges, size });
        }
        return;
      } catch (error) {
        if (!(error instanceof NoKeyset)) throw error;
      }
    }
    for await (const { items, next, total } of offset(call, facts, params, begin.start ?? 0, left))
      yield* page(items, { start: next }, total);
  } catch (error) {
    if (cursor === (options.cursor ?? '') || options.signal?.aborted) throw error;
    throw brokenList(method, cursor, error);
  } finally {
    options.signal?.removeEventListener('abort', forward);
    stop.abort(new Error('the list has ended'));
  }
}
