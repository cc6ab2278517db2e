import type { JsonObject } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { Crm } from './crm.js';
import { entityTypes } from './entity-types.js';
import { MethodError, argumentError } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param, sentFields } from '../protocol/method.js';
import { missing } from '../tables/missing.js';
import type { Resources } from '../tables/resources.js';
import { dealStages } from './seed.js';

const names: Record<string, string> = {
  STATUS: 'Lead stages',
  DEAL_STAGE: 'Deal stages',
  SOURCE: 'Sources',
  CONTACT_TYPE: 'Contact types',
  COMPANY_TYPE: 'Company types',
  DEAL_TYPE: 'Deal types',
  INDUSTRY: 'Industries',
};

/** Directories and pipelines of the CRM: items by their directory, pipelines by the type of their records, with stages of their own. */
export function createCrmDirectories(resources: Resources, crm: Crm): MethodHandlers {
  const items = resources.table('crm.status')?.collection;
  const pipelines = resources.table('crm.category')?.collection;
  if (!items || !pipelines) return {};
  const before = (call: MethodCall): MethodResult => resources.handlers.v2[call.method.toLowerCase()]?.(call) ?? { result: null };
  const withFields = (call: MethodCall, fields: JsonObject): MethodCall => ({ ...call, params: { ...call.params, fields } });

  /** Items of a directory, in their order. */
  const itemsOf = (directory: string): [number, JsonObject][] =>
    items
      .entries()
      .filter(([, { ENTITY_ID }]) => ENTITY_ID === directory)
      .toSorted(([, one], [, other]) => Number(one['SORT']) - Number(other['SORT']));
  const isKnown = (directory: string): boolean => directory in names || itemsOf(directory).length > 0;
  const itemIn = (call: MethodCall): Readonly<JsonObject> => {
    const item = items.get(Number(param(call, 'id')));
    if (!item) throw missing(call);
    return item;
  };
  const typeOf = (call: MethodCall): number => Number(param(call, 'entityTypeId'));
  /** The pipeline that a call names; one of another type is not there. */
  const pipelineIn = (call: MethodCall): { id: number; pipeline: Readonly<JsonObject> } => {
    const id = Number(param(call, 'id'));
    const pipeline = pipelines.get(id);
    if (!pipeline || Number(pipeline['entityTypeId']) !== typeOf(call)) throw missing(call);
    return { id, pipeline };
  };
  /** One pipeline of a type is the default. */
  const settled = (type: number, id: number): void => {
    if (pipelines.get(id)?.['isDefault'] !== 'Y') return;
    for (const [other, { entityTypeId }] of pipelines.entries())
      if (other !== id && Number(entityTypeId) === type) pipelines.update(other, { isDefault: 'N' });
  };

  return {
    'crm.status.add'(call) {
      const fields = sentFields(call);
      const directory = text(fields['ENTITY_ID']);
      const absent = ['ENTITY_ID', 'STATUS_ID', 'NAME'].find((name) => text(fields[name]) === '');
      if (absent !== undefined) throw argumentError(`The field ${absent} is required.`, call.method);
      if (!isKnown(directory)) throw argumentError('Specified entity type is not supported.', call.method);
      const pipeline = /^DEAL_STAGE_(\d+)$/.exec(directory)?.[1];
      const code = text(fields['STATUS_ID']).replace(/^C\d+:/, '');
      const full = pipeline === undefined ? code : `C${pipeline}:${code}`;
      if (itemsOf(directory).some(([, item]) => item['STATUS_ID'] === full))
        throw new MethodError(400, 'ERROR_CORE', 'The directory has an item with this STATUS_ID already');
      const own = { SORT: '10', NAME_INIT: '', SYSTEM: 'N', COLOR: null, SEMANTICS: null, CATEGORY_ID: pipeline ?? null };
      return before(withFields(call, { ...own, ...fields, STATUS_ID: full }));
    },
    'crm.status.update'(call) {
      const { ENTITY_ID: _directory, STATUS_ID: _code, SYSTEM: _system, ...fields } = sentFields(call);
      return before(withFields(call, fields));
    },
    'crm.status.delete'(call) {
      const how = param(call, 'params');
      if (itemIn(call)['SYSTEM'] === 'Y' && !(isObject(how) && how['FORCED'] === 'Y'))
        throw new MethodError(400, '400', 'CRM System Status can be deleted only if parameter FORCED is specified and equal to "Y".');
      return before(call);
    },
    'crm.status.entity.items'(call) {
      const directory = text(param(call, 'entityId'));
      if (!isKnown(directory)) throw new MethodError(400, '400', 'The parameter entityId is not defined or invalid.');
      const shown = itemsOf(directory).map(([, item]) => [item['NAME'] ?? '', Number(item['SORT']), item['STATUS_ID'] ?? ''] as const);
      return { result: shown.map(([NAME, SORT, STATUS_ID]) => ({ NAME, SORT, STATUS_ID })) };
    },
    'crm.status.entity.types'() {
      const all = new Set([...Object.keys(names), ...items.entries().map(([, item]) => text(item['ENTITY_ID']))]);
      return { result: Array.from(all, (directory) => typeOfDirectory(directory, (id) => pipelines.get(id))) };
    },
    'crm.category.get': (call) => (pipelineIn(call), before(call)),
    'crm.category.add'(call) {
      const fields: JsonObject = { sort: 500, isDefault: 'N', ...sentFields(call) };
      if (text(fields['name']).trim() === '') throw new MethodError(400, '0', "Field 'NAME' is required");
      const answer = before(withFields(call, fields));
      const id = pipelines.ids().at(-1) ?? 0;
      settled(typeOf(call), id);
      if (typeOf(call) === entityTypes.deals) for (const stage of dealStages(id)) items.add(stage);
      return answer;
    },
    'crm.category.update'(call) {
      const { id } = pipelineIn(call);
      const { entityTypeId: _type, ...fields } = sentFields(call);
      const answer = before(withFields(call, fields));
      settled(typeOf(call), id);
      return answer;
    },
    'crm.category.delete'(call) {
      const { id, pipeline } = pipelineIn(call);
      const isDeals = typeOf(call) === entityTypes.deals;
      const code = isDeals ? '0' : 'BX_ERROR';
      if (pipeline['isDefault'] === 'Y') throw new MethodError(400, code, 'The default pipeline cannot be deleted');
      const { collection } = crm.tableOf(typeOf(call));
      if (collection.entries().some(([, record]) => text(record['CATEGORY_ID']) === String(id)))
        throw new MethodError(400, code, 'There are records in the pipeline');
      if (isDeals) for (const [stage] of itemsOf(`DEAL_STAGE_${id}`)) items.remove(stage);
      return before(call);
    },
  };
}

/** A directory as the list of directories shows it. */
function typeOfDirectory(directory: string, pipelineOf: (id: number) => Readonly<JsonObject> | undefined): JsonObject {
  const id = Number(/^DEAL_STAGE_(\d+)$/.exec(directory)?.[1] ?? 0);
  if (id === 0) return { ID: directory, NAME: names[directory] ?? directory };
  const pipeline = pipelineOf(id) ?? {};
  return {
    ID: directory,
    NAME: text(pipeline['name']),
    ENTITY_TYPE_ID: entityTypes.deals,
    PARENT_ID: 'DEAL_STAGE',
    PREFIX: `C${id}`,
    CATEGORY_ID: String(id),
    CATEGORY_NAME: text(pipeline['name']),
    IS_ENABLED: true,
  };
}
