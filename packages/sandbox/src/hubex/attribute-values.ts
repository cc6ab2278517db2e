import type { JsonObject } from '../json.js';
import { camel } from './uploads.js';
import { inService, itemsOf, recordsOf } from './handlers.js';
import type { Handlers, HubexCall, HubexResult } from './handlers.js';
import { listOf, shapedFor, statusOf } from './resources.js';
import type { Store } from './store.js';

/** Ids that tell what a value belongs to. */
const owners = ['taskID', 'completedWorkID', 'assetID', 'companyID'];

/** Values of the tenant's own fields (attributes) on tasks, completed works, assets and companies. */
export function createAttributeValues(store: Store): Handlers {
  const values = store.of('attributeValues');

  function merge(call: HubexCall): HubexResult {
    const made = recordsOf(call.body).map((sent) => {
      const { id, ...fields } = { ...camel(call.path), ...sent };
      if (typeof id === 'number') fields['attributeID'] = id;
      const old = find(fields);
      const emptied = fields['value'] === '' || fields['value'] === null;
      if (old !== undefined && emptied) values.remove(old);
      else if (old !== undefined) values.update(old, fields);
      else if (!emptied) values.add(fields);
      return { key: Number(fields['attributeID']), record: fields };
    });
    const rejections = call.operation.document.name === 'hubex/es';
    const body = shapedFor(call.operation, rejections ? [] : made);
    return { status: statusOf(call.operation), ...(body === undefined ? {} : { body }) };
  }

  function find(fields: JsonObject): number | undefined {
    const same = (record: Readonly<JsonObject>): boolean =>
      record['attributeID'] === fields['attributeID'] && owners.every((owner) => record[owner] === fields[owner]);
    return values.select(JSON.stringify(fields), same)[0];
  }

  function remove(call: HubexCall): HubexResult {
    const ids = itemsOf(call.body).filter((item) => typeof item === 'number');
    const sent = ids.length > 0 ? ids.map((attributeID) => ({ attributeID })) : recordsOf(call.body ?? [{}]);
    for (const fields of sent) {
      const old = find({ ...camel(call.path), ...fields });
      if (old !== undefined) values.remove(old);
    }
    const body = shapedFor(call.operation, []);
    return { status: statusOf(call.operation), ...(body === undefined ? {} : { body }) };
  }

  const list = (call: HubexCall): HubexResult => {
    const found = listOf(store, { collection: 'attributeValues' }, { ...call, path: camel(call.path) });
    return { list: { total: found.total, row: (place) => [place, detailed(store, found.row(place)[1] as JsonObject)] } };
  };

  return {
    ...inService('work', {
      setTaskAttributes: merge,
      listTaskAttributes: list,
      listAttributesOfTasks: list,
      setCompletedWorksAttributes: merge,
      setCompletedWorkAttributes: merge,
      listTaskCompletedWorkAttributes: list,
      listCompletedWorkAttributes: list,
      deleteCompletedWorkAttributes: remove,
      deleteCompletedWorkAttribute: remove,
    }),
    ...inService('es', {
      mergeAssetAttributes: merge,
      addAssetAttributes: merge,
      updateAssetAttributes: merge,
      deleteAssetAttributes: remove,
      listAssetAttributes: list,
      setCompanyAttributes: merge,
      listCompanyAttributes: list,
    }),
  };
}

/** The values of a task itself. */
export function valuesOfTask(store: Store, taskID: number): JsonObject[] {
  const ids = store
    .of('attributeValues')
    .select(`task ${taskID}`, (record) => record['taskID'] === taskID && record['completedWorkID'] === undefined);
  return ids.map((id) => detailed(store, store.show('attributeValues', id)));
}

/** With the name and type of the field, and the value in both forms that answers know. */
function detailed(store: Store, shown: JsonObject): JsonObject {
  const attribute = store.show('attributes', Number(shown['attributeID']));
  const many = Array.isArray(shown['values']) ? shown['values'] : [shown['value'] ?? ''];
  return {
    ...shown,
    attributeName: attribute['name'] ?? '',
    attributeType: attribute['type'] ?? null,
    value: String(shown['value'] ?? many[0] ?? ''),
    values: many.map(String),
    tenantID: 1,
  };
}
