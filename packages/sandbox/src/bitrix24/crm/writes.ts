import type { Operation } from '../../engine/document.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';
import { declaredFields, isCustom } from './declared.js';
import type { DeclaredFields } from './declared.js';
import { entityTypes } from './entity-types.js';
import { crmKey } from './items.js';
import { allMultifields, isMultifield, mergeAll, mergeValues } from './multifields.js';
import type { MethodCall } from '../protocol/method.js';
import { stageField } from './stages.js';
import type { Stages } from './stages.js';
import { flagOf, isFlag } from '../tables/flags.js';

/** The methods that have records of every type. */
export const itemFamily = 'crm.item';

/** A write: fields, named as records name them, by a family of methods. */
export interface Sent {
  family: string;
  fields: JsonObject;
  caller: MethodCall['caller'];
}

/** Changes records as the methods do. */
export interface CrmWriter {
  write(type: number, record: JsonObject, sent: Sent): void;
  reset(): void;
}

/** Types whose records have phones and e-mails. */
const reachable = new Set<number>([entityTypes.leads, entityTypes.contacts, entityTypes.companies]);

/** Which flag tells that a record has values of a kind. */
const presence = { HAS_PHONE: 'PHONE', HAS_EMAIL: 'EMAIL' } as const;

/** What names a record is no field to be written. */
const own = new Set(['ID', 'ENTITY_TYPE_ID']);

const firstValue = 1000;

/** Takes in what the methods declare; other fields are ignored, as the service does it. */
export function createCrmWriter(stages: Stages, methods: Map<string, Operation>, now: () => string): CrmWriter {
  const known = new Map<string, DeclaredFields>();
  let nextValue = firstValue;
  const newId = (): string => String(nextValue++);

  /** What records of a type may be sent by a family of methods, `crm.deal` or `crm.item`. */
  function declaredOf(family: string, type: number): DeclaredFields {
    const kind = `${family} ${type === entityTypes.leads ? 'lead' : ''}`;
    const keyOf = (name: string): string => (family === itemFamily ? crmKey(name, type) : name.toUpperCase());
    const operations = ['add', 'update', 'get'].map((verb) => methods.get(`${family}.${verb}`));
    const found = known.get(kind) ?? declaredFields(operations, keyOf);
    known.set(kind, found);
    return found;
  }

  return {
    write(type, record, { family, fields, caller }) {
      const declared = declaredOf(family, type);
      const stage = stageField(type);
      const before = stage === undefined ? undefined : record[stage];
      for (const [name, value] of Object.entries(fields)) {
        const key = name.toUpperCase();
        if (own.has(key) || !declared.has(key)) continue;
        if (isMultifield(key) || key === allMultifields) {
          if (!reachable.has(type)) continue;
          if (isMultifield(key)) record[key] = mergeValues(record[key], value, newId, key);
          else mergeAll(record, value, newId);
        } else if (key === 'CONTACT_IDS' && Array.isArray(value)) record['CONTACT_ID'] = text(value[0]);
        else record[key] = storedAs(key, value, declared);
      }
      if (reachable.has(type))
        for (const [flag, name] of Object.entries(presence))
          record[flag] = Array.isArray(record[name]) && record[name].length > 0 ? 'Y' : 'N';
      const by = { now: now(), userId: String(caller.userId) };
      stages.start(type, record);
      stages.moved(type, record, before, by);
      record['DATE_MODIFY'] = by.now;
      record['MODIFY_BY_ID'] = by.userId;
    },
    reset: () => void (nextValue = firstValue),
  };
}

/** A value as records keep it: numbers as text, except those of fields that nobody has declared. */
function storedAs(key: string, value: JsonValue, declared: DeclaredFields): JsonValue {
  if (declared.isFlag(key) && isFlag(value)) return flagOf(value) ? 'Y' : 'N';
  if (typeof value === 'boolean') return value ? 'Y' : 'N';
  return typeof value === 'number' && !isCustom(key) ? String(value) : value;
}
