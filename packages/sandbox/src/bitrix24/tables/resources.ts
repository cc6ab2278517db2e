import type { Context } from '../../context.js';
import type { Operation } from '../../engine/document.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';
import type { Change } from '../../state/collection.js';
import { fieldsOf, queryOf, wholeList } from './asked.js';
import { describeRecord } from './fields.js';
import { idKey } from './filter.js';
import { findKeyed, refuseTaken } from './keys.js';
import { listV3, tailOfV3 } from '../v3/lists.js';
import type { Api, MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { createKept } from './kept.js';
import type { Kept } from './kept.js';
import { missing } from './missing.js';
import { placeOf, placed, plainAnswer } from './places.js';
import type { Resource, Role } from './resource.js';
import { fold, selection } from './query.js';
import { selectedV3 } from '../v3/select.js';
import { portalTime } from '../seed.js';
import type { Table } from './table.js';

/** Hears of every change that a method makes: the record as it is now, or was when it is deleted. */
export type Changed = (prefix: string, id: number, change: Change, record: Readonly<JsonObject>) => void;

/** Tables made from resources. */
export interface Resources {
  handlers: Record<Api, MethodHandlers>;
  /** The table of a collection, undefined when the specs have no method on it. */
  table(collection: string): Table | undefined;
  /** A record under the names of its fields, the id included. */
  show(collection: string, id: number): JsonObject;
  reset(): void;
}

const usual: Record<Role, readonly string[]> = {
  list: ['list'],
  get: ['get'],
  add: ['add'],
  update: ['update'],
  delete: ['delete'],
  fields: ['fields', 'getFields'],
  tail: ['tail'],
};
const createdAt = new Set(['datecreate', 'createdtime', 'createdate', 'createddate', 'createdat', 'created', 'dateinsert']);
const changedAt = new Set([
  'datemodify',
  'updatedtime',
  'timestampx',
  'dateupdate',
  'changeddate',
  'updatedat',
  'lastupdated',
  'updatetime',
]);
const createdBy = new Set(['createdby', 'createdbyid', 'authorid', 'creatorid']);
const changedBy = new Set(['updatedby']);

/** Makes tables and handlers of resources whose methods the specs describe. */
export function createResources(
  context: Context,
  methods: Record<Api, Map<string, Operation>>,
  resources: readonly Resource[],
  changed: Changed,
): Resources {
  const handlers: Record<Api, MethodHandlers> = { v2: {}, v3: {} };
  const tables = new Map<string, Kept>();
  const now = (): string => portalTime(context.clock.now());

  for (const resource of resources) {
    const api = resource.api ?? 'v2';
    const found = Object.entries({ ...usual, ...resource.verbs }).flatMap(([role, verbs]) =>
      verbs.flatMap((verb) => {
        const name = `${resource.prefix}.${verb}`.toLowerCase();
        const operation = methods[api].get(name);
        return operation ? [{ role: role as Role, name, operation }] : [];
      }),
    );
    const reader = found.find(({ role, operation }) => (role === 'get' || role === 'list') && placeOf(operation));
    const home = reader && placeOf(reader.operation);
    if (!reader || !home) continue;
    const kept = tables.get(resource.collection) ?? createKept(reader.operation, home, resource);
    tables.set(resource.collection, kept);
    const run = runner(kept, resource);
    for (const { role, name } of found) handlers[api][name] = (call) => run[role](call);
  }

  return {
    handlers,
    table: (collection) => tables.get(collection)?.table,
    show: (collection, id) => tables.get(collection)?.show(id) ?? {},
    reset() {
      for (const { table } of tables.values()) table.collection.reset();
    },
  };

  function runner(kept: Kept, resource: Resource): Record<Role, (call: MethodCall) => MethodResult> {
    const { table } = kept;
    const isV3 = resource.api === 'v3';

    function chosen(call: MethodCall, record: JsonObject): JsonObject {
      if (isV3) return selectedV3(call, record, kept.place.record, resource.rules?.strict);
      return selection(param(call, 'select'))(record);
    }
    function idOf(call: MethodCall): number {
      const id = resource.key ? findKeyed(table, call, resource.key) : Number(param(call, resource.id ?? 'id'));
      const record = table.collection.get(id);
      if (!record || Object.entries(resource.within ?? {}).some(([name, value]) => record[table.keyOf(name)] !== value))
        throw missing(call);
      return id;
    }
    /** The record, where the answer has it; else what is declared instead. */
    function answer(call: MethodCall, id: number): MethodResult {
      const place = placeOf(call.operation);
      const [key] = resource.key ?? [];
      const name = key === undefined ? id : text(table.collection.get(id)?.[table.keyOf(key)]);
      if (!place) return { result: plainAnswer(call.operation, name) };
      const shown = chosen(call, kept.show(id));
      return { result: placed(place, place.list ? [shown] : shown) };
    }
    function write(record: JsonObject, call: MethodCall, change: Change): void {
      const fields = fieldsOf(call, kept, resource);
      const fixed = new Set([idKey, ...(change === 'update' ? (resource.key ?? []) : [])]);
      for (const [name, value] of Object.entries(fields))
        if (!fixed.has(table.keyOf(name))) record[table.keyOf(name)] = kept.old && typeof value === 'number' ? String(value) : value;
      for (const name of kept.names) {
        if (changedAt.has(fold(name)) || (change === 'add' && createdAt.has(fold(name)))) record[name] = now();
        if (change === 'add' && createdBy.has(fold(name))) record[name] ??= call.caller.userId;
        if (changedBy.has(fold(name))) record[name] = call.caller.userId;
      }
    }
    return {
      list(call) {
        const place = placeOf(call.operation);
        const rows = (ids: readonly number[]): JsonValue => {
          const shown = ids.map((id) => chosen(call, kept.show(id)));
          return place ? placed(place, shown) : shown;
        };
        if (isV3) return { result: rows(listV3(call, kept, resource.rules)) };
        const query = queryOf(call, kept, resource.within);
        if (!call.operation.spec['x-portolan-paging']) return { result: rows(wholeList(table, query)) };
        const { ids, ...counts } = table.page(query);
        return { ...counts, result: rows(ids) };
      },
      tail(call) {
        const place = placeOf(call.operation);
        const shown = tailOfV3(call, kept).map((id) => chosen(call, kept.show(id)));
        return { result: place ? placed(place, shown) : shown };
      },
      get: (call) => answer(call, idOf(call)),
      add(call) {
        if (resource.key) refuseTaken(table, call, resource.key);
        const record: JsonObject = Object.fromEntries(
          Object.entries(resource.within ?? {}).map(([name, value]) => [table.keyOf(name), value]),
        );
        write(record, call, 'add');
        resource.complete?.(record, call);
        const id = table.collection.add(record);
        changed(resource.prefix, id, 'add', record);
        return answer(call, id);
      },
      update(call) {
        const id = idOf(call);
        table.collection.change(id, (record) => write(record, call, 'update'));
        changed(resource.prefix, id, 'update', table.collection.get(id) ?? {});
        return answer(call, id);
      },
      delete(call) {
        const id = idOf(call);
        const gone = table.collection.get(id) ?? {};
        table.collection.remove(id);
        changed(resource.prefix, id, 'delete', gone);
        const place = placeOf(call.operation);
        return { result: place ? placed(place, place.list ? [] : { result: true }) : plainAnswer(call.operation, id) };
      },
      fields(call) {
        const described = describeRecord(call.operation.document, kept.place.record);
        const place = placeOf(call.operation);
        return { result: place?.path.length === 1 ? placed(place, described) : described };
      },
    };
  }
}
