import type { Clock, LeakyBucket } from '@portolan/transport';
import type { Operating } from './budget.js';

/** Answer of one list call or of one command of a batch. */
export interface Answer {
  result?: unknown;
  total?: number;
  /** A text now and then. */
  next?: number | string;
  time?: { duration?: number; operating?: number };
}

/** The portal, as a list sees it. */
export interface Source {
  version: 'v2' | 'v3';
  clock: Clock;
  bucket: LeakyBucket;
  /** Running time last reported for a method. */
  operating(method: string): Operating | undefined;
  /** One call; repeated by the transport, since lists only read. */
  call(method: string, params: object, signal: AbortSignal): Promise<Answer>;
  /** Sends the body of a batch of reads. */
  batch(cmd: Record<string, string>, signal: AbortSignal): Promise<Answer>;
}

/** How a list is read. */
export interface ListOptions {
  /** Cancels the list, waits included. */
  signal?: AbortSignal | undefined;
  /** Go on after the page that carried this cursor. */
  cursor?: string | undefined;
  /** Told of every page when the next one is asked for: its items have been dealt with, and its cursor goes on after them. */
  onProgress?: ((progress: ListProgress) => void) | undefined;
  /** Requests under way at once; 8 unless told. The bucket and the running time of the method may allow fewer. */
  concurrency?: number | undefined;
  /** `false`: pages come as they arrive, not by ascending id. */
  ordered?: boolean | undefined;
  /** Part of the request bucket that the list may fill, 0 to 1; 0.8 unless told. The rest is left to other calls. */
  share?: number | undefined;
}

/** How far a list has come, counting pages that have been dealt with. */
export interface ListProgress {
  /** Items handed over. */
  items: number;
  /** Pages handed over. */
  pages: number;
  /** HTTP requests sent, repetitions by the transport not counted. */
  requests: number;
  /** Items in all, where the way of reading learns it. */
  total?: number | undefined;
  /** Goes on after this page. */
  cursor: string;
}

/** Some items in order. */
export interface Page<T> {
  /** The items. */
  items: T[];
  /** Goes on after this page; a short text without secrets. */
  cursor: string;
}

/** The items of a list, to be read by `for await`. */
export interface List<T> extends AsyncIterable<T> {
  /** The same by pages; each carries a cursor to go on from. */
  pages(): AsyncGenerator<Page<T>, void, undefined>;
}
