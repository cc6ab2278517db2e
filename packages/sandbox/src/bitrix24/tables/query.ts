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

/** The fields that `select` asks for; `*` is every standard field, `UF_*` every custom one; the id always comes. */
export function selected(record: JsonObject, select: JsonValue | undefined, hidden: readonly string[] = []): JsonObject {
  const names = (Array.isArray(select) ? select : []).map(text).filter(Boolean);
  const isCustom = (key: string): boolean => /^uf/i.test(key);
  const asked = new Set(names.map(fold));
  const all = names.length === 0 || asked.has('*');
  return Object.fromEntries(
    Object.entries(record).filter(([key]) => {
      const name = fold(key);
      if (name === 'id' || asked.has(name)) return true;
      if (isCustom(key)) return asked.has('uf*');
      return all && !hidden.includes(key);
    }),
  );
}
