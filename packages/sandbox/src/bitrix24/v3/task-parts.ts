import type { Context } from '../../context.js';
import { propertiesOf } from '../../engine/merge.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { Collection } from '../../state/collection.js';
import { createCollection } from '../../state/collection.js';
import { v3 } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { placeOf } from '../tables/places.js';
import { invalidV3, refusedV3 } from './refusals.js';
import type { Resources } from '../tables/resources.js';
import { portalTime } from '../seed.js';
import { collectionV3, completeResult } from './tables.js';
import type { TaskStore } from '../tasks/task-store.js';

const results = collectionV3('tasks.task.result');

/** What belongs to a task in v3: results, messages of its chat, files, rights. */
export function createTaskPartsV3(context: Context, resources: Resources, tasks: TaskStore): { handlers: MethodHandlers; reset(): void } {
  const { v3: plain } = resources.handlers;
  /** Messages of all chats, which results can be made from. */
  const messages: Collection = createCollection(() => [{ taskId: 1, text: 'Sent, see the file.', authorId: 2 }]);
  const fieldsOf = (call: MethodCall): JsonObject => (isObject(param(call, 'fields')) ? (param(call, 'fields') as JsonObject) : {});

  function taskOf(call: MethodCall, id: JsonValue | undefined): JsonObject {
    const task = tasks.get(id);
    const codes = ['ACCESSDENIEDEXCEPTION', 'VALIDATION_REQUESTVALIDATIONEXCEPTION'].map(v3);
    if (!task) throw refusedV3(call.operation, codes, `Task ${text(id)} is not there or not yours`);
    return task;
  }
  const handlers: MethodHandlers = {
    'tasks.task.result.add'(call) {
      taskOf(call, fieldsOf(call)['taskId']);
      return plain['tasks.task.result.add']?.(call) ?? { result: null };
    },
    'tasks.task.result.addfromchatmessage'(call) {
      const { messageId = 0 } = fieldsOf(call);
      const message = messages.get(Number(messageId));
      if (!message) throw invalidV3(call.operation, 'messageId', 'The message is none of the chat of a task');
      const createdAt = portalTime(context.clock.now());
      const id = resources.table(results)?.collection.add(completeResult({ ...message, messageId, createdAt })) ?? 0;
      return { result: { item: resources.show(results, id) } };
    },
    'tasks.task.chat.message.send'(call) {
      const { taskId = 0, text: written = '' } = fieldsOf(call);
      taskOf(call, taskId);
      messages.add({ taskId, text: written, authorId: call.caller.userId });
      return { result: { result: true } };
    },
    'tasks.task.access.get'(call) {
      // Everything may be done with a task that is there: the caller is the administrator.
      const may = tasks.get(param(call, 'id')) !== undefined;
      const rights = propertiesOf(call.operation.document, placeOf(call.operation)?.record ?? {});
      return { result: Object.fromEntries(Object.keys(rights).map((name) => [name, may])) };
    },
    'tasks.task.file.attach'(call) {
      const task = taskOf(call, param(call, 'taskId'));
      const before = Array.isArray(task['fileIds']) ? task['fileIds'] : [];
      const added = (param(call, 'fileIds') ?? []) as JsonValue[];
      tasks.table.collection.update(Number(task['id']), { fileIds: [...new Set([...before, ...added])] });
      return { result: { result: true } };
    },
  };
  return { handlers, reset: () => messages.reset() };
}
