import { flatten, propertiesOf } from '../../engine/merge.js';
import type { SpecDocument } from '../../engine/document.js';
import type { Schema } from '../../engine/spec.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { MethodError, v3 } from '../protocol/errors.js';
import type { MethodCall } from '../protocol/method.js';
import { param } from '../protocol/method.js';

/** Properties of a record by name; those of a related record, or of each in a list of them, behind a dot. */
export function fieldSchema(document: SpecDocument, record: Schema, name: string): Schema | undefined {
  const [own = '', ...rest] = name.split('.');
  const schema = propertiesOf(document, record)[own];
  if (!schema || rest.length === 0) return schema;
  const { items } = flatten(document, schema);
  const list = typeof items === 'object' ? items : schema;
  return fieldSchema(document, list, rest.join('.'));
}

/**
 * The fields of a record that `select` asks for, all of them without one; the id always comes. An unknown field of the record itself is
 * left out, unless the family refuses it (`strict`); one of a related record is refused.
 */
export function selectedV3(call: MethodCall, record: JsonObject, schema: Schema, strict = false): JsonObject {
  const select = param(call, 'select');
  const names = Array.isArray(select) ? select.map(text) : [];
  if (names.length === 0) return record;
  const result: JsonObject = 'id' in record ? { id: record['id'] ?? null } : {};
  for (const name of names) {
    const [own = '', field] = name.split('.');
    if (!fieldSchema(call.operation.document, schema, name) && (strict || field !== undefined)) throw unknownField(name);
    const value = record[own];
    if (value === undefined) continue;
    result[own] = field === undefined ? value : part(result[own], value, field);
  }
  return result;
}

/** A related record, or a list of them, with one field more. */
function part(before: JsonValue | undefined, value: JsonValue, field: string): JsonValue {
  if (Array.isArray(value)) return value.map((item, index) => part(Array.isArray(before) ? before[index] : undefined, item, field));
  if (!isObject(value)) return value;
  return { ...(isObject(before) ? before : {}), [field]: value[field] ?? null };
}

/** The refusal of a field that an object does not have. */
export const unknownField = (name: string): MethodError =>
  new MethodError(400, v3('UNKNOWNDTOPROPERTYEXCEPTION'), `The object has no field ${name}`);
