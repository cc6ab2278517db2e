import type { Context } from '../context.js';
import type { JsonObject, JsonValue } from '../json.js';
import { isObject, text } from '../json.js';
import type { Collection } from '../state/collection.js';
import { createCollection } from '../state/collection.js';
import { MethodError, argumentError } from './errors.js';
import { describeFields, filterable } from './fields.js';
import { fromItem, toItem } from './items.js';
import type { MethodCall, MethodHandlers, MethodResult } from './method.js';
import { param } from './method.js';
import { pageOf, passes, selected, sorted } from './query.js';
import { contactSeed, dealSeed, portalTime } from './seed.js';

/** entityTypeId of deals and contacts in crm.item.*. */
const dealType = 2;
const contactType = 3;

const multifields = ['PHONE', 'EMAIL', 'WEB', 'IM', 'LINK'];

/** Deals, contacts and, over the same records, crm.item. Other entity types start empty. */
export function createCrm(context: Context): { handlers: MethodHandlers; reset(): void } {
  const collections = new Map<number, Collection>([
    [dealType, createCollection(dealSeed)],
    [contactType, createCollection(contactSeed)],
  ]);
  const now = (): string => portalTime(context.clock.now());
  let nextValue = 1000;

  function collectionOf(type: number): Collection {
    const collection = collections.get(type) ?? createCollection(() => []);
    collections.set(type, collection);
    return collection;
  }

  function rowsOf(type: number): JsonObject[] {
    return collectionOf(type)
      .entries()
      .map(([id, record]) => ({ ID: String(id), ...record }));
  }

  function find(type: number, id: JsonValue | undefined): { id: number; record: JsonObject } {
    const record = collectionOf(type).get(Number(id));
    if (!record) {
      const number = Number(id);
      throw new MethodError(400, '', Number.isInteger(number) && number > 0 ? 'Not found' : 'ID is not defined or invalid.');
    }
    return { id: Number(id), record };
  }

  function write(record: JsonObject, fields: JsonObject, caller: MethodCall['caller']): void {
    for (const [name, value] of Object.entries(fields)) {
      const key = name.toUpperCase();
      if (key === 'ID') continue;
      if (multifields.includes(key)) record[key] = mergeValues(record[key], value, () => String(nextValue++), key);
      else if (key === 'CONTACT_IDS' && Array.isArray(value)) record['CONTACT_ID'] = text(value[0]);
      else record[key] = typeof value === 'number' ? String(value) : typeof value === 'boolean' ? (value ? 'Y' : 'N') : value;
    }
    record['DATE_MODIFY'] = now();
    record['MODIFY_BY_ID'] = String(caller.userId);
  }

  function create(type: number, fields: JsonObject, caller: MethodCall['caller']): number {
    const userId = String(caller.userId);
    const record: JsonObject = { ASSIGNED_BY_ID: userId, CREATED_BY_ID: userId, DATE_CREATE: now(), OPENED: 'Y' };
    if (type === dealType)
      Object.assign(record, {
        STAGE_ID: 'NEW',
        CATEGORY_ID: '0',
        CLOSED: 'N',
        CURRENCY_ID: 'EUR',
        OPPORTUNITY: '0.00',
        IS_MANUAL_OPPORTUNITY: 'N',
      });
    write(record, fields, caller);
    const id = collectionOf(type).add(record);
    if (type === dealType) record['TITLE'] ??= `Deal #${id}`;
    return id;
  }

  function fieldsOf(call: MethodCall): JsonObject {
    const fields = param(call, 'fields');
    if (!isObject(fields)) throw argumentError("Parameter 'fields' must be array.", call.method);
    return fields;
  }

  const list = (rows: JsonObject[], call: MethodCall): { items: JsonObject[]; total: number; next?: number } =>
    pageOf(
      sorted(
        rows.filter((row) => passes(row, param(call, 'filter'))),
        param(call, 'order'),
      ),
      param(call, 'start'),
    );

  /** crm.deal.* and crm.contact.*: names and numbers as v2 sends them. */
  function classic(name: string, type: number): MethodHandlers {
    return {
      [`crm.${name}.add`]: (call) => ({ result: create(type, fieldsOf(call), call.caller) }),
      [`crm.${name}.get`](call) {
        const { id, record } = find(type, param(call, 'id'));
        return { result: { ID: String(id), ...record } };
      },
      [`crm.${name}.list`](call) {
        const { items, ...counts } = list(rowsOf(type), call);
        return { ...counts, result: items.map((item) => selected(item, param(call, 'select'), multifields)) };
      },
      [`crm.${name}.fields`]: (call) => ({ result: describeFields(call.operation, `crm.${name}.get`) }),
      [`crm.${name}.update`](call) {
        write(find(type, param(call, 'id')).record, fieldsOf(call), call.caller);
        return { result: true };
      },
      [`crm.${name}.delete`](call) {
        collectionOf(type).remove(find(type, param(call, 'id')).id);
        return { result: true };
      },
    };
  }

  const typeOf = (call: MethodCall): number => {
    const type = Number(param(call, 'entityTypeId'));
    if (!Number.isInteger(type) || type <= 0) throw argumentError('Could not find value for parameter {entityTypeId}', call.method);
    return type;
  };
  const itemOf = (type: number, id: JsonValue | undefined): { id: number; record: JsonObject } => {
    const record = collectionOf(type).get(Number(id));
    if (!record) throw new MethodError(400, 'NOT_FOUND', `Element ${text(id)} is not found`);
    return { id: Number(id), record };
  };
  const shown = (type: number, id: number, record: JsonObject): JsonObject => toItem({ ID: String(id), ...record }, type);

  const universal: MethodHandlers = {
    'crm.item.add'(call): MethodResult {
      const type = typeOf(call);
      const id = create(type, fromItem(fieldsOf(call)), call.caller);
      return { result: { item: shown(type, id, itemOf(type, id).record) } };
    },
    'crm.item.get'(call) {
      const type = typeOf(call);
      const { id, record } = itemOf(type, param(call, 'id'));
      return { result: { item: shown(type, id, record) } };
    },
    'crm.item.list'(call) {
      const type = typeOf(call);
      filterable(call);
      const { items, ...counts } = list(
        rowsOf(type).map((row) => toItem(row, type)),
        call,
      );
      return { ...counts, result: { items: items.map((item) => selected(item, param(call, 'select'))) } };
    },
    'crm.item.fields': (call) => ({ result: { fields: describeFields(call.operation, 'crm.item.get') } }),
    'crm.item.update'(call) {
      const type = typeOf(call);
      const { id, record } = itemOf(type, param(call, 'id'));
      write(record, fromItem(fieldsOf(call)), call.caller);
      return { result: { item: shown(type, id, record) } };
    },
    'crm.item.delete'(call) {
      const type = typeOf(call);
      collectionOf(type).remove(itemOf(type, param(call, 'id')).id);
      return { result: [] };
    },
  };

  return {
    handlers: { ...classic('deal', dealType), ...classic('contact', contactType), ...universal },
    reset() {
      for (const collection of collections.values()) collection.reset();
      nextValue = 1000;
    },
  };
}

/** Phones and e-mails: an entry with a known ID changes that value, `DELETE: Y` or an empty VALUE removes it, one without ID is added. */
function mergeValues(before: JsonValue | undefined, sent: JsonValue, newId: () => string, type: string): JsonValue {
  const values: JsonObject[] = (Array.isArray(before) ? before : []).filter(isObject);
  for (const item of (Array.isArray(sent) ? sent : []).filter(isObject)) {
    const index = values.findIndex((value) => value['ID'] === text(item['ID']) && item['ID'] !== undefined);
    const known = values[index];
    if (known && (item['DELETE'] === 'Y' || item['VALUE'] === '')) values.splice(index, 1);
    else if (known)
      Object.assign(
        known,
        { VALUE: text(item['VALUE']) },
        item['VALUE_TYPE'] === undefined ? {} : { VALUE_TYPE: text(item['VALUE_TYPE']) },
      );
    else values.push({ ID: newId(), VALUE_TYPE: text(item['VALUE_TYPE']) || 'WORK', VALUE: text(item['VALUE']), TYPE_ID: type });
  }
  return values;
}
