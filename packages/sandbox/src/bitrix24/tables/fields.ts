import { answerSchema, operationsOf } from '../../engine/document.js';
import type { Operation, SpecDocument } from '../../engine/document.js';
import { flatten, propertiesOf, schemaAt, typesOf } from '../../engine/merge.js';
import type { Schema } from '../../engine/spec.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject } from '../../json.js';
import { MethodError } from '../protocol/errors.js';
import type { MethodCall } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { fold } from './query.js';

/** Describes the fields of a record by the schema of the method that reads it (`crm.deal.get`). */
export function describeFields(operation: Operation, getter: string): JsonObject {
  const { document } = operation;
  const read = operationsOf(document).find(({ template }) => template === `/${getter}`);
  const result = schemaAt(document, read && answerSchema(read), ['result']);
  const record = (result && schemaAt(document, result, ['item'])) ?? result;
  return record ? describeRecord(document, record) : {};
}

/** Describes the fields of a record by its schema. */
export function describeRecord(document: SpecDocument, record: Schema): JsonObject {
  return Object.fromEntries(
    Object.entries(propertiesOf(document, record)).map(([name, schema]) => {
      const flat = flatten(document, schema);
      return [
        name,
        {
          type: kindOf(name, flat),
          title: name,
          isRequired: false,
          isReadOnly: flat.readOnly ?? fold(name) === 'id',
          isImmutable: false,
          isMultiple: typesOf(flat).includes('array'),
          isDynamic: /^uf/i.test(name),
          upperName: name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase(),
        },
      ];
    }),
  );
}

function kindOf(name: string, schema: Schema): string {
  if (schema.format === 'date-time') return 'datetime';
  if (schema.format === 'date') return 'date';
  const folded = fold(name);
  if (/(assignedbyid|createdbyid|modifybyid|createdby|updatedby|observers)$/.test(folded)) return 'user';
  if (/^(stageid|typeid|sourceid)$/.test(folded)) return 'crm_status';
  if (/^(phone|email|web|im|link|fm)$/.test(folded)) return 'crm_multifield';
  if (folded === 'currencyid') return 'crm_currency';
  const types = typesOf(schema);
  if (types.includes('integer') || folded.endsWith('id')) return 'integer';
  if (types.includes('number')) return 'double';
  return schema.enum?.includes('Y') ? 'char' : 'string';
}

/** Refuses a filter of crm.item.list on a field that records do not have. */
export function filterable(call: MethodCall): void {
  const record = schemaAt(call.operation.document, answerSchema(call.operation), ['result', 'items', '*']);
  const filter = param(call, 'filter');
  if (!record || !isObject(filter)) return;
  const known = new Set(Object.keys(propertiesOf(call.operation.document, record)).map(fold));
  const check = (conditions: JsonObject): void => {
    for (const [key, value] of Object.entries(conditions)) {
      if (isGroup(key, value)) check(value);
      else {
        const name = key.replace(/^[!=<>@%]+/, '');
        if (key !== 'logic' && !known.has(fold(name)) && !/^(uf|parentid)/i.test(name)) {
          throw new MethodError(400, 'INVALID_ARG_VALUE', `Invalid filter: field '${name}' is not allowed in filter`);
        }
      }
    }
  };
  check(filter);
}

function isGroup(key: string, value: JsonValue): value is JsonObject {
  return /^\d+$/.test(key) && isObject(value);
}
