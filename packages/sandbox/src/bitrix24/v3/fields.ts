import { answerSchema, mediaOf } from '../../engine/document.js';
import type { Operation } from '../../engine/document.js';
import { flatten, propertiesOf, schemaAt, typesOf } from '../../engine/merge.js';
import type { Schema } from '../../engine/spec.js';
import type { JsonObject } from '../../json.js';
import { text } from '../../json.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { placeOf } from '../tables/places.js';
import { refusedV3 } from './refusals.js';
import { selectedV3 } from './select.js';
import { tablesV3 } from './tables.js';

/** `*.field.list` and `*.field.get`: what the specs say of the records of a family. */
export function createFieldsV3(methods: ReadonlyMap<string, Operation>): MethodHandlers {
  const handlers: MethodHandlers = {};
  for (const name of methods.keys()) {
    const [, family = '', verb] = /^(.+)\.field\.(list|get)$/.exec(name) ?? [];
    if (verb === 'list') handlers[name] = (call) => ({ result: { items: fieldsOf(family).map((field) => chosen(call, field)) } });
    if (verb === 'get') handlers[name] = (call) => ({ result: { item: chosen(call, one(call, fieldsOf(family))) } });
  }
  return handlers;

  function fieldsOf(family: string): JsonObject[] {
    const found = recordOf(family, methods);
    if (!found) return [];
    const list = methods.get(`${family}.list`);
    const request = (verbs: readonly string[]): Record<string, Schema> =>
      Object.assign({}, ...verbs.map((verb) => written(methods.get(`${family}.${verb}`))));
    const required = methods.get(`${family}.add`);
    const [filterable, sortable] = [filterableIn(family, list), sortableIn(list)];
    const editable = request(['update', 'edit', 'set']);
    const { document } = found.operation;
    return Object.entries(propertiesOf(document, found.record)).map(([name, schema]) => {
      const flat = flatten(document, schema);
      const [type = 'string'] = typesOf(flat).filter((word) => word !== 'null');
      const item = typeof flat.items === 'object' ? typesOf(flatten(document, flat.items))[0] : undefined;
      return {
        name,
        type: words[type] ?? type,
        title: name,
        description: (flat as { description?: string }).description ?? null,
        validationRules: [],
        requiredGroups: required && requiredIn(required).includes(name) ? ['add'] : null,
        filterable: filterable === 'all' || filterable.includes(name),
        sortable: sortable === 'all' || sortable.includes(name),
        editable: name in editable,
        multiple: type === 'array',
        elementType: item === undefined ? null : (words[item] ?? item),
      };
    });
  }
}

/** How the API calls types. */
const words: Record<string, string> = { integer: 'int', boolean: 'bool', number: 'float' };

function one(call: MethodCall, fields: readonly JsonObject[]): JsonObject {
  const name = text(param(call, 'name'));
  const found = fields.find((field) => field['name'] === name);
  if (!found) throw refusedV3(call.operation, ['BITRIX_REST_V3_REALISATION_EXCEPTION_FIELDNOTFOUNDEXCEPTION'], `There is no field ${name}`);
  return found;
}

const chosen = (call: MethodCall, field: JsonObject): JsonObject => selectedV3(call, field, placeOf(call.operation)?.record ?? {}, true);

/** The record of a family: what its methods answer, else what they take, else what the record above has a list of. */
function recordOf(family: string, methods: ReadonlyMap<string, Operation>): { operation: Operation; record: Schema } | undefined {
  const own = [...methods].flatMap(([name, operation]) =>
    /^\.[a-z]+$/.test(name.slice(family.length)) && name.startsWith(family) ? [operation] : [],
  );
  for (const operation of own)
    for (const path of [['items', '*'], ['item']]) {
      const record = schemaAt(operation.document, answerSchema(operation), ['result', ...path]);
      if (record) return { operation, record };
    }
  const [above, part] = [family.slice(0, family.lastIndexOf('.')), family.slice(family.lastIndexOf('.') + 1)];
  const parent = methods.get(`${above}.get`);
  const list = parent && propertiesOf(parent.document, placeOf(parent)?.record ?? {})[`${part}s`];
  if (parent && typeof list?.items === 'object') return { operation: parent, record: list.items };
  const [first] = own;
  return first && { operation: first, record: { properties: written(first) } };
}

/** What a write takes: its `fields`, or its parameters. */
function written(operation: Operation | undefined): Record<string, Schema> {
  const schema = mediaOf(operation?.body?.content)?.media.schema;
  if (!operation || !schema) return {};
  const all = propertiesOf(operation.document, schema);
  return all['fields'] ? propertiesOf(operation.document, all['fields']) : all;
}

function requiredIn(operation: Operation): readonly string[] {
  const schema = mediaOf(operation.body?.content)?.media.schema ?? {};
  const fields = propertiesOf(operation.document, schema)['fields'];
  return flatten(operation.document, fields ?? schema).required ?? [];
}

/** Fields of the filter of a list, in so far as it is one of conditions. */
function filterableIn(family: string, list: Operation | undefined): readonly string[] | 'all' {
  if (family === 'tasks.task') return ['id'];
  const rules = tablesV3.find(({ prefix }) => prefix === family)?.rules;
  return rules?.filterable ?? (list && parameter(list, 'filter')?.type === 'array' ? 'all' : []);
}

function sortableIn(list: Operation | undefined): readonly string[] | 'all' {
  const order = list && parameter(list, 'order');
  if (!order) return [];
  const names = order.propertyNames?.enum?.map(text) ?? Object.keys(order.properties ?? {});
  return names.length > 0 ? names : 'all';
}

function parameter({ document, body }: Operation, name: string): Schema | undefined {
  const schema = mediaOf(body?.content)?.media.schema;
  const found = schema && propertiesOf(document, schema)[name];
  return found && flatten(document, found);
}
