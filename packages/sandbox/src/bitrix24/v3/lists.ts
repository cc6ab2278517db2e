import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { MethodError, v3 } from '../protocol/errors.js';
import { conditionsIn, readFilterV3 } from './filter.js';
import type { MethodCall } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { pageV3, tailV3 } from './page.js';
import { refusedV3 } from './refusals.js';
import type { RulesV3 } from './rules.js';
import type { Kept } from '../tables/kept.js';
import { fieldSchema, unknownField } from './select.js';
import { directionsOf } from '../tables/table.js';

const listing = new Set(['select', 'filter', 'order', 'pagination', 'cursor', 'auth']);

/** The ids that a list of REST 3.0 shows. */
export function listV3(call: MethodCall, kept: Kept, rules: RulesV3 = {}): readonly number[] {
  const { operation } = call;
  const filter = param(call, 'filter');
  const condition = readFilterV3(filter, kept.named, { operation, record: kept.place.record, names: rules.filterable });
  if (rules.needs !== undefined) checkNeeded(call, filter, rules.needs);
  const order = param(call, 'order');
  for (const field of Object.keys(isObject(order) ? order : {}))
    if (!fieldSchema(operation.document, kept.place.record, field))
      throw refusedV3(operation, [v3('INVALIDORDEREXCEPTION')], `${field} cannot be sorted by`);
  const found = kept.table.find(condition, directionsOf(order, kept.table.keyOf));
  const tests = Object.entries(call.params)
    .filter(([name, value]) => !listing.has(name) && value !== null && (kept.names.includes(name) || rules.matches?.[name]))
    .map(([name, value]) => {
      const matches = rules.matches?.[name] ?? ((record: JsonObject, wanted: JsonValue) => text(record[name]) === text(wanted));
      return (record: JsonObject): boolean => matches(record, value);
    });
  const ids = tests.length === 0 ? found : found.filter((id) => tests.every((test) => test(kept.show(id))));
  return pageV3(ids, param(call, 'pagination'), operation.spec['x-portolan-paging']);
}

/** The ids after the cursor; what the cursor goes by may not be filtered by as well. */
export function tailOfV3(call: MethodCall, kept: Kept): readonly number[] {
  const { operation } = call;
  const filter = param(call, 'filter');
  const cursor = param(call, 'cursor');
  const field = (isObject(cursor) && text(cursor['field'])) || 'id';
  if (!fieldSchema(operation.document, kept.place.record, field)) throw unknownField(field);
  if (conditionsIn(filter).some(([name]) => name === field))
    throw new MethodError(400, v3('INVALIDFILTEREXCEPTION'), `The cursor goes by ${field}, so filter cannot name it`);
  const condition = readFilterV3(filter, kept.named, { operation, record: kept.place.record });
  return tailV3(kept.table, condition, cursor);
}

/** The filter gives a field one value, on its highest level. */
function checkNeeded({ operation }: MethodCall, filter: JsonValue | undefined, field: string): void {
  const parts = (Array.isArray(filter) ? filter : []).filter((part) => Array.isArray(part));
  const values = parts.filter(([name]) => name === field).map((part) => text(part.at(-1)));
  const reason = values.length === 0 ? 'is required' : new Set(values).size > 1 ? 'may have one value only' : undefined;
  if (reason === undefined) return;
  const codes = ['VALIDATION_REQUESTFILTERVALIDATIONEXCEPTION', 'VALIDATION_REQUESTVALIDATIONEXCEPTION'].map(v3);
  throw refusedV3(operation, codes, 'The filter is not valid', [{ field: `filter.${field}`, message: `filter.${field} ${reason}` }]);
}
