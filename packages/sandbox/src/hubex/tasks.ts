import type { Context } from '../context.js';
import type { JsonObject, JsonValue } from '../json.js';
import { dig, isObject, text } from '../json.js';
import type { Collection } from '../state/collection.js';
import { createCollection } from '../state/collection.js';
import { hubexError } from './errors.js';
import type { Handlers } from './handlers.js';
import type { HubexList } from './paging.js';
import { assets, companies, named, stages, taskSeed, taskTypeNames, users } from './seed.js';

/** What the query parameters of the task list look at. Parameters that are not here do not filter in the sandbox. */
const equals: Record<string, string[]> = {
  assetID: ['asset', 'id'],
  taskTypeID: ['taskType', 'id'],
  workTypeID: ['workType', 'id'],
  taskStageID: ['taskStage', 'id'],
  taskStatusID: ['taskStatus', 'id'],
  companyID: ['company', 'id'],
  criticalityID: ['actualCriticality', 'id'],
  requestedBy: ['requestedBy', 'id'],
  assignedTo: ['assignedTo', 'id'],
  taskNumber: ['number'],
  erpID: ['erpID'],
  parentID: ['parent', 'id'],
  contactPerson: ['contactPerson'],
  isFavourite: ['isFavourite'],
  isRated: ['isRated'],
  requestMethodID: ['requestMethod', 'id'],
};
const presence: Record<string, string[]> = {
  isClosed: ['timesheet', 'closed'],
  isCompleted: ['timesheet', 'completed'],
  isAssigned: ['assignedTo'],
  isDeleted: ['deleted'],
};
const ranges: Record<string, string[]> = {
  creation: ['timesheet', 'created'],
  assignation: ['timesheet', 'assigned'],
  completion: ['timesheet', 'completed'],
  closing: ['timesheet', 'closed'],
  deadline: ['timesheet', 'deadline'],
  lastModified: ['lastModified'],
  date: ['timesheet', 'created'],
};
const orders: Record<number, string[]> = { 1: ['timesheet', 'created'], 2: ['number'], 3: ['timesheet', 'deadline'] };

/** Fields of a written task that become references in answers. */
const references: Record<string, { field: string; names?: Record<number, string> }> = {
  taskTypeID: { field: 'taskType', names: taskTypeNames },
  workTypeID: { field: 'workType' },
  criticalityID: { field: 'actualCriticality' },
  serviceLevelAgreementID: { field: 'serviceLevelAgreement' },
  assetID: { field: 'asset', names: assets },
  assetSchemaID: { field: 'assetSchema' },
  locationID: { field: 'location' },
  companyID: { field: 'company', names: companies },
  contractID: { field: 'contract' },
  payeeCompanyID: { field: 'payeeCompany', names: companies },
  payerCompanyID: { field: 'payerCompany', names: companies },
  parentID: { field: 'parent' },
  requestMethodID: { field: 'requestMethod' },
};
const timed: Record<string, string> = {
  deadline: 'deadline',
  requestedStartDateTime: 'requestedStart',
  requestedFinishDateTime: 'requestedFinish',
  faultTimestamp: 'faultTimestamp',
};

/** The tasks of WORK: list, create, read, change, delete, restore, count. */
export function createTasks(context: Context): { collection: Collection; handlers: Handlers } {
  const tasks = createCollection(() => taskSeed(120), 1001);
  const now = (): string => new Date(context.clock.now()).toISOString();

  function existing(id: JsonValue | undefined): JsonObject {
    const task = tasks.get(Number(id));
    if (!task) throw hubexError(404, 'TaskNotFound', 'There is no such task.', [text(id)]);
    return task;
  }

  function write(task: JsonObject, fields: JsonObject): void {
    for (const [name, value] of Object.entries(fields)) {
      const reference = references[name];
      const timeField = timed[name];
      if (reference) {
        if (value === null) delete task[reference.field];
        else task[reference.field] = named(Number(value), reference.names);
      } else if (timeField) task['timesheet'] = { ...(task['timesheet'] as JsonObject), [timeField]: value };
      else if (name === 'requestedByUserID') task['requestedBy'] = users[Number(value)] ?? named(Number(value));
      else task[name] = value;
    }
    task['lastModified'] = now();
  }

  function remove(id: JsonValue): JsonObject {
    const task = tasks.get(Number(id));
    if (task) task['deleted'] = now();
    return { taskID: Number(id), tenantID: 1, ...(task ? {} : { error: 'TaskNotFound' }) };
  }

  const listOf = (query: JsonObject, show: (id: number, task: JsonObject) => JsonObject): HubexList => ({
    rows: select(tasks, query).map(([id, task]) => [String(id), task]),
    show: (task, id, place) => (isObject(task) ? { ...show(Number(id), task), sortOrder: place + 1 } : task),
  });

  const handlers: Handlers = {
    listTasks: ({ query }) => ({ list: listOf(query, (_id, task) => task), dropId: true }),
    listShortTasks: ({ query }) => ({ list: listOf(query, shorten) }),
    headTasks: ({ query }) => ({ total: select(tasks, query).length }),
    countTasks: ({ query }) => ({ body: countByDay(select(tasks, query)) }),
    createTask({ body, headers }) {
      const task: JsonObject = {
        isFavourite: false,
        isAvailable: true,
        isRated: false,
        childCount: 0,
        taskStage: stages[0] ?? {},
        timesheet: { created: now() },
      };
      if (isObject(body)) write(task, body);
      const id = tasks.add(task);
      task['number'] ??= `T-${id}`;
      const stamp = headers['x-concurrency-stamp'];
      return { status: 201, body: { id, number: task['number'], ...(stamp === undefined ? {} : { concurrencyStamp: stamp }) } };
    },
    getTask({ path }) {
      const task = tasks.get(Number(path['taskID']));
      return task ? { body: task } : { status: 204 };
    },
    updateTask({ path, body }) {
      const task = existing(path['taskID']);
      for (const name of ['notes', 'notesHtml', 'erpID', 'contactPerson', 'contactPhone', 'contactEmail']) delete task[name];
      for (const [name, { field }] of Object.entries(references))
        if (name !== 'taskTypeID' && name !== 'requestMethodID') delete task[field];
      if (isObject(body)) {
        const { taskTypeID: _fixed, ...rest } = body;
        write(task, rest);
      }
      return { status: 202 };
    },
    patchTask({ path, body }) {
      const task = existing(path['taskID']);
      const changes = Array.isArray(body)
        ? body.filter(isObject).map((change) => [text(change['field']), change['value'] ?? null])
        : Object.entries(body ?? {});
      write(task, Object.fromEntries(changes) as JsonObject);
      return { status: 202 };
    },
    deleteTask: ({ path }) => ({ status: 202, body: [remove(path['taskID'] ?? 0)] }),
    deleteTasks: ({ body }) => ({ status: 202, body: (Array.isArray(body) ? body : []).map(remove) }),
    restoreTasks({ body }) {
      for (const task of (Array.isArray(body) ? body : []).map(existing)) {
        if (task['deleted'] === undefined) throw hubexError(409, 'TaskNotDeleted', 'The task is not deleted.');
        delete task['deleted'];
      }
      return { status: 202 };
    },
    completeTask({ path, body }) {
      const task = existing(path['taskID']);
      const completed = dig(body, 'completed') ?? now();
      task['timesheet'] = { ...(task['timesheet'] as JsonObject), completed };
      task['taskStage'] = stages[2] ?? {};
      task['lastModified'] = now();
      return { status: 202 };
    },
  };
  return { collection: tasks, handlers };
}

function select(tasks: Collection, query: JsonObject): [number, JsonObject][] {
  const rows = tasks.entries().filter(([id, task]) => matches(id, task, query));
  const direction = query['sortDirection'] ?? 2;
  if (direction !== 1 && direction !== 2) return rows;
  const path = orders[Number(query['orderBy'])] ?? orders[1] ?? [];
  const key = (task: JsonObject): string => text(dig(task, ...path));
  const sorted = rows.toSorted(([idA, a], [idB, b]) => compare(key(a), key(b)) || idA - idB);
  return direction === 1 ? sorted : sorted.toReversed();
}

function matches(id: number, task: JsonObject, query: JsonObject): boolean {
  return Object.entries(query).every(([name, wanted]) => {
    const wantedList = (Array.isArray(wanted) ? wanted : [wanted]).map(text);
    if (name === 'taskID') return wantedList.includes(String(id));
    const path = equals[name];
    if (path) return wantedList.includes(text(dig(task, ...path)));
    const present = presence[name];
    if (present) return (dig(task, ...present) !== undefined) === (wanted === true);
    if (name === 'searchText')
      return text(dig(task, 'notes'))
        .concat(text(dig(task, 'number')))
        .toLowerCase()
        .includes(text(wanted).toLowerCase());
    const range = /^(\w+)(From|Till)$/.exec(name);
    const rangePath = ranges[range?.[1] ?? ''];
    if (!rangePath) return true;
    const at = Date.parse(text(dig(task, ...rangePath)));
    const limit = Date.parse(text(wanted));
    return range?.[2] === 'From' ? at >= limit : at <= limit;
  });
}

function countByDay(rows: [number, JsonObject][]): JsonObject {
  const days: Record<string, { countWithAssign: number; countWithoutAssign: number; runtimeMinutes: number }> = {};
  for (const [, task] of rows) {
    const day = text(dig(task, 'timesheet', 'created')).slice(0, 10);
    const count = (days[day] ??= { countWithAssign: 0, countWithoutAssign: 0, runtimeMinutes: 0 });
    count[task['assignedTo'] === undefined ? 'countWithoutAssign' : 'countWithAssign'] += 1;
    count.runtimeMinutes += 60;
  }
  return Object.fromEntries(Object.entries(days).map(([day, count]) => [day, { ...count }]));
}

/** People and references by id, as the short list gives them. */
function shorten(id: number, task: JsonObject): JsonObject {
  const idOf = (field: string): JsonValue => dig(task, field, 'id') ?? null;
  return {
    ...task,
    id,
    workTypeID: idOf('workType'),
    criticality: task['actualCriticality'] ?? null,
    deadline: dig(task, 'timesheet', 'deadline') ?? null,
    requestedByUserID: idOf('requestedBy'),
    assignedToUserID: idOf('assignedTo'),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
