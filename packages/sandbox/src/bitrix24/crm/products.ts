import type { Context } from '../../context.js';
import type { JsonObject } from '../../json.js';
import { text } from '../../json.js';
import { argumentError } from '../protocol/errors.js';
import { idKey } from '../tables/filter.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param, sentFields } from '../protocol/method.js';
import { missing } from '../tables/missing.js';
import { selection } from '../tables/query.js';
import type { Changed, Resources } from '../tables/resources.js';
import { portalTime } from '../seed.js';
import { createTable } from '../tables/table.js';

/** The older methods on what the catalog holds: their names, the collection, and fields that the catalog calls otherwise. */
interface Family {
  prefix: string;
  collection: string;
  renamed: Record<string, string>;
}

const families: readonly Family[] = [
  {
    prefix: 'crm.product',
    collection: 'catalog.product',
    renamed: { CATALOG_ID: 'iblockId', SECTION_ID: 'iblockSectionId', DESCRIPTION: 'detailText', DESCRIPTION_TYPE: 'detailTextType' },
  },
  { prefix: 'crm.productsection', collection: 'catalog.section', renamed: { CATALOG_ID: 'iblockId', SECTION_ID: 'iblockSectionId' } },
  { prefix: 'crm.product.property', collection: 'catalog.productProperty', renamed: {} },
];

/** Products, their sections and properties as the CRM's outdated methods show them: upper case, text, over the records of the catalog. */
export function createCrmProducts(context: Context, resources: Resources, changed: Changed): MethodHandlers {
  return Object.assign({}, ...families.map((family) => methodsOf(context, resources, changed, family))) as MethodHandlers;
}

function methodsOf(
  context: Context,
  resources: Resources,
  changed: Changed,
  { prefix, collection: name, renamed }: Family,
): MethodHandlers {
  const kept = resources.table(name);
  if (!kept) return {};
  const { collection } = kept;
  const upperNames = new Map(Object.entries(renamed).map(([own, other]) => [other, own]));
  const keyOf = (field: string): string => kept.keyOf(renamed[field.toUpperCase()] ?? field);
  const table = createTable(collection, keyOf);
  const now = (): string => portalTime(context.clock.now());

  function shown(id: number): JsonObject {
    const record = Object.entries(collection.get(id) ?? {}).map(([key, value]) => [
      upperNames.get(key) ?? key.replace(/([a-z])([A-Z0-9])/g, '$1_$2').toUpperCase(),
      typeof value === 'number' ? String(value) : value,
    ]);
    return { [idKey]: String(id), ...Object.fromEntries(record) };
  }

  function idOf(call: MethodCall): number {
    const id = Number(param(call, 'id'));
    if (!collection.get(id)) throw missing(call);
    return id;
  }

  /** The fields that a call sends, under the names of the catalog. */
  function sent(call: MethodCall): JsonObject {
    const named = Object.entries(sentFields(call)).map(([field, value]) => [keyOf(field), value] as const);
    const stamps = { [keyOf('TIMESTAMP_X')]: now(), [keyOf('MODIFIED_BY')]: call.caller.userId };
    return { ...Object.fromEntries(named.filter(([key]) => key !== idKey)), ...(prefix === 'crm.product' ? stamps : {}) };
  }

  /** The catalog is told of under both of its names. */
  function tell(id: number, change: 'add' | 'update' | 'delete', record: Readonly<JsonObject>): void {
    changed(prefix, id, change, record);
    changed(name, id, change, record);
  }

  return {
    [`${prefix}.add`](call) {
      const fields = sent(call);
      if (text(fields[keyOf('NAME')]) === '') throw argumentError('The field NAME is required', call.method);
      const created = { [keyOf('DATE_CREATE')]: now(), [keyOf('CREATED_BY')]: call.caller.userId };
      const record = { [keyOf('ACTIVE')]: 'Y', [keyOf('SORT')]: 500, ...(prefix === 'crm.product' ? created : {}), ...fields };
      const id = collection.add(record);
      tell(id, 'add', record);
      return { result: id };
    },
    [`${prefix}.get`]: (call) => ({ result: shown(idOf(call)) }),
    [`${prefix}.list`](call) {
      const { ids, ...counts } = table.page({ filter: param(call, 'filter'), order: param(call, 'order'), start: param(call, 'start') });
      return { ...counts, result: ids.map(shown).map(selection(param(call, 'select'))) };
    },
    [`${prefix}.update`](call) {
      const id = idOf(call);
      collection.update(id, sent(call));
      tell(id, 'update', collection.get(id) ?? {});
      return { result: true };
    },
    [`${prefix}.delete`](call) {
      const id = idOf(call);
      const record = collection.get(id) ?? {};
      collection.remove(id);
      tell(id, 'delete', record);
      return { result: true };
    },
  };
}
