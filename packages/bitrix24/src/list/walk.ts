import { batchCommands } from '../generated/protocol.js';
import type { Budget } from './budget.js';
import type { Range } from './cursor.js';
import type { ListFacts } from './facts.js';
import { segment, type Segment } from './segments.js';
import { itemsIn, type Shape } from './shape.js';
import type { Answer, Source } from './source.js';

/** The list cannot be walked by its key after all; what was handed over is right. */
export class NoKeyset extends Error {}

/** What a keyset walk is given. */
export interface KeysetTask {
  source: Source;
  method: string;
  facts: ListFacts;
  shape: Shape;
  ranges: Range[];
  budget: Budget;
  concurrency: number;
  ordered: boolean;
  /** Items asked for a page; v3 only. */
  limit: number | undefined;
  /** Items a page, as an earlier part of this list found them to be. */
  size: number | undefined;
  signal: AbortSignal;
  /** Told of every request. */
  counted(): void;
}

/** A keyset walk: its task, and what it has learnt on its way. */
export interface Walk extends KeysetTask {
  /** What is not handed over yet, by ascending id. */
  segments: Segment[];
  /** Do pages go in batches? */
  batched: boolean;
  /** May a page of a batch refer to the one before it? */
  chained: boolean;
  /** References so far that led to no id above those before, although the page before was full. */
  unheld: number;
  /** The field of the items that holds the key. */
  property: string;
  /** Items a page. */
  pageSize: number;
  /** Commands a batch at most. */
  deepest: number;
  /** Seconds that a page takes, by what pages took so far. */
  pageSeconds: number;
}

/** Seconds one batch may take: the portal ends a request after 60. */
const batchSeconds = 40;

/** A walk that knows nothing yet. */
export function walkOf(task: KeysetTask): Walk {
  return {
    ...task,
    segments: task.ranges.map((range) => segment(range)),
    batched: task.source.version === 'v2',
    chained: true,
    unheld: 0,
    property: task.facts.key!,
    pageSize: 0,
    deepest: batchCommands,
    pageSeconds: 0,
  };
}

/**
 * The id of an item.
 * @throws NoKeyset it has none
 */
export function idOf(walk: Walk, item: unknown): number {
  const record = Object(item) as Record<string, unknown>;
  if (!(walk.property in record))
    walk.property = Object.keys(record).find((name) => name.toLowerCase() === walk.property.toLowerCase()) ?? walk.property;
  const id = record[walk.property];
  const number = typeof id === 'string' && id !== '' ? Number(id) : id;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw new NoKeyset();
  return number;
}

/** The items of a page. A reference cannot point into a map: after one, pages do without. */
export function rowsOf(walk: Walk, { result }: Answer): unknown[] {
  const { items, indexed } = itemsIn(result, walk.facts.items);
  if (!indexed && items.length > 0) walk.chained = false;
  return items;
}

/** Takes the time of a page into account: slow pages make short batches. */
export function learn(walk: Walk, { time }: Answer): void {
  const seconds = time?.duration;
  if (typeof seconds !== 'number') return;
  walk.pageSeconds = walk.pageSeconds === 0 ? seconds : walk.pageSeconds * 0.7 + seconds * 0.3;
  walk.deepest = Math.max(1, Math.min(walk.deepest, batchCommands, Math.floor(batchSeconds / Math.max(walk.pageSeconds, 1e-3))));
}
