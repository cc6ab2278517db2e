import type { JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { argumentError } from '../protocol/errors.js';
import type { MethodCall } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { lookup } from './query.js';
import type { Table } from './table.js';

/** What a call names a record by: a key of one field is the parameter `id` as well, one of several is among the fields that are sent. */
function valuesIn(call: MethodCall, key: readonly string[]): string[] {
  const fields = param(call, 'fields');
  const id = key.length === 1 ? param(call, 'id') : undefined;
  return key.map((name) => text(id ?? (isObject(fields) ? lookup(fields, name) : undefined)));
}

/** The record that a call names by its key; 0 when there is none. */
export function findKeyed({ collection, keyOf }: Table, call: MethodCall, key: readonly string[]): number {
  const values = valuesIn(call, key);
  const blank = key.find((_name, index) => values[index] === '');
  if (blank !== undefined) throw argumentError(`${blank} is not defined or invalid`, call.method);
  const isIt = (held: Readonly<Record<string, JsonValue>>): boolean =>
    key.every((name, index) => text(held[keyOf(name)]) === values[index]);
  return collection.select(`key ${JSON.stringify(values)}`, isIt)[0] ?? 0;
}

/** Refuses a new record without its key, or with one that is taken. */
export function refuseTaken(table: Table, call: MethodCall, key: readonly string[]): void {
  if (findKeyed(table, call, key) > 0) throw argumentError(`There is a record with this ${key.join(', ')} already`, call.method);
}
