import type { Outgoing } from '../http.js';
import type { JsonObject, JsonValue } from '../json.js';

/**
 * The records of a list answer in their order. Maps are built from rows only after paging, because a JavaScript object sorts
 * numeric keys.
 */
export interface HubexList {
  /** Key and record; the key is dropped when the answer is an array. */
  rows: [string, JsonValue][];
  /** Finishes a record that made it into the page; `place` is its place in the whole list, from 0. */
  show?: (record: JsonValue, key: string, place: number) => JsonValue;
  /** Answer an array instead of a map keyed by id. */
  array?: boolean;
}

/** A list answer as rows. */
export function toList(value: JsonObject | JsonValue[]): HubexList {
  return { rows: Object.entries(value), array: Array.isArray(value) };
}

const cut = 10_000;

/**
 * Cuts a list the way HubEx does: `Range: items=1-50` is 1-indexed and inclusive and answers 206 with Content-Range, a start of
 * 0 counts as 1 (one record short), an end past the total is clamped; `offset` and `fetch` are 0-indexed; without any of them
 * the first 10,000 records come with 200 and no Content-Range.
 */
export function pageOf(list: HubexList, request: { range: string | null; offset?: number; fetch?: number }): Outgoing {
  const total = list.rows.length;
  const range = /^items=(\d+)-(\d+)$/.exec((request.range ?? '').trim());
  if (range) {
    const from = Math.max(1, Number(range[1]));
    const till = Math.min(total, Number(range[2]));
    const none = from > till;
    const contentRange = none ? `items=0-0/${total}` : `items=${from}-${till}/${total}`;
    return { status: 206, headers: { 'content-range': contentRange }, body: slice(list, none ? 0 : from - 1, none ? 0 : till) };
  }
  const start = request.offset ?? 0;
  const end = request.fetch === undefined ? start + cut : start + request.fetch;
  return { status: 200, body: slice(list, start, Math.min(end, start + cut)) };
}

function slice({ rows, array, show }: HubexList, start: number, end: number): JsonObject | JsonValue[] {
  const part = rows
    .slice(start, end)
    .map(([key, record], index): [string, JsonValue] => [key, show ? show(record, key, start + index) : record]);
  return array ? part.map(([, record]) => record) : Object.fromEntries(part);
}

/** HubEx leaves empty fields out. */
export function withoutEmpty(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const result: JsonObject = {};
  for (const [name, item] of Object.entries(value)) {
    if (item === null || item === '') continue;
    result[name] = withoutEmpty(item);
  }
  return result;
}
