import type { JsonObject, JsonValue } from '../../json.js';
import { entityTypes } from './entity-types.js';
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
/** Leads call their stage otherwise than everything else does. */
const ofLeads: Record<string, string> = { STATUS_ID: 'stageId', STATUS_SEMANTIC_ID: 'stageSemanticId' };
const backwards = (names: Record<string, string>): Map<string, string> =>
  new Map(Object.entries(names).map(([upper, camel]) => [camel, upper]));
const specialBack = backwards(special);
const ofLeadsBack = backwards(ofLeads);
const customPrefix = 'UF_CRM_';

/** How crm.item shows a record. */
export interface Showing {
  /** Do custom fields keep their names? */
  original?: boolean;
  /** Custom fields that hold numbers, as records name them. */
  numbers?: ReadonlySet<string>;
}

/** A record as crm.item shows it: camelCase names (custom fields may keep theirs), numbers as numbers, phones and e-mails in `fm`. */
export function toItem(record: JsonObject, entityTypeId: number, { original = false, numbers }: Showing = {}): JsonObject {
  const item: JsonObject = { entityTypeId };
  for (const [name, value] of Object.entries(record))
    if (!isMultifield(name))
      item[original && name.startsWith('UF_') ? name : itemName(name, entityTypeId)] = numberWhere(name, value, numbers);
  const values = shownAll(record);
  if (values) item[itemName(allMultifields, entityTypeId)] = values;
  return item;
}

/** Fields of crm.item as the records of a type hold them. */
export function fromItem(fields: JsonObject, entityTypeId: number): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [crmKey(name, entityTypeId), value]));
}

/** The name under which records of a type hold a field: `createdTime` and `DATE_CREATE` are one. */
export function crmKey(name: string, entityTypeId: number): string {
  return (entityTypeId === entityTypes.leads ? ofLeadsBack.get(name) : undefined) ?? specialBack.get(name) ?? upper(name);
}

/** What crm.item calls a field of a record. */
export function itemName(name: string, entityTypeId: number): string {
  const own = entityTypeId === entityTypes.leads ? ofLeads[name] : undefined;
  return own ?? special[name] ?? (name.startsWith(customPrefix) ? customName(name.slice(customPrefix.length)) : camel(name));
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
  const parent = /^parentId(\d+)$/.exec(name)?.[1];
  if (parent !== undefined) return `PARENT_ID_${parent}`;
  if (/^[A-Z0-9_]+$|^[a-z0-9_]+$/.test(name)) return name.toUpperCase();
  if (/^ufCrm_?/.test(name))
    return `UF_CRM_${name
      .replace(/^ufCrm_?/, '')
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .toUpperCase()}`;
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

const numeric = /(^ID$|_ID$|^PARENT_ID_\d+$|_BY$|^OPPORTUNITY$|^TAX_VALUE$|^PROBABILITY$)/;
const codes = new Set([
  'STAGE_ID',
  'STATUS_ID',
  'TYPE_ID',
  'CURRENCY_ID',
  'SOURCE_ID',
  'STAGE_SEMANTIC_ID',
  'ORIGIN_ID',
  'ORIGINATOR_ID',
  'PREVIOUS_STAGE_ID',
]);

function numberWhere(name: string, value: JsonValue, custom?: ReadonlySet<string>): JsonValue {
  if (custom?.has(name) && Array.isArray(value)) return value.map((item) => numberWhere(name, item, custom));
  const isNumber = custom?.has(name) === true || (numeric.test(name) && !codes.has(name));
  if (!isNumber || typeof value !== 'string' || value === '') return value;
  return Number.isFinite(Number(value)) ? Number(value) : value;
}
