import { answerSchema } from '../../engine/document.js';
import { propertiesOf, schemaAt } from '../../engine/merge.js';
import type { JsonObject } from '../../json.js';
import { isObject, text } from '../../json.js';
import { MethodError, argumentError } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { fold, selection } from '../tables/query.js';
import { person } from '../people/people.js';
import type { TaskStore } from './task-store.js';

/** Methods that move a task to another status, with the status they give. */
const moves: Record<string, string> = {
  start: '3',
  pause: '2',
  defer: '6',
  complete: '5',
  renew: '2',
  approve: '5',
  disapprove: '2',
};

/** tasks.task.* of v2. */
export function createTasksV2(store: TaskStore): MethodHandlers {
  function found(call: MethodCall): JsonObject {
    const id = param(call, 'taskId') ?? param(call, 'id');
    if (id === undefined) throw new MethodError(400, '100', 'Could not find value for parameter {taskId}');
    const task = store.get(id);
    const reads = /\.(get|delete)$/.test(call.method.toLowerCase());
    if (!task) throw new MethodError(400, reads ? '100' : '0', 'The task does not exist or is not visible to you.');
    return task;
  }

  function written(call: MethodCall): JsonObject {
    const fields = param(call, 'fields');
    if (!isObject(fields)) throw argumentError('Could not find value for parameter {fields}', call.method);
    const names = answerNames(call);
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names.get(fold(name)) ?? name, value]));
  }

  return {
    'tasks.task.add'(call) {
      const fields = written(call);
      if (!text(fields['title'])) throw new MethodError(400, 'ERROR_CORE', 'Task title is not specified');
      if (!text(fields['responsibleId'])) throw new MethodError(400, 'ERROR_CORE', 'Responsible person is not specified');
      return { result: { task: shown(store.create(fields, call.caller.userId)) } };
    },
    'tasks.task.get': (call) => ({ result: { task: selection(param(call, 'select'))(shown(found(call))) } }),
    'tasks.task.list'(call) {
      const { ids, ...counts } = store.table.page({
        filter: param(call, 'filter'),
        order: param(call, 'order'),
        start: param(call, 'start'),
      });
      const items = ids.map((id) => store.get(String(id)) ?? {});
      return { ...counts, result: { tasks: items.map(shown).map(selection(param(call, 'select'))) } };
    },
    'tasks.task.update'(call) {
      const { id } = found(call);
      return { result: { task: shown(store.change(id, written(call), call.caller.userId)) } };
    },
    'tasks.task.delegate'(call) {
      const { id } = found(call);
      return { result: { task: shown(store.change(id, { responsibleId: param(call, 'userId') ?? '1' }, call.caller.userId)) } };
    },
    'tasks.task.delete': (call) => ({ result: { task: store.remove(found(call)['id']) } }),
    ...Object.fromEntries(
      Object.entries(moves).map(([name, status]) => [
        `tasks.task.${name}`,
        (call: MethodCall) => {
          const { id } = found(call);
          return { result: { task: shown(store.change(id, { status }, call.caller.userId)) } };
        },
      ]),
    ),
  };
}

/** v2 writes UPPER_CASE: the names of the task that the method answers, by their folded form. */
function answerNames({ operation }: MethodCall): Map<string, string> {
  const task = schemaAt(operation.document, answerSchema(operation), ['result', 'task']);
  return new Map(Object.keys(task ? propertiesOf(operation.document, task) : {}).map((name) => [fold(name), name]));
}

/** A task with its people, as v2 answers. */
function shown(task: JsonObject): JsonObject {
  const tags = Array.isArray(task['tags']) ? task['tags'] : [];
  const tagMap = Object.fromEntries(tags.map((title, index) => [String(index + 1), { id: index + 1, title }]));
  return { ...task, tags: tags.length > 0 ? tagMap : [], creator: person(task['createdBy']), responsible: person(task['responsibleId']) };
}
