import type { JsonObject, JsonValue } from '../json.js';
import { isObject, text } from '../json.js';
import { MethodError, v3 } from './errors.js';
import type { Condition, IdRange } from './filter.js';
import { compare } from './order.js';

/**
 * Reads a v3 filter: a list of conditions joined by AND; bounds of the id become a range. `show` gives a record as the API shows
 * it, for the conditions on other fields.
 */
export function readFilterV3(filter: JsonValue | undefined, show: (record: JsonObject) => JsonObject): Condition {
  const range: IdRange = { from: 0, to: Number.MAX_SAFE_INTEGER };
  const isList = Array.isArray(filter) && typeof filter[0] !== 'string';
  const parts: JsonValue[] = filter === undefined || filter === null ? [] : isList ? filter : [filter];
  const rest = parts.filter((part) => !narrow(range, part));
  if (rest.length === 0) return { range, key: '' };
  return { range, test: (record, id) => matches(show({ ...record, id: String(id) }), rest), key: `v3 ${JSON.stringify(rest)}` };
}

function narrow(range: IdRange, part: JsonValue): boolean {
  if (!Array.isArray(part) || part[0] !== 'id' || part.length !== 3) return false;
  const [, operator, value] = part;
  const number = typeof value === 'number' ? value : Number.NaN;
  if (!Number.isSafeInteger(number)) return false;
  if (operator === '>') range.from = Math.max(range.from, number + 1);
  else if (operator === '>=') range.from = Math.max(range.from, number);
  else if (operator === '<') range.to = Math.min(range.to, number - 1);
  else if (operator === '<=') range.to = Math.min(range.to, number);
  else return false;
  return true;
}

/** Does a record pass a v3 filter: conditions `[field, operator, value]` or `[field, value]`, groups `{logic, conditions}`? */
function matches(record: JsonObject, filter: JsonValue | undefined): boolean {
  if (filter === undefined || filter === null) return true;
  if (isObject(filter)) return group(record, filter);
  if (!Array.isArray(filter)) throw badFilter('filter must be a list of conditions');
  if (typeof filter[0] === 'string') return condition(record, filter);
  return filter.every((part) => matches(record, part));
}

function group(record: JsonObject, filter: JsonObject): boolean {
  const conditions = filter['conditions'];
  if (!Array.isArray(conditions)) throw badFilter('a group needs conditions');
  const test = (part: JsonValue): boolean => matches(record, part);
  return text(filter['logic']).toLowerCase() === 'or' ? conditions.some(test) : conditions.every(test);
}

function condition(record: JsonObject, parts: JsonValue[]): boolean {
  const field = text(parts[0]);
  const value = parts.length > 2 ? parts[2] : parts[1];
  const operator = parts.length > 2 ? text(parts[1]) : Array.isArray(value) ? 'in' : '=';
  const own = text(record[field]);
  const list = (Array.isArray(value) ? value : [value ?? null]).map(text);
  const first = list[0] ?? '';
  switch (operator) {
    case '=':
      return compare(own, first) === 0;
    case '!=':
      return compare(own, first) !== 0;
    case '>':
      return compare(own, first) > 0;
    case '>=':
      return compare(own, first) >= 0;
    case '<':
      return compare(own, first) < 0;
    case '<=':
      return compare(own, first) <= 0;
    case 'in':
      return list.some((wanted) => compare(own, wanted) === 0);
    case 'between':
      return compare(own, first) >= 0 && compare(own, list[1] ?? '') <= 0;
    default:
      throw new MethodError(400, v3('UNKNOWNFILTEROPERATOREXCEPTION'), `Unknown filter operator "${operator}"`);
  }
}

function badFilter(message: string): MethodError {
  return new MethodError(400, v3('INVALIDFILTEREXCEPTION'), message);
}
