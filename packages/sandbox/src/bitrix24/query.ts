import type { JsonObject, JsonValue } from '../json.js';
import { isObject, text } from '../json.js';
import { argumentError } from './errors.js';

/** `RESPONSIBLE_ID`, `responsibleId` and `responsibleid` are one field. */
export const fold = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** A field of a record, whatever the spelling of its name. */
export function lookup(record: JsonObject, name: string): JsonValue | undefined {
  if (name in record) return record[name];
  const wanted = fold(name);
  for (const [key, value] of Object.entries(record)) if (fold(key) === wanted) return value;
  return undefined;
}

const prefixes = ['!=%', '!%=', '!%', '!@', '!=', '=%', '%=', '>=', '<=', '=', '!', '>', '<', '@', '%'];

/** Does a record pass a v2 filter? Conditions are joined by AND; groups carry `logic`. */
export function passes(record: JsonObject, filter: JsonValue | undefined): boolean {
  if (!isObject(filter)) return true;
  const { logic, ...conditions } = filter;
  const results = Object.entries(conditions).map(([key, wanted]) => {
    // A nested group stands under a number or in a list.
    if (/^\d+$/.test(key) && isObject(wanted)) return passes(record, wanted);
    const prefix = prefixes.find((candidate) => key.startsWith(candidate)) ?? '';
    return holds(values(lookup(record, key.slice(prefix.length))), prefix, wanted);
  });
  return text(logic).toUpperCase() === 'OR' ? results.length === 0 || results.some(Boolean) : results.every(Boolean);
}

/** The comparable values of a field: those of a list or of a multifield. */
function values(field: JsonValue | undefined): string[] {
  if (Array.isArray(field))
    return field.flatMap((item) => (isObject(item) ? text(item['VALUE'] ?? item['value'] ?? item['id']) : text(item)));
  return [text(field)];
}

function holds(own: readonly string[], prefix: string, wanted: JsonValue): boolean {
  const list = (Array.isArray(wanted) ? wanted : [wanted]).map((value) => (typeof value === 'boolean' ? (value ? 'Y' : 'N') : text(value)));
  const some = (test: (mine: string, theirs: string) => boolean): boolean => own.some((mine) => list.some((theirs) => test(mine, theirs)));
  const contains = (mine: string, theirs: string): boolean => mine.toLowerCase().includes(theirs.toLowerCase());
  switch (prefix) {
    case '!':
    case '!=':
    case '!@':
      return !some(same);
    case '>':
      return some((mine, theirs) => mine !== '' && compare(mine, theirs) > 0);
    case '>=':
      return some((mine, theirs) => mine !== '' && compare(mine, theirs) >= 0);
    case '<':
      return some((mine, theirs) => mine !== '' && compare(mine, theirs) < 0);
    case '<=':
      return some((mine, theirs) => mine !== '' && compare(mine, theirs) <= 0);
    case '%':
      return some(contains);
    case '!%':
      return !some(contains);
    case '=%':
    case '%=':
      return some(like);
    case '!=%':
    case '!%=':
      return !some(like);
    default:
      return some(same);
  }
}

function same(mine: string, theirs: string): boolean {
  return mine === theirs || (mine !== '' && theirs !== '' && compare(mine, theirs) === 0);
}

function like(mine: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'isu').test(mine);
}

/** Order of two values: numbers by size, dates by time, the rest by letters. */
export function compare(a: string, b: string): number {
  const numbers = [Number(a), Number(b)] as const;
  if (a !== '' && b !== '' && Number.isFinite(numbers[0]) && Number.isFinite(numbers[1])) return numbers[0] - numbers[1];
  if (/^\d{4}-\d\d-\d\d/.test(a) && /^\d{4}-\d\d-\d\d/.test(b)) return Date.parse(a) - Date.parse(b);
  return a.localeCompare(b, 'en', { sensitivity: 'base' });
}

/** Sorts by `{FIELD: ASC|DESC}`, ids breaking ties. */
export function sorted(
  records: JsonObject[],
  order: JsonValue | undefined,
  fallback: [string, 'ASC' | 'DESC'] = ['ID', 'ASC'],
): JsonObject[] {
  const entries = isObject(order) && Object.keys(order).length > 0 ? Object.entries(order) : [fallback];
  return records.toSorted((a, b) => {
    for (const [field, direction] of entries) {
      const difference = compare(values(lookup(a, field))[0] ?? '', values(lookup(b, field))[0] ?? '');
      if (difference !== 0) return text(direction).toUpperCase() === 'DESC' ? -difference : difference;
    }
    return compare(text(lookup(a, 'ID')), text(lookup(b, 'ID')));
  });
}

/** The fields that `select` asks for; `*` is every standard field, `UF_*` every custom one; the id always comes. */
export function selected(record: JsonObject, select: JsonValue | undefined, hidden: readonly string[] = []): JsonObject {
  const names = (Array.isArray(select) ? select : []).map(text).filter(Boolean);
  const isCustom = (key: string): boolean => /^uf/i.test(key);
  const asked = new Set(names.map(fold));
  const all = names.length === 0 || asked.has('*');
  return Object.fromEntries(
    Object.entries(record).filter(([key]) => {
      if (fold(key) === 'id' || asked.has(fold(key))) return true;
      if (isCustom(key)) return asked.has('uf*');
      return all && !hidden.includes(key);
    }),
  );
}

/** One page of 50: `start` records are skipped; -1 switches counting off. */
export function pageOf(records: JsonObject[], start: JsonValue | undefined): { items: JsonObject[]; total: number; next?: number } {
  const from = start === undefined || start === '' || start === null ? 0 : Number(start);
  if (!Number.isInteger(from) || from < -1) throw argumentError('start must be a whole number from -1');
  if (from === -1) return { items: records.slice(0, 50), total: 0 };
  const first = Math.floor(from / 50) * 50;
  const next = first + 50;
  return { items: records.slice(first, next), total: records.length, ...(next < records.length ? { next } : {}) };
}
