import { propertiesOf, schemaAt } from '../../engine/merge.js';
import { answerSchema } from '../../engine/document.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { MethodError, v3 } from '../protocol/errors.js';
import { idKey } from '../tables/filter.js';
import { readFilterV3 } from './filter.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { pageV3 } from './page.js';
import { person } from '../people/people.js';
import { placeOf } from '../tables/places.js';
import { invalidV3 } from './refusals.js';
import { directionsOf } from '../tables/table.js';
import type { Direction } from '../tables/table.js';
import type { TaskStore } from '../tasks/task-store.js';

/** Names of v3 for fields that v2 calls otherwise. */
const renamed: Record<string, string> = {
  creatorId: 'createdBy',
  created: 'createdDate',
  changed: 'changedDate',
  changedById: 'changedBy',
  closed: 'closedDate',
  closedById: 'closedBy',
  started: 'dateStart',
  startPlan: 'startDatePlan',
  endPlan: 'endDatePlan',
  statusChanged: 'statusChangedDate',
  statusChangedById: 'statusChangedBy',
  estimatedTime: 'timeEstimate',
};
const statuses: Record<string, string> = { 2: 'pending', 3: 'in_progress', 4: 'supposedly_completed', 5: 'completed', 6: 'deferred' };
const priorities: Record<string, string> = { 0: 'low', 1: 'average', 2: 'high' };
const related = ['creator', 'responsible'];

/** tasks.task.* of v3. */
export function createTasksV3(store: TaskStore): MethodHandlers {
  /** Reading a task that is not there says so; changing one says that access is denied. */
  function found(call: MethodCall, refusal: [number, string] = [400, 'ENTITYNOTFOUNDEXCEPTION']): JsonObject {
    const task = store.get(param(call, 'id'));
    if (!task) throw new MethodError(refusal[0], v3(refusal[1]), `Task ${text(param(call, 'id'))} is not found or not yours to change`);
    return task;
  }
  function written(call: MethodCall): JsonObject {
    const fields = param(call, 'fields');
    if (!isObject(fields)) throw invalidV3(call.operation, 'fields', 'fields must be an object');
    const codeOf = (map: Record<string, string>, value: JsonValue): string =>
      Object.keys(map).find((code) => map[code] === value) ?? text(value);
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        if (name === 'status') return [name, codeOf(statuses, value)];
        if (name === 'priority') return [name, codeOf(priorities, value)];
        return [renamed[name] ?? name, value];
      }),
    );
  }
  /** By id, oldest first, unless the call says otherwise. */
  function order(call: MethodCall): Direction[] {
    const asked = directionsOf(param(call, 'order'), (name) => store.table.keyOf(renamed[name] ?? name));
    return asked.length > 0 ? asked : [[idKey, false]];
  }
  return {
    'tasks.task.add': (call) => ({ result: { item: plain(store.create(written(call), call.caller.userId)) } }),
    'tasks.task.get': (call) => ({ result: { item: picked(plain(found(call)), call, true) } }),
    'tasks.task.list'(call) {
      const filter = param(call, 'filter');
      const record = placeOf(call.operation)?.record ?? {};
      const ids = store.table.find(readFilterV3(filter, plain, { operation: call.operation, record, names: ['id'] }), order(call));
      const shown = pageV3(ids, param(call, 'pagination')).map((id) => plain(store.get(String(id)) ?? {}));
      return { result: { items: shown.map((task) => picked(task, call, false)) } };
    },
    'tasks.task.update'(call) {
      store.change(found(call, [403, 'ACCESSDENIEDEXCEPTION'])['id'], written(call), call.caller.userId);
      return { result: { result: true } };
    },
    'tasks.task.delete'(call) {
      store.remove(found(call, [400, 'ACCESSDENIEDEXCEPTION'])['id']);
      return { result: { result: true } };
    },
  };
}

/** A task in v3's names and types, without related records. */
function plain(task: JsonObject): JsonObject {
  const result: JsonObject = { ...task };
  for (const [name, source] of Object.entries(renamed)) if (task[source] !== undefined) result[name] = task[source];
  result['status'] = statuses[text(task['status'])] ?? 'pending';
  result['priority'] = priorities[text(task['priority'])] ?? 'average';
  for (const name of ['accomplices', 'auditors', 'statusChangedBy', 'changedBy', 'closedBy']) delete result[name];
  for (const name of ['id', 'creatorId', 'responsibleId', 'parentId', 'groupId', 'changedById', 'closedById', 'statusChangedById']) {
    if (typeof result[name] === 'string') result[name] = Number(result[name]);
  }
  return result;
}

/** The fields of `select`; without it all plain fields (get) or the id alone (list). */
function picked(task: JsonObject, call: MethodCall, all: boolean): JsonObject {
  const select = param(call, 'select');
  if (!Array.isArray(select) || select.length === 0) return all ? task : { id: task['id'] ?? 0 };
  const result: JsonObject = { id: task['id'] ?? 0 };
  for (const name of select.map(text)) {
    const [own = '', field] = name.split('.');
    if (field === undefined) {
      if (own in task) result[own] = task[own] ?? null;
      continue;
    }
    const schema = answerSchema(call.operation);
    const record = schemaAt(call.operation.document, schema, all ? ['result', 'item', own] : ['result', 'items', '*', own]);
    if (!record || !(field in propertiesOf(call.operation.document, record))) {
      throw new MethodError(400, v3('UNKNOWNDTOPROPERTYEXCEPTION'), `Unknown field ${name}`);
    }
    if (!related.includes(own)) continue;
    const user: JsonObject = person(task[own === 'creator' ? 'creatorId' : 'responsibleId']);
    const before = result[own];
    result[own] = { ...(isObject(before) ? before : { id: Number(user['id']) }), [field]: user[field] ?? null };
  }
  return result;
}
