import type { JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { MethodError, v3 } from '../protocol/errors.js';
import { idKey, valuesOf } from '../tables/filter.js';
import type { Condition } from '../tables/filter.js';
import { compare } from '../tables/order.js';
import type { Table } from '../tables/table.js';

const size = 50;
const largest = 1000;

/** The page that `pagination` asks for; a method has a size and a largest one of its own. */
export function pageV3<T>(
  rows: readonly T[],
  pagination: JsonValue | undefined,
  sizes: { size?: number; maximum?: number } = {},
): readonly T[] {
  const wanted = isObject(pagination) ? pagination : {};
  const number = (name: string, fallback: number): number => {
    const value = wanted[name] === undefined ? fallback : Number(wanted[name]);
    if (!Number.isInteger(value) || value < (name === 'offset' ? 0 : 1))
      throw new MethodError(400, v3('INVALIDPAGINATIONEXCEPTION'), `pagination.${name} must be a positive whole number`);
    return value;
  };
  const limit = Math.min(sizes.maximum ?? largest, number('limit', sizes.size ?? size));
  const offset = wanted['offset'] === undefined ? (number('page', 1) - 1) * limit : number('offset', 0);
  return rows.slice(offset, offset + limit);
}

/** What comes after the value that a `cursor` names, in its order. */
export function tailV3(table: Table, condition: Condition, cursor: JsonValue | undefined): readonly number[] {
  const wanted = isObject(cursor) ? cursor : {};
  const field = table.keyOf(text(wanted['field']) || 'id');
  const descending = text(wanted['order']).toUpperCase() === 'DESC';
  const limit = wanted['limit'] === undefined ? size : Number(wanted['limit']);
  if (!Number.isInteger(limit) || limit < 1)
    throw new MethodError(400, v3('INVALIDPAGINATIONEXCEPTION'), 'cursor.limit must be a positive whole number');
  const value = wanted['value'];
  const valueOf = (id: number): string => (field === idKey ? String(id) : (valuesOf(table.collection.get(id)?.[field])[0] ?? ''));
  const after = (id: number): boolean => {
    if (value === undefined || value === null) return true;
    const difference = compare(valueOf(id), text(value));
    return descending ? difference < 0 : difference > 0;
  };
  return table
    .find(condition, [[field, descending]])
    .filter(after)
    .slice(0, Math.min(largest, limit));
}
