import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { flagOf, isFlag } from './flags.js';
import { compare } from './order.js';

/** Ids from `from` to `to`, both included. */
export interface IdRange {
  from: number;
  to: number;
}

/** A filter made ready for many records. */
export interface Condition {
  /** Ids outside of it cannot pass. */
  range: IdRange;
  /** The rest of the filter; undefined when the range is all of it. */
  test?: (record: Readonly<JsonObject>, id: number) => boolean;
  /** The same for filters whose `test` is the same. */
  key: string;
}

type Test = NonNullable<Condition['test']>;

/** Names of fields as records hold them, whatever their spelling in a request. `ID` is the id of the record. */
export type KeyOf = (name: string) => string;

/** The name that stands for the id of a record. */
export const idKey = 'ID';

const prefixes = ['!=%', '!%=', '!%', '!@', '!=', '=%', '%=', '><', '>=', '<=', '=', '!', '>', '<', '@', '%'];

/** The operator and the field of a filter key, `['>=', 'DATE_CREATE']`. */
function splitKey(key: string): [string, string] {
  const prefix = prefixes.find((candidate) => key.startsWith(candidate)) ?? '';
  return [prefix, key.slice(prefix.length)];
}

/** Is this entry of a filter a nested group (under a number, or in a list)? */
function isGroup(key: string, value: JsonValue): value is JsonObject {
  return /^\d+$/.test(key) && isObject(value);
}

/** The fields that a v2 filter names, those of its groups included. */
export function conditionsIn(filter: JsonValue): string[] {
  if (Array.isArray(filter)) return filter.flatMap(conditionsIn);
  if (!isObject(filter)) return [];
  return Object.entries(filter).flatMap(([key, wanted]) => {
    if (isGroup(key, wanted)) return conditionsIn(wanted);
    return key.toLowerCase() === 'logic' ? [] : [splitKey(key)[1]];
  });
}

/** Reads a v2 filter: conditions are joined by AND; groups carry `logic`. Bounds of the id become a range. */
export function readFilter(filter: JsonValue | undefined, keyOf: KeyOf): Condition {
  const range: IdRange = { from: 0, to: Number.MAX_SAFE_INTEGER };
  const given = Array.isArray(filter) ? Object.fromEntries(filter.map((part, index) => [String(index), part])) : filter;
  if (!isObject(given)) return { range, key: '' };
  if (isOr(given)) return { range, test: testOf(given, keyOf), key: JSON.stringify(given) };
  const rest = Object.entries(given).filter(([key, wanted]) => isGroup(key, wanted) || !narrow(range, key, wanted, keyOf));
  const others = Object.fromEntries(rest.filter(([key]) => key.toLowerCase() !== 'logic'));
  if (Object.keys(others).length === 0) return { range, key: '' };
  return { range, test: testOf(others, keyOf), key: JSON.stringify(others) };
}

function isOr(group: JsonObject): boolean {
  return text(group['logic'] ?? group['LOGIC']).toUpperCase() === 'OR';
}

/** Takes a bound of the id into the range; false when the entry is none. */
function narrow(range: IdRange, key: string, wanted: JsonValue, keyOf: KeyOf): boolean {
  const [prefix, field] = splitKey(key);
  const number = Number(wanted);
  if (keyOf(field) !== idKey || (typeof wanted !== 'number' && !/^-?\d+$/.test(text(wanted)))) return false;
  if (!Number.isSafeInteger(number)) return false;
  if (prefix === '>') range.from = Math.max(range.from, number + 1);
  else if (prefix === '>=') range.from = Math.max(range.from, number);
  else if (prefix === '<') range.to = Math.min(range.to, number - 1);
  else if (prefix === '<=') range.to = Math.min(range.to, number);
  else if (prefix === '' || prefix === '=') {
    range.from = Math.max(range.from, number);
    range.to = Math.min(range.to, number);
  } else return false;
  return true;
}

function testOf(group: JsonObject, keyOf: KeyOf): Test {
  const tests = Object.entries(group)
    .filter(([key]) => key.toLowerCase() !== 'logic')
    .map(([key, wanted]) => (isGroup(key, wanted) ? testOf(wanted, keyOf) : conditionOf(key, wanted, keyOf)));
  if (isOr(group) && tests.length > 0) return (record, id) => tests.some((test) => test(record, id));
  const [only] = tests;
  return only && tests.length === 1 ? only : (record, id) => tests.every((test) => test(record, id));
}

function conditionOf(key: string, wanted: JsonValue, keyOf: KeyOf): Test {
  const [prefix, name] = splitKey(key);
  const field = keyOf(name);
  const holds = matcher(prefix, wanted);
  if (field === idKey) return (_record, id) => holds([String(id)]);
  // Many records have few values: each of those is compared once.
  const known = new Map<string, boolean>();
  return (record) => {
    const value = record[field];
    if (typeof value !== 'string') return holds(valuesOf(value));
    const before = known.get(value);
    if (before !== undefined) return before;
    const answer = holds([value]);
    if (known.size < keptAnswers) known.set(value, answer);
    return answer;
  };
}

const keptAnswers = 1000;

/** The comparable values of a field: those of a list or of a multifield. */
export function valuesOf(field: JsonValue | undefined): string[] {
  if (Array.isArray(field)) return field.map((item) => (isObject(item) ? text(item['VALUE'] ?? item['value'] ?? item['id']) : text(item)));
  return [scalarOf(field ?? null)];
}

function scalarOf(value: JsonValue): string {
  return typeof value === 'boolean' ? (value ? 'Y' : 'N') : text(value);
}

/** The test of one operator. `!` and its like are true when no value fits. */
function matcher(prefix: string, wanted: JsonValue): (own: readonly string[]) => boolean {
  const list = (Array.isArray(wanted) ? wanted : isObject(wanted) ? Object.values(wanted) : [wanted]).map(scalarOf);
  const some =
    (test: (mine: string, theirs: string) => boolean) =>
    (own: readonly string[]): boolean =>
      own.some((mine) => list.some((theirs) => test(mine, theirs)));
  const ordered = (test: (difference: number) => boolean) => some((mine, theirs) => mine !== '' && test(compare(mine, theirs)));
  const not =
    (test: (own: readonly string[]) => boolean) =>
    (own: readonly string[]): boolean =>
      !test(own);
  const contains = some((mine, theirs) => mine.toLowerCase().includes(theirs.toLowerCase()));
  const patterns = prefix.includes('%') && prefix.includes('=') ? list.map(patternOf) : [];
  const like = (own: readonly string[]): boolean => own.some((mine) => patterns.some((pattern) => pattern.test(mine)));
  switch (prefix) {
    case '!':
    case '!=':
    case '!@':
      return not(some(same));
    case '>':
      return ordered((difference) => difference > 0);
    case '>=':
      return ordered((difference) => difference >= 0);
    case '<':
      return ordered((difference) => difference < 0);
    case '<=':
      return ordered((difference) => difference <= 0);
    case '><':
      return (own) => own.some((mine) => mine !== '' && compare(mine, list[0] ?? '') >= 0 && compare(mine, list[1] ?? '') <= 0);
    case '%':
      return contains;
    case '!%':
      return not(contains);
    case '=%':
    case '%=':
      return like;
    case '!=%':
    case '!%=':
      return not(like);
    default:
      return some(same);
  }
}

function same(mine: string, theirs: string): boolean {
  if (mine === theirs) return true;
  if (mine === '' || theirs === '') return false;
  return compare(mine, theirs) === 0 || (isFlag(mine) && isFlag(theirs) && flagOf(mine) === flagOf(theirs));
}

function patternOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'isu');
}
