import { mediaOf } from '../../engine/document.js';
import type { Operation } from '../../engine/document.js';
import { flatten, propertiesOf, schemaAt } from '../../engine/merge.js';
import type { JsonObject } from '../../json.js';
import { isObject, text } from '../../json.js';
import { v3 } from '../protocol/errors.js';
import type { MethodCall } from '../protocol/method.js';
import { param, sentFields } from '../protocol/method.js';
import { refusedV3 } from '../v3/refusals.js';
import { idKey } from './filter.js';
import type { Kept } from './kept.js';
import { fold } from './query.js';
import type { Resource } from './resource.js';
import type { Query, Table } from './table.js';

const listing = new Set(['select', 'filter', 'order', 'sort', 'start', 'fields', 'params', 'auth', 'pagination', 'cursor'].map(fold));

/** The fields that a write brings: those of `fields`, or the parameters themselves; and parameters that are fields beside them. */
export function fieldsOf(call: MethodCall, kept: Kept, resource: Resource): JsonObject {
  const own = ownParameters(call, kept, resource.id);
  if (!('fields' in bodyProperties(call.operation))) return own;
  const fields = sentFields(call);
  if (call.api === 'v3') refuseUnknown(call, fields);
  return { ...own, ...(call.api === 'v3' ? fields : declaredOf(call, kept, fields)) };
}

/** What the method takes or the records show, whatever the spelling; other fields are ignored, as the service does it. */
function declaredOf({ operation: { document, body } }: MethodCall, { names }: Kept, fields: JsonObject): JsonObject {
  const schema = schemaAt(document, mediaOf(body?.content)?.media.schema, ['fields']) ?? {};
  const known = new Set([...names, ...Object.keys(propertiesOf(document, schema)), idKey].map(fold));
  const patterns = Object.keys(schema.patternProperties ?? {}).map((pattern) => new RegExp(pattern, 'u'));
  const isDeclared = (name: string): boolean =>
    known.has(fold(name)) || /^uf/i.test(name) || patterns.some((pattern) => pattern.test(name));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => isDeclared(name)));
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
export function queryOf(call: MethodCall, kept: Kept, within: JsonObject = {}): Query {
  const filter = param(call, 'filter');
  const id = param(call, 'ID');
  const sort = text(param(call, 'sort'));
  const order = param(call, 'order');
  return {
    filter: { ...ownParameters(call, kept), ...(id === undefined ? {} : { '@ID': id }), ...(isObject(filter) ? filter : {}), ...within },
    order: sort === '' ? order : { [sort]: text(order) || 'ASC' },
    start: param(call, 'start'),
  };
}

/** All records, for lists that have no pages. */
export function wholeList(table: Table, query: Query): readonly number[] {
  const ids: number[] = [];
  for (let start: number | undefined = 0; start !== undefined;) {
    const page = table.page({ ...query, start });
    ids.push(...page.ids);
    start = page.next;
  }
  return ids;
}
