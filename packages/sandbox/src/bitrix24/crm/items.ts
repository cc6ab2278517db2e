import type { JsonObject, JsonValue } from '../../json.js';
import { allMultifields, isMultifield, shownAll } from './multifields.js';

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
const customPrefix = 'UF_CRM_';

/** A record as crm.item shows it: camelCase names (custom fields may keep theirs), numbers as numbers, phones and e-mails in `fm`. */
export function toItem(record: JsonObject, entityTypeId: number, originalCustom = false): JsonObject {
  const item: JsonObject = { entityTypeId };
  for (const [name, value] of Object.entries(record))
    if (!isMultifield(name)) item[originalCustom && name.startsWith('UF_') ? name : itemName(name)] = numberWhere(name, value);
  const values = shownAll(record);
  if (values) item[itemName(allMultifields)] = values;
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

/** What crm.item calls a field of a record. */
export function itemName(name: string): string {
  return special[name] ?? (name.startsWith(customPrefix) ? customName(name.slice(customPrefix.length)) : camel(name));
}

/** Only digits, or only letters, after the number of a type are joined; any other name keeps its spelling, to be read back. */
function customName(code: string): string {
  const typed = /^(\d+_)?([A-Z_]+)$/.exec(code);
  if (typed) return camel(`uf_crm${typed[1] === undefined ? '_' : typed[1]}${typed[2] ?? ''}`);
  return /^\d+_\d+$/.test(code) ? `ufCrm${code}` : `ufCrm_${code}`;
}

function camel(name: string): string {
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
