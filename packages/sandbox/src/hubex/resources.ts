import { answerSchema, mediaOf } from '../engine/document.js';
import type { Operation } from '../engine/document.js';
import { flatten, propertiesOf, typesOf } from '../engine/merge.js';
import type { JsonObject, JsonValue } from '../json.js';
import { hubexError } from './errors.js';
import { selectionOf } from './filters.js';
import { idsOf, pathId, recordsOf } from './handlers.js';
import type { Handlers, HubexCall, HubexResult } from './handlers.js';
import type { HubexList } from './paging.js';
import type { CollectionName } from './seed.js';
import type { Change, Store } from './store.js';

type Names = readonly string[];

/** Records of one collection and the operations on them, by operationId. */
export interface Resource {
  service: string;
  collection: CollectionName;
  list?: Names;
  /** HEAD of a list. */
  head?: Names;
  get?: Names;
  create?: Names;
  /** Replaces what the body may hold; what it leaves out is emptied. */
  update?: Names;
  /** Marks as deleted. */
  delete?: Names;
  /** Takes the record away. */
  remove?: Names;
  restore?: Names;
  /** Operations that set fields: switching on and off, publishing. null empties a field. */
  set?: Record<string, { fields(now: string): JsonObject; change?: Change }>;
  /** Fields of a new record that the caller does not send. */
  fresh?(now: string, call: HubexCall): JsonObject;
  /** Path parameters of lists that are not called like the field of the record. */
  within?: Record<string, string>;
}

/** Makes the handlers of resources. */
export function createResources(store: Store, resources: readonly Resource[]): Handlers {
  const handlers: Handlers = {};
  for (const resource of resources) {
    const add = (names: Names | undefined, handler: (call: HubexCall) => HubexResult): void => {
      for (const name of names ?? []) handlers[`${resource.service}.${name}`] = handler;
    };
    add(resource.list, (call) => ({ list: listOf(store, resource, call) }));
    add(resource.head, (call) => ({ total: selectionOf(store, resource, call).length }));
    add(resource.get, (call) => get(store, resource, call));
    add(resource.create, (call) => create(store, resource, call).answer);
    add(resource.update, (call) => update(store, resource, call));
    add(resource.delete, (call) => set(store, resource, call, { deleted: store.now() }, 'deleted'));
    add(resource.restore, (call) => set(store, resource, call, { deleted: null }, 'changed'));
    add(resource.remove, (call) => {
      for (const id of idsOf(call)) if (store.of(resource.collection).remove(id)) store.changed(resource.collection, id, 'deleted');
      return { status: statusOf(call.operation) };
    });
    for (const [name, { fields, change }] of Object.entries(resource.set ?? {}))
      add([name], (call) => set(store, resource, call, fields(store.now()), change ?? 'changed'));
  }
  return handlers;
}

/** The list of a call: the records that its query and path leave. */
export function listOf(store: Store, resource: Pick<Resource, 'collection' | 'within'>, call: HubexCall): HubexList {
  return listOfIds(store, resource.collection, selectionOf(store, resource, call));
}

/** Records as a list; those on the page are shown. */
export function listOfIds(store: Store, collection: CollectionName, ids: readonly number[]): HubexList {
  return {
    total: ids.length,
    row(place) {
      const id = ids[place] ?? 0;
      const shown = store.show(collection, id);
      shown['sortOrder'] ??= place + 1;
      return [id, shown];
    },
  };
}

function get(store: Store, { collection }: Resource, call: HubexCall): HubexResult {
  const id = pathId(call);
  if (store.of(collection).get(id)) return { body: shapedFor(call.operation, [{ key: id, record: store.show(collection, id) }]) ?? null };
  if (call.operation.responses['204']) return { status: 204 };
  throw notFound(collection, id, 404);
}

/** Adds the records of a body; ids in the path belong to them. */
export function create(
  store: Store,
  { collection, fresh }: Pick<Resource, 'collection' | 'fresh'>,
  call: HubexCall,
): { ids: number[]; answer: HubexResult } {
  const now = store.now();
  const made = recordsOf(call.body).map((fields) => {
    const record: JsonObject = { ...numbers(call.path) };
    const id = store.of(collection).add(record);
    write(record, { ...fresh?.(now, call), ...fields });
    delete record['id'];
    store.changed(collection, id, 'created');
    return { key: id, record: store.show(collection, id) };
  });
  return { ids: made.map(({ key }) => key), answer: answerOf(call.operation, made) };
}

function answerOf(operation: Operation, records: { key: number; record: JsonObject }[]): HubexResult {
  const body = shapedFor(operation, records);
  return { status: statusOf(operation), ...(body === undefined ? {} : { body }) };
}

function update(store: Store, { collection }: Resource, call: HubexCall): HubexResult {
  const records = recordsOf(call.body).map((fields) => ({ id: typeof fields['id'] === 'number' ? fields['id'] : pathId(call), fields }));
  const missing = records.find(({ id }) => !store.of(collection).get(id));
  if (missing) throw notFound(collection, missing.id, 409);
  for (const { id, fields } of records) {
    store.of(collection).change(id, (record) => replace(call.operation, record, fields));
    store.changed(collection, id, 'changed');
  }
  return answerOf(
    call.operation,
    records.map(({ id }) => ({ key: id, record: store.show(collection, id) })),
  );
}

function set(store: Store, { collection }: Resource, call: HubexCall, fields: JsonObject, change: Change): HubexResult {
  for (const id of idsOf(call)) {
    const found = store.of(collection).change(id, (record) => write(record, fields));
    if (found) store.changed(collection, id, change);
    else if (change !== 'deleted') throw notFound(collection, id, 409);
  }
  return { status: statusOf(call.operation) };
}

/** Replaces what the body of an operation may hold: what is not sent is emptied. */
export function replace(operation: Operation, record: JsonObject, fields: JsonObject): void {
  const schema = mediaOf(operation.body?.content)?.media.schema;
  const flat = schema && flatten(operation.document, schema);
  const item = typeof flat?.items === 'object' ? flat.items : schema;
  const { data, ...properties } = item ? propertiesOf(operation.document, item) : {};
  const part = data && flatten(operation.document, data).items;
  const parts = typeof part === 'object' ? propertiesOf(operation.document, part) : {};
  for (const name of Object.keys({ ...properties, ...parts })) delete record[name];
  write(record, fields);
  delete record['id'];
}

/** Writes fields into a record; null empties one. */
export function write(record: JsonObject, fields: JsonObject): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) delete record[name];
    else record[name] = value;
  }
}

/** Records in the form of an operation's answer: ids, an array, a map or the first one; undefined when it answers nothing. */
export function shapedFor(operation: Operation, made: { key: number; record: JsonObject }[]): JsonValue | undefined {
  const schema = answerSchema(operation);
  if (!schema) return undefined;
  const flat = flatten(operation.document, schema);
  const first = flat.oneOf?.[0] ?? flat.anyOf?.[0];
  const whole = first && !flat.properties ? flatten(operation.document, first) : flat;
  const types = typesOf(whole);
  if (types.includes('array')) {
    const item = typeof whole.items === 'object' ? flatten(operation.document, whole.items) : {};
    return made.map(({ key, record }) => (typesOf(item).includes('object') ? record : key));
  }
  if (!types.includes('object')) return made[0]?.key ?? null;
  if (typeof whole.additionalProperties === 'object' && !whole.properties)
    return Object.fromEntries(made.map(({ key, record }) => [key, record]));
  return made[0]?.record ?? {};
}

/** The status of a write that succeeded. */
export function statusOf(operation: Operation): number {
  return Number(['201', '202', '200', '204'].find((status) => operation.responses[status]) ?? 200);
}

/** The refusal for a record that is not there. */
export function notFound(collection: CollectionName, id: number, status: number): Error {
  const kind = singular(collection.charAt(0).toUpperCase() + collection.slice(1));
  return hubexError(status, `${kind}NotFound`, 'There is no such record.', [id]);
}

function singular(name: string): string {
  return name
    .replace(/ies$/, 'y')
    .replace(/(class|status)es$/i, '$1')
    .replace(/(?<!s|Status)s$/, '');
}

function numbers(path: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(path).filter(([, value]) => typeof value === 'number'));
}
