import type { JsonObject, JsonValue } from '../json.js';
import { isObject } from '../json.js';
import { inService, itemsOf, recordsOf } from './handlers.js';
import type { Handlers, HubexCall, HubexResult } from './handlers.js';
import { toList } from './paging.js';
import { createResources, statusOf } from './resources.js';
import type { Resource } from './resources.js';
import type { Store } from './store.js';

const works: Resource = {
  service: 'work',
  collection: 'completedWorks',
  list: ['listTaskCompletedWorks'],
  get: ['getCompletedWork'],
  create: ['createCompletedWorks'],
  update: ['updateCompletedWorks'],
  remove: ['deleteCompletedWorks'],
  fresh: (created, { headers }) => ({ created, concurrencyStamp: headers['x-concurrency-stamp'] ?? null }),
};

/** A list that a completed work holds: materials or technicians, told apart by an id. */
interface Part {
  field: 'materials' | 'technicians';
  key: string;
  /** What answers show beside the fields that were sent. */
  show(sent: JsonObject): JsonObject;
}

/** Completed works of tasks with their materials and technicians. */
export function createCompletedWorks(store: Store): Handlers {
  const records = store.of('completedWorks');
  const materials: Part = {
    field: 'materials',
    key: 'materialID',
    show: ({ materialID, warehouseID, measurementUnitID, consumedByUserID }) => {
      const material = store.refer('materials', Number(materialID));
      return {
        materialName: material['name'] ?? '',
        materialErpID: material['erpID'] ?? null,
        warehouse: store.refer('warehouses', Number(warehouseID)),
        measurementUnit: store.refer('measurementUnits', Number(measurementUnitID)),
        takenByUser: store.refer('users', Number(consumedByUserID)),
      };
    },
  };
  const technicians: Part = { field: 'technicians', key: 'userID', show: ({ userID }) => store.refer('users', Number(userID)) };

  const partsOf = (id: number, { field }: Part): JsonObject[] => itemsOf(records.get(id)?.[field]).filter(isObject);

  /** `{ taskID, data: [{ completedWorkID, materials: [...] }] }` groups, part by part. */
  function sentParts(call: HubexCall, { field, key }: Part): { work: JsonObject; part: JsonObject }[] {
    const groups =
      'completedWorkID' in call.path ? itemsOf(call.body).map((part) => ({ ...call.path, [field]: [part] })) : recordsOf(call.body);
    return groups.flatMap((work: JsonObject) => {
      const list = Object.entries(work).find(([, value]) => Array.isArray(value))?.[1] ?? [];
      return itemsOf(list).map((part) => ({ work, part: isObject(part) ? part : { [key]: part } }));
    });
  }

  function put(call: HubexCall, part: Part): HubexResult {
    const answers = sentParts(call, part).map(({ work, part: sent }) => {
      const id = Number(work['completedWorkID']);
      const others = partsOf(id, part).filter((one) => one[part.key] !== sent[part.key]);
      const stamped = part.field === 'materials' ? { consumed: store.now(), ...sent } : sent;
      records.update(id, { [part.field]: [...others, stamped] });
      return { taskID: work['taskID'] ?? 0, completedWorkID: id, ...sent };
    });
    const status = statusOf(call.operation);
    return status === 201 ? { status, body: answers } : { status };
  }

  function take(call: HubexCall, part: Part): HubexResult {
    for (const { work, part: sent } of sentParts(call, part)) {
      const id = Number(work['completedWorkID']);
      records.update(id, { [part.field]: partsOf(id, part).filter((one) => one[part.key] !== sent[part.key]) });
    }
    return { status: statusOf(call.operation) };
  }

  function shown(id: number, part: Part): JsonObject {
    const taskID = records.get(id)?.['taskID'] ?? 0;
    return {
      taskID,
      completedWorkID: id,
      [part.field]: partsOf(id, part).map((one, sortOrder) => ({ ...part.show(one), ...one, sortOrder })),
    };
  }

  function list(call: HubexCall, part: Part): HubexResult {
    const { taskID } = call.path;
    const ids = records.select(`of ${String(taskID)}`, (work) => work['taskID'] === taskID).filter((id) => partsOf(id, part).length > 0);
    return { list: toList(Object.fromEntries(ids.map((id): [string, JsonValue] => [String(id), shown(id, part)]))) };
  }

  function one(call: HubexCall, part: Part): HubexResult {
    const id = Number(call.path['completedWorkID']);
    return partsOf(id, part).length > 0 ? { body: shown(id, part) } : { status: 204 };
  }

  return {
    ...createResources(store, [works]),
    ...inService('work', {
      addCompletedWorksMaterials: (call) => put(call, materials),
      updateCompletedWorksMaterials: (call) => put(call, materials),
      deleteCompletedWorksMaterials: (call) => take(call, materials),
      deleteCompletedWorkMaterial: (call) => take(call, materials),
      listTaskCompletedWorkMaterials: (call) => list(call, materials),
      listTaskCompletedWorkMaterialsWithCodes: (call) => list(call, materials),
      getCompletedWorkMaterials: (call) => one(call, materials),
      addCompletedWorksTechnicians: (call) => put(call, technicians),
      updateCompletedWorksTechnicians: (call) => put(call, technicians),
      deleteCompletedWorksTechnicians: (call) => take(call, technicians),
      deleteCompletedWorkTechnicians: (call) => take(call, technicians),
      listTaskCompletedWorkTechnicians: (call) => list(call, technicians),
      getCompletedWorkTechnicians: (call) => one(call, technicians),
    }),
  };
}
