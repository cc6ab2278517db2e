import type { Operation } from '../../engine/document.js';
import { flatten, typesOf } from '../../engine/merge.js';
import type { Schema } from '../../engine/spec.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { MethodError, v3 } from '../protocol/errors.js';
import type { Condition, IdRange } from '../tables/filter.js';
import { compare } from '../tables/order.js';
import { invalidV3 } from './refusals.js';
import { fieldSchema, unknownField } from './select.js';

/** What conditions may be about. */
export interface Filterable {
  operation: Operation;
  /** The schema of a record. */
  record: Schema;
  /** Fields that may be filtered by; all when left out. */
  names?: readonly string[] | undefined;
}

const operators = new Set(['=', '!=', '>', '>=', '<', '<=', 'in', 'between']);

/** The conditions of a filter, those of its groups included. */
export function conditionsIn(filter: JsonValue | undefined): JsonValue[][] {
  if (isObject(filter)) return conditionsIn(filter['conditions']);
  if (!Array.isArray(filter)) return [];
  return typeof filter[0] === 'string' ? [filter] : filter.flatMap(conditionsIn);
}

/** Field, operator and values of a condition; without an operator a value is to be equal to, a list to be in. */
function readCondition(parts: JsonValue[]): { field: string; operator: string; values: JsonValue[] } {
  const value = (parts.length > 2 ? parts[2] : parts[1]) ?? null;
  const operator = parts.length > 2 ? text(parts[1]) : Array.isArray(value) ? 'in' : '=';
  return { field: text(parts[0]), operator, values: Array.isArray(value) ? value : [value] };
}

/** Refuses a condition on a field that is unknown or not to be filtered by, with an unknown operator or a value of another type. */
function check(parts: JsonValue[], { operation, record, names }: Filterable): void {
  const { field, operator, values } = readCondition(parts);
  const schema = fieldSchema(operation.document, record, field);
  if (!schema) throw unknownField(field);
  if (names && !names.includes(field)) throw invalidV3(operation, `filter.${field}`, `${field} cannot be filtered by`);
  if (!operators.has(operator))
    throw new MethodError(400, v3('UNKNOWNFILTEROPERATOREXCEPTION'), `There is no operator ${operator} in filters`);
  if (operator === 'between' && values.length !== 2) throw invalidV3(operation, `filter.${field}`, 'between takes a list of two values');
  const types = typesOf(flatten(operation.document, schema)).map((type) => (type === 'integer' ? 'number' : type));
  const wrong = values.find((value) => value !== null && types.length > 0 && !fits(value, types));
  if (wrong !== undefined) throw invalidV3(operation, `filter.${field}`, `${field} is compared with ${types.join(' or ')}`);
}

/** Objects and lists are compared by their parts, which have types of their own. */
function fits(value: JsonValue, types: readonly string[]): boolean {
  return types.includes(typeof value) || types.includes('object') || types.includes('array');
}

/**
 * Reads a v3 filter: a list of conditions joined by AND; bounds of the id become a range. `show` gives a record as the API shows
 * it, for the conditions on other fields. Conditions are checked first, whether or not there are records.
 */
export function readFilterV3(filter: JsonValue | undefined, show: (record: JsonObject) => JsonObject, fields: Filterable): Condition {
  for (const part of conditionsIn(filter)) check(part, fields);
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
  const { field, operator, values } = readCondition(parts);
  const own = text(field.split('.').reduce<JsonValue | undefined>((at, name) => (isObject(at) ? at[name] : undefined), record));
  const list = values.map(text);
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
    default:
      return compare(own, first) >= 0 && compare(own, list[1] ?? '') <= 0;
  }
}

function badFilter(message: string): MethodError {
  return new MethodError(400, v3('INVALIDFILTEREXCEPTION'), message);
}
