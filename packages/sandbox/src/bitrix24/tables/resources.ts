import type { Context } from '../../context.js';
import { mediaOf } from '../../engine/document.js';
import type { Operation } from '../../engine/document.js';
import { flatten, propertiesOf, schemaAt } from '../../engine/merge.js';
import { sample } from '../../engine/sample.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { createCollection } from '../../state/collection.js';
import type { Change } from '../../state/collection.js';
import { argumentError, v3 } from '../protocol/errors.js';
import { describeRecord } from './fields.js';
import { idKey } from './filter.js';
import { findKeyed, refuseTaken } from './keys.js';
import { listV3, tailOfV3 } from '../v3/lists.js';
import type { RulesV3 } from '../v3/lists.js';
import type { Api, MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { missing } from './missing.js';
import { placeOf, placed, plainAnswer } from './places.js';
import type { Place } from './places.js';
import { fold, selected } from './query.js';
import { refusedV3 } from '../v3/refusals.js';
import { selectedV3 } from '../v3/select.js';
import { portalTime } from '../seed.js';
import { createTable } from './table.js';
import type { Query, Table } from './table.js';

/** What a method does to the records of its collection. */
export type Role = 'list' | 'get' | 'add' | 'update' | 'delete' | 'fields' | 'tail';

/** A collection and the methods on it. Names, types and places of fields are those of the spec. */
export interface Resource {
  /** What the collection is called; several resources may share one. */
  collection: string;
  api?: Api;
  /** What the names of the methods begin with, `catalog.price`. */
  prefix: string;
  /** Last words of methods whose role does not follow from them, or all of them when the usual ones mean something else. */
  verbs?: Partial<Record<Role, readonly string[]>>;
  /** The parameter that holds the id. Default `id`. */
  id?: string;
  /** Fields that name a record instead of a number, `CURRENCY`. */
  key?: readonly string[];
  /** Records there are at the start; three samples when left out. */
  seed?: () => JsonObject[];
  /** The id of the first of them. Default 1. */
  firstId?: number;
  /** What REST 3.0 asks of the lists. */
  rules?: RulesV3;
  /** Fills what a new record has beside the fields that were sent. */
  complete?: (record: JsonObject, call: MethodCall) => void;
}

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
const listing = new Set(['select', 'filter', 'order', 'sort', 'start', 'fields', 'params', 'auth', 'pagination', 'cursor'].map(fold));
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
      return selected(record, param(call, 'select'));
    }
    function idOf(call: MethodCall): number {
      const id = resource.key ? findKeyed(table, call, resource.key) : Number(param(call, resource.id ?? 'id'));
      if (!table.collection.get(id)) throw missing(call);
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
        const query = queryOf(call, kept);
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
        const record: JsonObject = {};
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

/** A collection with what the spec says of its records. */
export interface Kept {
  table: Table;
  place: Place;
  /** Names of the fields, as the reading method spells them. */
  names: readonly string[];
  /** Are they written in upper case? Methods of that age keep numbers as text. */
  old: boolean;
  /** A stored record under the spelling of its fields, the id included. */
  show(id: number): JsonObject;
  named(record: JsonObject): JsonObject;
}

function createKept({ document }: Operation, place: Place, { seed, firstId }: Resource): Kept {
  const names = Object.keys(propertiesOf(document, place.record));
  const folded = new Map(names.map((name) => [fold(name), name]));
  const idName = folded.get('id') ?? idKey;
  const keyOf = (name: string): string => (fold(name) === 'id' ? idKey : (folded.get(fold(name)) ?? name));
  const samples = (): JsonObject[] =>
    [1, 2, 3].map(() => {
      const value = sample(document, place.record, { direction: 'response' });
      const { [idName]: _id, ...record } = isObject(value) ? value : {};
      return record;
    });
  const table = createTable(createCollection(seed ?? samples, firstId), keyOf);
  const named = ({ [idKey]: id = null, ...record }: JsonObject): JsonObject => (id === null ? record : { [idName]: id, ...record });
  return {
    table,
    place,
    names: names.filter((name) => name !== idName),
    old: names.every((name) => name === name.toUpperCase()),
    named,
    show: (id) => named({ ...table.collection.get(id), [idKey]: String(id) }),
  };
}

/** The fields that a write brings: those of `fields`, or the parameters themselves; and parameters that are fields beside them. */
function fieldsOf(call: MethodCall, kept: Kept, resource: Resource): JsonObject {
  const own = ownParameters(call, kept, resource.id);
  if (!('fields' in bodyProperties(call.operation))) return own;
  const fields = param(call, 'fields');
  if (!isObject(fields)) throw argumentError("Parameter 'fields' must be array.", call.method);
  if (call.api === 'v3') refuseUnknown(call, fields);
  return { ...own, ...fields };
}

/** Some methods of REST 3.0 refuse fields that they do not know. */
function refuseUnknown({ operation }: MethodCall, fields: JsonObject): void {
  const code = v3('UNKNOWNDTOPROPERTYEXCEPTION');
  if (!operation.spec['x-portolan-errors']?.some((error) => error.code === code)) return;
  const schema = mediaOf(operation.body?.content)?.media.schema;
  const known = propertiesOf(operation.document, schemaAt(operation.document, schema, ['fields']) ?? {});
  const unknown = Object.keys(fields).find((name) => !(name in known));
  if (unknown !== undefined) throw refusedV3(operation, [code], `The object has no field ${unknown}`);
}

/** Parameters that are fields of the record. */
function ownParameters(call: MethodCall, { names }: Kept, id = 'id'): JsonObject {
  const known = new Set(names.map(fold));
  return Object.fromEntries(
    Object.entries(call.params).filter(([name]) => {
      const folded = fold(name);
      return !listing.has(folded) && folded !== fold(id) && (known.has(folded) || name.startsWith('UF_'));
    }),
  );
}

function bodyProperties({ document, body }: Operation): Record<string, unknown> {
  const schema = mediaOf(body?.content)?.media.schema;
  return schema ? propertiesOf(document, flatten(document, schema)) : {};
}

/** Filter, order and start of a v2 list; parameters named like fields narrow it, `sort` and `order` may be words. */
function queryOf(call: MethodCall, kept: Kept): Query {
  const filter = param(call, 'filter');
  const id = param(call, 'ID');
  const sort = text(param(call, 'sort'));
  const order = param(call, 'order');
  return {
    filter: { ...ownParameters(call, kept), ...(id === undefined ? {} : { '@ID': id }), ...(isObject(filter) ? filter : {}) },
    order: sort === '' ? order : { [sort]: text(order) || 'ASC' },
    start: param(call, 'start'),
  };
}

/** All records, for lists that have no pages. */
function wholeList(table: Table, query: Query): readonly number[] {
  const ids: number[] = [];
  for (let start: number | undefined = 0; start !== undefined;) {
    const page = table.page({ ...query, start });
    ids.push(...page.ids);
    start = page.next;
  }
  return ids;
}
