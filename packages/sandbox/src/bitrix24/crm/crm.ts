import type { Context } from '../../context.js';
import type { Operation } from '../../engine/document.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { createCollection } from '../../state/collection.js';
import type { CrmUserfields } from './userfields.js';
import { MethodError, argumentError } from '../protocol/errors.js';
import { describeFields, filterable } from '../tables/fields.js';
import { entityTypes } from './entity-types.js';
import { crmKey, fromItem, itemName, toItem } from './items.js';
import type { Showing } from './items.js';
import type { Stages } from './stages.js';
import { createCrmWriter, itemFamily } from './writes.js';
import type { Sent } from './writes.js';
import { allMultifields, multifields } from './multifields.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param, sentFields } from '../protocol/method.js';
import { selection } from '../tables/query.js';
import { contactAt, dealAt, leadAt, companyAt, itemAt, portalTime, seedOf } from '../seed.js';
import { createTable, rowOf } from '../tables/table.js';
import type { Table } from '../tables/table.js';

/** Makes the record that a collection of an entity type has at an index. */
export function crmRecordAt(type: number): (index: number) => JsonObject {
  return { 1: leadAt, 2: dealAt, 3: contactAt, 4: companyAt }[type] ?? itemAt;
}

const seeded: Record<number, number> = { 1: 70, 2: 130, 3: 60, 4: 55, 7: 3 };

/** CRM: its tables by entityTypeId, and the methods on them. */
export interface Crm {
  handlers: MethodHandlers;
  tableOf(type: number): Table;
  /** The table of a type that a test puts records into: from then on the portal has the type. */
  open(type: number): Table;
  reset(): void;
}

/** What the CRM is made with. */
interface Parts {
  userfields: CrmUserfields;
  stages: Stages;
  methods: Map<string, Operation>;
  /** Does the portal have the type? */
  isType: (type: number) => boolean;
}

/** Leads, deals, contacts, companies and, over the same records, crm.item. Other entity types start empty. `opened` hears of every table. */
export function createCrm(
  context: Context,
  { userfields, stages, methods, isType }: Parts,
  opened: (type: number, table: Table) => void,
): Crm {
  const tables = new Map<number, Table>();
  const fromOutside = new Set<number>();
  const now = (): string => portalTime(context.clock.now());
  const writer = createCrmWriter(stages, methods, now);
  userfields.onDelete((type, name) => {
    const { collection } = tableOf(type);
    for (const id of collection.select(name, (record) => name in record)) collection.change(id, (record) => void delete record[name]);
  });

  function tableOf(type: number): Table {
    const known = tables.get(type);
    if (known) return known;
    const table = createTable(createCollection(seedOf(crmRecordAt(type), seeded[type] ?? 0)), (name) => crmKey(name, type));
    tables.set(type, table);
    opened(type, table);
    return table;
  }

  function find(type: number, id: JsonValue | undefined): { id: number; record: Readonly<JsonObject> } {
    const record = tableOf(type).collection.get(Number(id));
    if (!record) {
      const number = Number(id);
      throw new MethodError(400, '', Number.isInteger(number) && number > 0 ? 'Not found' : 'ID is not defined or invalid.');
    }
    return { id: Number(id), record };
  }

  function change(type: number, id: number, sent: Sent): void {
    tableOf(type).collection.change(id, (record) => writer.write(type, record, sent));
  }

  function create(type: number, sent: Sent): number {
    const userId = String(sent.caller.userId);
    const record: JsonObject = { ASSIGNED_BY_ID: userId, CREATED_BY_ID: userId, DATE_CREATE: now(), OPENED: 'Y' };
    if (type === entityTypes.deals)
      Object.assign(record, { CATEGORY_ID: '0', CURRENCY_ID: 'EUR', OPPORTUNITY: '0.00', IS_MANUAL_OPPORTUNITY: 'N' });
    writer.write(type, record, sent);
    const id = tableOf(type).collection.add(record);
    if (type === entityTypes.deals) record['TITLE'] ??= `Deal #${id}`;
    return id;
  }

  /** A page of records with their ids. */
  function list(type: number, call: MethodCall): { items: JsonObject[]; total: number; next?: number } {
    const table = tableOf(type);
    const empty = Object.entries(userfields.empty(type));
    const rowWithAll = (id: number): JsonObject => {
      const row = rowOf(table, id);
      for (const [name, value] of empty) row[name] ??= value;
      return row;
    };
    const { ids, ...counts } = table.page({ filter: param(call, 'filter'), order: param(call, 'order'), start: param(call, 'start') });
    return { ...counts, items: ids.map(rowWithAll) };
  }

  /** crm.deal.* and crm.contact.*: names and numbers as v2 sends them. */
  function classic(name: string, type: number): MethodHandlers {
    return {
      [`crm.${name}.add`]: (call) => ({ result: create(type, { family: `crm.${name}`, fields: sentFields(call), caller: call.caller }) }),
      [`crm.${name}.get`](call) {
        const { id, record } = find(type, param(call, 'id'));
        return { result: classicRow({ ID: String(id), ...userfields.empty(type), ...record }) };
      },
      [`crm.${name}.list`](call) {
        const { items, ...counts } = list(type, call);
        return { ...counts, result: items.map(classicRow).map(selection(param(call, 'select'), multifields)) };
      },
      [`crm.${name}.fields`]: (call) => ({
        result: { ...describeFields(call.operation, `crm.${name}.get`), ...userfields.describe(type) },
      }),
      [`crm.${name}.update`](call) {
        change(type, find(type, param(call, 'id')).id, { family: `crm.${name}`, fields: sentFields(call), caller: call.caller });
        return { result: true };
      },
      [`crm.${name}.delete`](call) {
        tableOf(type).collection.remove(find(type, param(call, 'id')).id);
        return { result: true };
      },
    };
  }

  const typeOf = (call: MethodCall): number => {
    const type = Number(param(call, 'entityTypeId'));
    if (!Number.isInteger(type) || type <= 0) throw argumentError('Could not find value for parameter {entityTypeId}', call.method);
    if (!isType(type) && !fromOutside.has(type)) throw new MethodError(400, 'NOT_FOUND', 'Smart process not found');
    return type;
  };
  const itemOf = (type: number, id: JsonValue | undefined): { id: number; record: Readonly<JsonObject> } => {
    const record = tableOf(type).collection.get(Number(id));
    if (!record) throw new MethodError(400, 'NOT_FOUND', `Element ${text(id)} is not found`);
    return { id: Number(id), record };
  };
  const itemSent = (call: MethodCall, type: number): Sent => ({
    family: itemFamily,
    fields: fromItem(sentFields(call), type),
    caller: call.caller,
  });
  const original = (call: MethodCall): boolean => param(call, 'useOriginalUfNames') === 'Y';
  const showing = (call: MethodCall, type: number): Showing => ({ original: original(call), numbers: userfields.numbers(type) });
  const shown = (call: MethodCall, type: number, id: number, record: Readonly<JsonObject>): JsonObject =>
    toItem({ ID: String(id), ...userfields.empty(type), ...record }, type, showing(call, type));

  const universal: MethodHandlers = {
    'crm.item.add'(call): MethodResult {
      const type = typeOf(call);
      const id = create(type, itemSent(call, type));
      return { result: { item: shown(call, type, id, itemOf(type, id).record) } };
    },
    'crm.item.get'(call) {
      const type = typeOf(call);
      const { id, record } = itemOf(type, param(call, 'id'));
      return { result: { item: shown(call, type, id, record) } };
    },
    'crm.item.list'(call) {
      const type = typeOf(call);
      filterable(call);
      const { items, ...counts } = list(type, call);
      const select = param(call, 'select');
      const shape = showing(call, type);
      // Here `*` stands for custom fields as well, and so does nothing at all. `fm` comes with `*` only.
      const some = Array.isArray(select) && select.length > 0 && !select.includes('*');
      const cut = selection(some ? ['id', ...select] : ['*', 'UF_*'], [], some ? [itemName(allMultifields, type)] : []);
      return { ...counts, result: { items: items.map((item) => cut(toItem(item, type, shape))) } };
    },
    'crm.item.fields'(call) {
      const type = typeOf(call);
      const custom = Object.entries(userfields.describe(type)).map(([name, field]) => [
        original(call) ? name : itemName(name, type),
        isObject(field) ? { ...field, title: field['formLabel'] ?? name } : field,
      ]);
      return { result: { fields: { ...describeFields(call.operation, 'crm.item.get'), ...Object.fromEntries(custom) } } };
    },
    'crm.item.update'(call) {
      const type = typeOf(call);
      const { id } = itemOf(type, param(call, 'id'));
      change(type, id, itemSent(call, type));
      return { result: { item: shown(call, type, id, itemOf(type, id).record) } };
    },
    'crm.item.delete'(call) {
      const type = typeOf(call);
      tableOf(type).collection.remove(itemOf(type, param(call, 'id')).id);
      return { result: [] };
    },
  };

  return {
    handlers: {
      ...classic('lead', entityTypes.leads),
      ...classic('deal', entityTypes.deals),
      ...classic('contact', entityTypes.contacts),
      ...classic('company', entityTypes.companies),
      ...classic('quote', entityTypes.quotes),
      ...universal,
    },
    tableOf,
    open: (type) => (fromOutside.add(type), tableOf(type)),
    reset() {
      fromOutside.clear();
      for (const { collection } of tables.values()) collection.reset();
      writer.reset();
    },
  };
}

/** The methods of each type show every number as text. */
function classicRow(row: JsonObject): JsonObject {
  for (const [name, value] of Object.entries(row)) if (typeof value === 'number') row[name] = String(value);
  return row;
}
