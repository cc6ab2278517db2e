import { mediaOf, operationsOf } from '../engine/document.js';
import { propertiesOf, schemaAt } from '../engine/merge.js';
import type { JsonObject, JsonValue } from '../json.js';
import { isObject } from '../json.js';
import { MethodError, argumentError } from './errors.js';
import { describeRecord } from './fields.js';
import type { MethodCall, MethodHandlers } from './method.js';
import { param } from './method.js';
import { selected } from './query.js';
import type { Changed } from './resources.js';
import { rowOf } from './table.js';
import type { Table } from './table.js';

/** An outdated family of the CRM over records of the catalog. */
interface Family {
  prefix: string;
  collection: string;
  /** Fields that the catalog calls otherwise. */
  renamed: Record<string, string>;
}

const families: readonly Family[] = [
  { prefix: 'crm.product', collection: 'catalog.product', renamed: { CATALOG_ID: 'iblockId', SECTION_ID: 'iblockSectionId' } },
  { prefix: 'crm.productsection', collection: 'catalog.section', renamed: { CATALOG_ID: 'iblockId', SECTION_ID: 'iblockSectionId' } },
  { prefix: 'crm.product.property', collection: 'catalog.productProperty', renamed: { IBLOCK_ID: 'iblockId' } },
];

/** crm.product.*, crm.productsection.* and crm.product.property.*. Their answers are described nowhere: they show the fields that `add` takes. */
export function createCrmProducts(table: (collection: string) => Table | undefined, changed: Changed): MethodHandlers {
  return Object.assign({}, ...families.map((family) => methodsOf(family, () => table(family.collection), changed))) as MethodHandlers;
}

function methodsOf({ prefix, renamed }: Family, find: () => Table | undefined, changed: Changed): MethodHandlers {
  const records = (call: MethodCall): Table => {
    const table = find();
    if (!table) throw new MethodError(400, '', `${call.method} needs the catalog`);
    const keyOf = (name: string): string => renamed[name.toUpperCase()] ?? table.keyOf(name);
    return { ...table, keyOf };
  };
  function idOf(call: MethodCall, { collection }: Table): number {
    const id = Number(param(call, 'id'));
    if (!collection.get(id)) throw new MethodError(400, '', id > 0 ? 'Not found' : 'The parameter id is invalid or not defined.');
    return id;
  }
  function fieldsOf(call: MethodCall, { keyOf }: Table): JsonObject {
    const fields = param(call, 'fields');
    if (!isObject(fields)) throw argumentError("Parameter 'fields' must be array.", call.method);
    return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (/^id$/i.test(name) ? [] : [[keyOf(name), value]])));
  }
  function shown(call: MethodCall, { keyOf, ...table }: Table, id: number): JsonObject {
    const row = rowOf({ keyOf, ...table }, id);
    const named = namesOf(call, prefix).flatMap((name): [string, JsonValue][] => {
      const value = row[keyOf(name)];
      return value === undefined ? [] : [[name, typeof value === 'number' ? String(value) : value]];
    });
    return { ID: String(id), ...Object.fromEntries(named) };
  }
  return {
    [`${prefix}.add`](call) {
      const table = records(call);
      const fields = fieldsOf(call, table);
      const id = table.collection.add(fields);
      changed(prefix, id, 'add', fields);
      return { result: id };
    },
    [`${prefix}.get`](call) {
      const table = records(call);
      return { result: shown(call, table, idOf(call, table)) };
    },
    [`${prefix}.list`](call) {
      const table = records(call);
      const query = { filter: keyed(param(call, 'filter'), table), order: keyed(param(call, 'order'), table), start: param(call, 'start') };
      const { ids, ...counts } = table.page(query);
      return { ...counts, result: ids.map((id) => selected(shown(call, table, id), param(call, 'select'))) };
    },
    [`${prefix}.update`](call) {
      const table = records(call);
      const id = idOf(call, table);
      table.collection.update(id, fieldsOf(call, table));
      changed(prefix, id, 'update', rowOf(table, id));
      return { result: true };
    },
    [`${prefix}.delete`](call) {
      const table = records(call);
      const id = idOf(call, table);
      const gone = rowOf(table, id);
      table.collection.remove(id);
      changed(prefix, id, 'delete', gone);
      return { result: true };
    },
    [`${prefix}.fields`](call) {
      const schema = sentBy(call, prefix);
      return { result: schema ? describeRecord(call.operation.document, schema) : {} };
    },
  };
}

/** Filter and order under the names of the catalog. */
function keyed(query: JsonValue | undefined, { keyOf }: Table): JsonValue | undefined {
  if (!isObject(query)) return query;
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => {
      const [, prefix = '', name = key] = /^([^\w]*)(.*)$/.exec(key) ?? [];
      return [`${prefix}${keyOf(name)}`, value];
    }),
  );
}

function sentBy({ operation: { document } }: MethodCall, prefix: string) {
  const add = operationsOf(document).find(({ template }) => template === `/${prefix}.add`);
  return schemaAt(document, mediaOf(add?.body?.content)?.media.schema, ['fields']);
}

function namesOf(call: MethodCall, prefix: string): string[] {
  const schema = sentBy(call, prefix);
  return schema ? Object.keys(propertiesOf(call.operation.document, schema)) : [];
}
