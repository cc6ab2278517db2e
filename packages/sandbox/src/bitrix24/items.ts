import type { JsonObject, JsonValue } from '../json.js';

/** Fields of crm.item whose names do not follow from those of crm.deal and crm.contact. */
const special: Record<string, string> = {
  DATE_CREATE: 'createdTime',
  DATE_MODIFY: 'updatedTime',
  CREATED_BY_ID: 'createdBy',
  MODIFY_BY_ID: 'updatedBy',
  MOVED_TIME: 'movedTime',
  MOVED_BY_ID: 'movedBy',
  BEGINDATE: 'begindate',
  CLOSEDATE: 'closedate',
  CONTACT_ID: 'contactId',
  TYPE_ID: 'typeId',
  LAST_ACTIVITY_TIME: 'lastActivityTime',
  LAST_ACTIVITY_BY: 'lastActivityBy',
};
const specialBack = new Map(Object.entries(special).map(([upper, camel]) => [camel, upper]));
const multifields: Record<string, string> = { PHONE: 'PHONE', EMAIL: 'EMAIL', WEB: 'WEB', IM: 'IM', LINK: 'LINK' };

/** A record as crm.item shows it: camelCase names, numbers as numbers, phones and e-mails in `fm`. */
export function toItem(record: JsonObject, entityTypeId: number): JsonObject {
  const item: JsonObject = { entityTypeId };
  const values: JsonObject[] = [];
  for (const [name, value] of Object.entries(record)) {
    if (name in multifields && Array.isArray(value)) {
      for (const entry of value)
        if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
          values.push({ id: Number(entry['ID']), valueType: entry['VALUE_TYPE'] ?? '', value: entry['VALUE'] ?? '', typeId: name });
    } else item[special[name] ?? camel(name)] = numberWhere(name, value);
  }
  if (values.length > 0) item['fm'] = values;
  return item;
}

/** Fields of crm.item as the records hold them. */
export function fromItem(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [crmKey(name), value]));
}

/** The name under which records hold a field: `createdTime` and `DATE_CREATE` are one. */
export function crmKey(name: string): string {
  return specialBack.get(name) ?? upper(name);
}

function camel(name: string): string {
  if (name.startsWith('UF_CRM_')) return `ufCrm_${name.slice('UF_CRM_'.length)}`;
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

function upper(name: string): string {
  if (name.startsWith('UF_')) return name;
  if (/^[A-Z0-9_]+$|^[a-z0-9_]+$/.test(name)) return name.toUpperCase();
  if (/^ufCrm_?/.test(name))
    return `UF_CRM_${name
      .replace(/^ufCrm_?/, '')
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .toUpperCase()}`;
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

const numeric = /(^ID$|_ID$|_BY$|^OPPORTUNITY$|^TAX_VALUE$|^PROBABILITY$)/;
const codes = new Set([
  'STAGE_ID',
  'TYPE_ID',
  'CURRENCY_ID',
  'SOURCE_ID',
  'STAGE_SEMANTIC_ID',
  'ORIGIN_ID',
  'ORIGINATOR_ID',
  'PREVIOUS_STAGE_ID',
]);

function numberWhere(name: string, value: JsonValue): JsonValue {
  if (!numeric.test(name) || codes.has(name) || typeof value !== 'string' || value === '') return value;
  return Number.isFinite(Number(value)) ? Number(value) : value;
}
