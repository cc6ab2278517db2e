import type { Operation } from '../../engine/document.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject } from '../../json.js';
import { argumentError } from './errors.js';
import { lookup } from '../tables/query.js';

/** v2 (REST 2.0) or v3 (REST 3.0). */
export type Api = 'v2' | 'v3';

/** Who calls. */
export interface Caller {
  kind: 'webhook' | 'application';
  userId: number;
}

/** A method call, its parameters read from wherever they came. */
export interface MethodCall {
  api: Api;
  method: string;
  operation: Operation;
  params: JsonObject;
  /** The body of v3 calls, which may be a list. */
  body: JsonValue | undefined;
  caller: Caller;
}

/** What a method gives. */
export interface MethodResult {
  result: JsonValue;
  total?: number;
  next?: number;
  /** Is the result the whole answer, without the usual envelope? */
  bare?: boolean;
}

/** Stateful methods by name, in lower case. */
export type MethodHandlers = Record<string, (call: MethodCall) => MethodResult>;

/** A parameter whatever the case of its name: documents write `id` and `ID`, `taskId` and `TASK_ID`. */
export function param(call: MethodCall, name: string): JsonValue | undefined {
  return lookup(call.params, name);
}

/** The fields that a write sends. An empty list is an empty map, as in PHP. */
export function sentFields(call: MethodCall): JsonObject {
  const fields = param(call, 'fields');
  if (isObject(fields)) return fields;
  if (Array.isArray(fields) && fields.length === 0) return {};
  throw argumentError("Parameter 'fields' must be array.", call.method);
}
