import type { JsonObject, JsonValue } from '../json.js';
import { dig, isObject, text } from '../json.js';
import { valuesOfTask } from './attribute-values.js';
import { idsOf, inService, pathId } from './handlers.js';
import type { Handlers } from './handlers.js';
import type { HubexList } from './paging.js';
import { notFound, replace, write } from './resources.js';
import type { Store } from './store.js';
import { filteredTasks, sortedTasks } from './task-filters.js';

/** Written fields that answers show among the times of the task. */
const timed: Record<string, string> = {
  deadline: 'deadline',
  requestedStartDateTime: 'requestedStart',
  requestedFinishDateTime: 'requestedFinish',
  faultTimestamp: 'faultTimestamp',
};

/** The tasks of WORK: list, create, read, change, delete, restore, count. */
export function createTasks(store: Store): Handlers {
  const tasks = store.of('tasks');

  function writeTask(task: JsonObject, fields: JsonObject): void {
    const times = Object.entries(fields).filter(([name]) => name in timed);
    write(task, Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in timed))));
    if (times.length > 0) setTimes(task, Object.fromEntries(times.map(([name, value]) => [timed[name] ?? name, value])));
    task['lastModified'] = store.now();
  }

  function change(id: number, edit: (task: JsonObject) => void): void {
    if (!tasks.change(id, edit)) throw notFound('tasks', id, 404);
    store.changed('tasks', id, 'changed');
  }

  function remove(id: number): JsonObject {
    const found = tasks.update(id, { deleted: store.now() });
    if (found) store.changed('tasks', id, 'deleted');
    return { taskID: id, tenantID: 1, ...(found ? {} : { error: 'TaskNotFound' }) };
  }

  const listOf = (query: JsonObject, show: (task: JsonObject) => JsonObject): HubexList => {
    const { total, id } = sortedTasks(tasks, query);
    return {
      total,
      row(place) {
        const shown = show(store.show('tasks', id(place)));
        shown['sortOrder'] = place + 1;
        return [id(place), shown];
      },
    };
  };

  return inService('work', {
    listTasks: ({ query }) => ({ list: listOf(query, (task) => task), dropId: true }),
    listShortTasks: ({ query }) => ({ list: listOf(query, shorten) }),
    headTasks: ({ query }) => ({ total: filteredTasks(tasks, query).length }),
    countTasks: ({ query }) => ({ body: countByDay(filteredTasks(tasks, query).map((id) => tasks.get(id) ?? {})) }),
    createTask({ body, headers }) {
      const task: JsonObject = {
        isFavourite: false,
        isAvailable: true,
        isRated: false,
        childCount: 0,
        taskStageID: store.of('taskStages').ids()[0] ?? 1,
        timesheet: { created: store.now() },
      };
      if (isObject(body)) writeTask(task, body);
      const id = tasks.add(task);
      task['number'] ??= `T-${id}`;
      store.changed('tasks', id, 'created');
      const stamp = headers['x-concurrency-stamp'];
      return { status: 201, body: { id, number: task['number'], ...(stamp === undefined ? {} : { concurrencyStamp: stamp }) } };
    },
    getTask(call) {
      const id = pathId(call);
      if (!tasks.get(id)) return { status: 204 };
      const attribute = valuesOfTask(store, id);
      return { body: { ...store.show('tasks', id), ...(attribute.length > 0 ? { attribute } : {}) } };
    },
    updateTask(call) {
      const fields = isObject(call.body) ? call.body : {};
      change(pathId(call), (task) => {
        const { taskTypeID = null } = task;
        replace(call.operation, task, {});
        writeTask(task, { ...fields, taskTypeID });
      });
      return { status: 202 };
    },
    patchTask(call) {
      const changes = Array.isArray(call.body)
        ? call.body.filter(isObject).map((entry): [string, JsonValue] => [text(entry['field']), entry['value'] ?? null])
        : Object.entries(call.body ?? {});
      change(pathId(call), (task) => writeTask(task, Object.fromEntries(changes)));
      return { status: 202 };
    },
    deleteTask: (call) => ({ status: 202, body: [remove(pathId(call))] }),
    deleteTasks: (call) => ({ status: 202, body: idsOf(call).map(remove) }),
    restoreTasks(call) {
      for (const id of idsOf(call)) {
        if (tasks.get(id)?.['deleted'] === undefined) throw notFound('tasks', id, 409);
        change(id, (task) => void delete task['deleted']);
      }
      return { status: 202 };
    },
    completeTask(call) {
      change(pathId(call), (task) => {
        setTimes(task, { completed: dig(call.body, 'completed') ?? store.now() });
        writeTask(task, { taskStageID: 3 });
      });
      return { status: 202 };
    },
    addFavouriteTasks: (call) => (idsOf(call).forEach((id) => change(id, (task) => void (task['isFavourite'] = true))), { status: 201 }),
    removeFavouriteTasks: (call) => (
      idsOf(call).forEach((id) => change(id, (task) => void (task['isFavourite'] = false))),
      { status: 202 }
    ),
  });
}

/** Sets times of a task; null empties one. */
export function setTimes(task: JsonObject, times: JsonObject): void {
  const timesheet: JsonObject = { ...(task['timesheet'] as JsonObject | undefined) };
  write(timesheet, times);
  task['timesheet'] = timesheet;
}

function countByDay(rows: Readonly<JsonObject>[]): JsonObject {
  const days: Record<string, { countWithAssign: number; countWithoutAssign: number; runtimeMinutes: number }> = {};
  for (const task of rows) {
    const day = text(dig(task, 'timesheet', 'created')).slice(0, 10);
    const count = (days[day] ??= { countWithAssign: 0, countWithoutAssign: 0, runtimeMinutes: 0 });
    count[task['assignedToUserID'] === undefined ? 'countWithoutAssign' : 'countWithAssign'] += 1;
    count.runtimeMinutes += 60;
  }
  return Object.fromEntries(Object.entries(days).map(([day, count]) => [day, { ...count }]));
}

/** Criticality and deadline under the names of the short list. */
function shorten(task: JsonObject): JsonObject {
  return Object.assign(task, { criticality: task['actualCriticality'] ?? null, deadline: dig(task, 'timesheet', 'deadline') ?? null });
}
