import { fingerprint, UsageError } from '@portolan/transport';

/** Ids that were not delivered yet: above `from`, up to `to`. */
export interface Range {
  from: number;
  to: number;
}

/** Where a list goes on: ranges of ids, with the size of pages, or a number of records to skip. */
export type Position = { ranges: Range[]; size: number; start?: undefined } | { start: number; ranges?: undefined; size?: undefined };

/**
 * Tells one list from another, so that a cursor is not taken for that of another list.
 * @throws UsageError the parameters cannot be sent
 */
export function listId(method: string, params: unknown): string {
  try {
    return fingerprint(JSON.stringify([method, params]));
  } catch {
    throw new UsageError('params', 'it is no JSON', 'Remove cycles and bigints.');
  }
}

/** A cursor as text: `k.<list>.<size>.<from>~<to>_<from>~` or `o.<list>.<start>`. */
export function writeCursor(list: string, { start, ranges, size }: Position): string {
  if (!ranges) return `o.${list}.${start}`;
  return `k.${list}.${size}.${ranges.map(({ from, to }) => `${from}~${Number.isFinite(to) ? to : ''}`).join('_')}`;
}

/**
 * Reads a cursor.
 * @throws UsageError it is none, or one of another list
 */
export function readCursor(list: string, cursor: string): Position {
  const [, skipping, start, ranged, size, text] = /^(?:o\.(\w+)\.(\d+)|k\.(\w+)\.([1-9]\d*)\.((?:-?\d+~\d*(?:_|$))*))$/.exec(cursor) ?? [];
  const id = skipping ?? ranged;
  if (id === undefined) throw new UsageError('cursor', 'it is not a cursor', 'Pass the cursor of a page, as it was.');
  if (id !== list) throw new UsageError('cursor', 'it belongs to another list', 'Pass the same method and params.');
  if (start !== undefined) return { start: Number(start) };
  return {
    size: Number(size),
    ranges: Array.from(text!.matchAll(/([-\d]+)~(\d*)/g), ([, from, to]) => ({ from: Number(from), to: to ? Number(to) : Infinity })),
  };
}
