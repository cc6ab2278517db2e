import { fingerprint, UsageError } from '@portolan/transport';

/** Ids that were not delivered yet: above `from`, up to `to`. */
export interface Range {
  from: number;
  to: number;
}

/** Where a list goes on: ranges of ids, or a number of records to skip. */
export type Position = { ranges: Range[] } | { start: number };

/** Tells one list from another, so that a cursor is not taken for that of another list. */
export const listId = (method: string, ...parts: unknown[]): string => fingerprint(JSON.stringify([method, ...parts]));

/** A cursor as text: `k.<list>.<from>~<to>_<from>~` or `o.<list>.<start>`. */
export function writeCursor(list: string, position: Position): string {
  if ('start' in position) return `o.${list}.${position.start}`;
  return `k.${list}.${position.ranges.map(({ from, to }) => `${from}~${Number.isFinite(to) ? to : ''}`).join('_')}`;
}

/**
 * Reads a cursor.
 * @throws UsageError it is none, or one of another list
 */
export function readCursor(list: string, cursor: string): Position {
  const [, kind, id, text] = /^([ko])\.(\w+)\.([\d_~-]*)$/.exec(String(cursor)) ?? [];
  if (kind === undefined) throw new UsageError('cursor', 'it is not a cursor', 'Pass the cursor of a page, as it was.');
  if (id !== list) throw new UsageError('cursor', 'it belongs to another list', 'Ask for the same method, filter and order.');
  if (kind === 'o') return { start: Number(text) };
  const ranges = text!
    .split('_')
    .filter(Boolean)
    .map((range) => {
      const [from, to] = range.split('~');
      return { from: Number(from), to: to ? Number(to) : Infinity };
    });
  return { ranges };
}
