import type { Outgoing } from '../http.js';
import type { JsonObject, JsonValue } from '../json.js';

/** The records of a list answer in their order; only those of the page are looked at. */
export interface HubexList {
  total: number;
  /** Key and record at a place, from 0; the key is dropped when the answer is an array. */
  row(place: number): [string | number, JsonValue];
}

/** A list answer as rows. */
export function toList(value: JsonObject | JsonValue[]): HubexList {
  const rows = Object.entries(value);
  return { total: rows.length, row: (place) => rows[place] ?? ['', null] };
}

const cut = 10_000;

/**
 * Cuts a list the way HubEx does: `Range: items=1-50` is 1-indexed and inclusive and answers 206 with Content-Range, a start of
 * 0 counts as 1 (one record short), an end past the total is clamped; `offset` and `fetch` are 0-indexed; without any of them
 * the first 10,000 records come with 200 and no Content-Range.
 */
export function pageOf(list: HubexList, array: boolean, request: { range: string | null; offset?: number; fetch?: number }): Outgoing {
  const { total } = list;
  const range = /^items=(\d+)-(\d+)$/.exec((request.range ?? '').trim());
  if (range) {
    const from = Math.max(1, Number(range[1]));
    const till = Math.min(total, Number(range[2]));
    const none = from > till;
    const contentRange = none ? `items=0-0/${total}` : `items=${from}-${till}/${total}`;
    return { status: 206, headers: { 'content-range': contentRange }, body: slice(list, array, none ? 0 : from - 1, none ? 0 : till) };
  }
  const start = Math.max(0, request.offset ?? 0);
  const end = start + Math.min(cut, request.fetch ?? cut);
  return { status: 200, body: slice(list, array, start, Math.min(end, total)) };
}

function slice(list: HubexList, array: boolean, start: number, end: number): JsonObject | JsonValue[] {
  const rows = Array.from({ length: Math.max(0, end - start) }, (_unused, index) => list.row(start + index));
  return array ? rows.map(([, record]) => record) : Object.fromEntries(rows);
}

/** HubEx leaves empty fields out. What has none is not copied. */
export function withoutEmpty(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return arrayWithoutEmpty(value);
  return typeof value === 'object' && value !== null ? objectWithoutEmpty(value) : value;
}

function arrayWithoutEmpty(value: JsonValue[]): JsonValue[] {
  const items = value.map(withoutEmpty);
  return items.some((item, index) => item !== value[index]) ? items : value;
}

const emptied = new WeakMap<JsonObject, JsonObject>();

function objectWithoutEmpty(value: JsonObject): JsonObject {
  if (!Object.isFrozen(value)) return copyWithoutEmpty(value);
  const known = emptied.get(value) ?? copyWithoutEmpty(value);
  emptied.set(value, known);
  return known;
}

function copyWithoutEmpty(value: JsonObject): JsonObject {
  let result: JsonObject | undefined;
  for (const name in value) {
    const item = value[name] ?? null;
    const kept = withoutEmpty(item);
    const empty = item === null || item === '';
    if (!empty && kept === item) continue;
    result ??= { ...value };
    if (empty) delete result[name];
    else result[name] = kept;
  }
  return result ?? value;
}
