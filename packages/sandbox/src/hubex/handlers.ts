import type { JsonObject, JsonValue } from '../json.js';
import type { HubexList } from './paging.js';

/** What a stateful operation of HubEx gets. */
interface HubexCall {
  path: JsonObject;
  query: JsonObject;
  /** Declared header parameters, names in lower case. */
  headers: JsonObject;
  body: JsonValue | undefined;
}

/** What it answers: a list to be paged, a total, or a body. */
export interface HubexResult {
  status?: number;
  body?: JsonValue;
  list?: HubexList;
  /** Leave `id` out of the items, as the service does in this list. */
  dropId?: boolean;
  /** HEAD: number of records. */
  total?: number;
}

/** Stateful operations by operationId. */
export type Handlers = Record<string, (call: HubexCall) => HubexResult>;
