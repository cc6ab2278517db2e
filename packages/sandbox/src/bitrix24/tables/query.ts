import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';

/** `RESPONSIBLE_ID`, `responsibleId` and `responsibleid` are one field. */
export const fold = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** A field of a record, whatever the spelling of its name. */
export function lookup(record: JsonObject, name: string): JsonValue | undefined {
  if (name in record) return record[name];
  const wanted = fold(name);
  for (const [key, value] of Object.entries(record)) if (fold(key) === wanted) return value;
  return undefined;
}

/**
 * Cuts records down to the fields that `select` asks for; `*` is every standard field, `UF_*` every custom one; the id always comes.
 * `hidden` must be asked for by name, `never` is not shown at all. What becomes of a name is decided once for all records of a page.
 */
export function selection(
  select: JsonValue | undefined,
  hidden: readonly string[] = [],
  never: readonly string[] = [],
): (record: JsonObject) => JsonObject {
  const names = (Array.isArray(select) ? select : []).map(text).filter(Boolean);
  const asked = new Set(names.map(fold));
  const all = names.length === 0 || asked.has('*');
  const decide = (key: string): boolean => {
    const name = fold(key);
    if (never.includes(key)) return false;
    if (name === 'id' || asked.has(name)) return true;
    if (/^uf/i.test(key)) return asked.has('uf*');
    return all && !hidden.includes(key);
  };
  const decided = new Map<string, boolean>();
  const keeps = (key: string): boolean => {
    const known = decided.get(key) ?? decide(key);
    decided.set(key, known);
    return known;
  };
  return (record) => Object.fromEntries(Object.entries(record).filter(([key]) => keeps(key)));
}
