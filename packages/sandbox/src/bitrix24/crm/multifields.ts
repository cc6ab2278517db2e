import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';

/** Fields of leads, contacts and companies that hold several values. */
export const multifields = ['PHONE', 'EMAIL', 'WEB', 'IM', 'LINK'] as const;

type Multifield = (typeof multifields)[number];

/** All of them together, as records would name what crm.item calls `fm`. */
export const allMultifields = 'FM';

export const isMultifield = (name: string): name is Multifield => (multifields as readonly string[]).includes(name);

/** Phones and e-mails: an entry with a known ID changes that value, `DELETE: Y` or an empty VALUE removes it, one without ID is added. */
export function mergeValues(before: JsonValue | undefined, sent: JsonValue, newId: () => string, type: string): JsonValue {
  const values = valuesIn(before).map((value) => ({ ...value }));
  for (const item of Object.values(isObject(sent) || Array.isArray(sent) ? sent : []).filter(isObject)) {
    const index = values.findIndex((value) => value['ID'] === text(item['ID']) && item['ID'] !== undefined);
    const known = values[index];
    const { VALUE: value, VALUE_TYPE: valueType } = item;
    if (known && (item['DELETE'] === 'Y' || value === '')) values.splice(index, 1);
    else if (known)
      Object.assign(
        known,
        value === undefined ? {} : { VALUE: text(value) },
        valueType === undefined ? {} : { VALUE_TYPE: text(valueType) },
      );
    else if (text(value) !== '') values.push({ ID: newId(), VALUE_TYPE: text(valueType) || 'WORK', VALUE: text(value), TYPE_ID: type });
  }
  return values;
}

/** Takes in what crm.item sends as `fm`: a list adds, in a map the key is the id of a value, or `n0`, `n1` ... for new ones. */
export function mergeAll(record: JsonObject, sent: JsonValue, newId: () => string): void {
  const isList = Array.isArray(sent);
  if (!isList && !isObject(sent)) return;
  for (const [key, entry] of Object.entries(sent)) {
    if (!isObject(entry)) continue;
    const id = text(entry['id'] ?? (isList ? '' : key));
    const type = multifields.find((name) => valuesIn(record[name]).some(({ ID }) => ID === id)) ?? text(entry['typeId']).toUpperCase();
    if (!isMultifield(type)) continue;
    const change: JsonObject = { ID: id };
    if (entry['value'] !== undefined) change['VALUE'] = entry['value'];
    if (entry['valueType'] !== undefined) change['VALUE_TYPE'] = entry['valueType'];
    record[type] = mergeValues(record[type], [change], newId, type);
  }
}

/** All values as crm.item shows them, undefined for a record that has no such fields. */
export function shownAll(record: Readonly<JsonObject>): JsonObject[] | undefined {
  const present = multifields.filter((name) => Array.isArray(record[name]));
  if (present.length === 0) return undefined;
  return present.flatMap((typeId) =>
    valuesIn(record[typeId]).map(({ ID, VALUE_TYPE: valueType = '', VALUE: value = '' }) => ({ id: Number(ID), valueType, value, typeId })),
  );
}

const valuesIn = (held: JsonValue | undefined): JsonObject[] => (Array.isArray(held) ? held.filter(isObject) : []);
