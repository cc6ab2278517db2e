import type { JsonObject } from '../json.js';
import { idsOf, inService, pathId, recordsOf } from './handlers.js';
import type { Handlers, HubexCall } from './handlers.js';
import { create, createResources, listOf, statusOf } from './resources.js';
import type { HubexResult } from './handlers.js';
import type { Store } from './store.js';

/** Check lists of tasks and their results: one result an item of the check list, made when the list is added. */
export function createCheckLists(store: Store): Handlers {
  const lists = store.of('taskCheckLists');
  const results = store.of('checkListResults');

  const resultsOf = (taskCheckListID: number): readonly number[] =>
    results.select(`of ${taskCheckListID}`, (result) => result['taskCheckListID'] === taskCheckListID);

  function add(call: HubexCall): HubexResult {
    const made = create(store, { collection: 'taskCheckLists' }, call);
    for (const id of made.ids) {
      const { taskID = 0, checkListID = 0 } = lists.get(id) ?? {};
      const items = store
        .of('checkListItems')
        .entries()
        .filter(([, item]) => item['checkListID'] === checkListID);
      for (const [checkListItemID, item] of items) results.add({ ...item, taskID, taskCheckListID: id, checkListItemID, isChecked: false });
    }
    return made.answer;
  }

  function remove(call: HubexCall): HubexResult {
    for (const id of idsOf(call)) {
      for (const result of resultsOf(id)) results.remove(result);
      lists.remove(id);
    }
    return { status: statusOf(call.operation) };
  }

  const counted = (id: number, shown: JsonObject): JsonObject => {
    const all = resultsOf(id);
    return {
      ...shown,
      totalItemsCount: all.length,
      completedItemsCount: all.filter((one) => results.get(one)?.['isChecked'] === true).length,
    };
  };

  return {
    ...createResources(store, [
      { service: 'work', collection: 'checkListResults', list: ['listCheckListResults'], update: ['setCheckListResults'] },
    ]),
    ...inService('work', {
      listTaskCheckLists(call) {
        const list = listOf(store, { collection: 'taskCheckLists' }, call);
        return {
          list: {
            total: list.total,
            row(place) {
              const [id, shown] = list.row(place);
              return [id, counted(Number(id), shown as JsonObject)];
            },
          },
        };
      },
      addTaskCheckLists: add,
      addTaskCheckList: (call) => add({ ...call, path: { taskID: call.path['taskID'] ?? 0 }, body: [{ checkListID: pathId(call) }] }),
      deleteTaskCheckLists: remove,
      deleteTaskCheckList: remove,
      deleteCheckListResults(call) {
        for (const id of idsOf(call)) results.change(id, (result) => void (delete result['value'], (result['isChecked'] = false)));
        return { status: 202 };
      },
      listCheckListResultValues(call) {
        const list = listOf(store, { collection: 'checkListResults' }, call);
        return {
          list: {
            total: list.total,
            row(place) {
              const [id, shown] = list.row(place);
              const { value = '' } = shown as JsonObject;
              return [id, { ...(shown as JsonObject), value: value === '' ? [] : String(value).split('\n') }];
            },
          },
        };
      },
      setCheckListResultValues(call) {
        const saved = recordsOf(call.body).map(({ id, values, isChecked = false }) => {
          const value = Array.isArray(values) ? values.map(String).join('\n') : '';
          results.update(Number(id), { isChecked, value });
          return store.show('checkListResults', Number(id));
        });
        return { status: 202, body: saved };
      },
    }),
  };
}
