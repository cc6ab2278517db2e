import type { Operation } from '../engine/document.js';
import { isObject } from '../json.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { HubexList } from './paging.js';
import type { Bearer } from './tokens.js';

/** What a stateful operation of HubEx gets. */
export interface HubexCall {
  operation: Operation;
  path: JsonObject;
  query: JsonObject;
  /** Declared header parameters, names in lower case. */
  headers: JsonObject;
  body: JsonValue | undefined;
  /** The Authorization header, for the operation that signs in by it. */
  authorization?: string;
  /** A multipart body. */
  form?: FormData;
  /** Who calls; nobody where no token is needed. */
  bearer?: Bearer;
}

/** What it answers: a list to be paged, a total, or a body. */
export interface HubexResult {
  status?: number;
  headers?: Record<string, string>;
  body?: JsonValue;
  list?: HubexList;
  /** Leave `id` out of the items, as the service does in this list. */
  dropId?: boolean;
  /** HEAD: number of records. */
  total?: number;
}

type Handler = (call: HubexCall) => HubexResult | Promise<HubexResult>;

/** Stateful operations by `service.operationId`: ids are unique in their document only. */
export type Handlers = Record<string, Handler>;

/** Puts the name of their service before operationIds. */
export function inService(service: string, handlers: Handlers): Handlers {
  return Object.fromEntries(Object.entries(handlers).map(([id, handler]) => [`${service}.${id}`, handler]));
}

/** The name under which an operation's handler is kept. */
export function handlerName(operation: Operation): string {
  return `${operation.document.name.slice('hubex/'.length)}.${operation.id}`;
}

/** A body as a list: one object counts as a list of one. */
export function itemsOf(body: JsonValue | undefined): JsonValue[] {
  return Array.isArray(body) ? body : body === undefined ? [] : [body];
}

/** The objects of a body, `{ taskID, data: [...] }` groups spread out: every part of `data` gets the other fields of its group. */
export function recordsOf(body: JsonValue | undefined): JsonObject[] {
  return itemsOf(body)
    .filter(isObject)
    .flatMap(({ data, ...group }) => {
      if (!Array.isArray(data)) return [data === undefined ? group : { ...group, data }];
      return data.map((part) => (isObject(part) ? { ...group, ...part } : { ...group, id: part }));
    });
}

/** The last parameter of the path: the id of the record an operation is about. */
export function pathId({ operation, path }: HubexCall): number {
  const name = /\{([^}]+)\}[^{]*$/.exec(operation.template)?.[1];
  return Number(name === undefined ? undefined : path[name]);
}

/** The ids in a body (alone, or in `{ taskID, data: [ids] }` groups), or the one in the path. */
export function idsOf(call: HubexCall): number[] {
  if (call.body === undefined) return [pathId(call)];
  return itemsOf(call.body)
    .flatMap((item) => (isObject(item) ? recordsOf(item).map(({ id }) => id) : item))
    .filter((id) => typeof id === 'number')
    .map(Number);
}
