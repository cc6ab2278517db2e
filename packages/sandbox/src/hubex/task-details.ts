import type { JsonObject } from '../json.js';
import type { Files } from './files.js';
import { inService, itemsOf, recordsOf } from './handlers.js';
import type { Handlers, HubexCall } from './handlers.js';
import { create, createResources, listOf, listOfIds } from './resources.js';
import type { Resource } from './resources.js';
import type { Store } from './store.js';
import { setTimes } from './tasks.js';

const messages: Resource = {
  service: 'work',
  collection: 'taskMessages',
  list: ['listTaskMessages'],
  head: ['headTaskMessages'],
  get: ['getTaskMessage'],
  delete: ['deleteTaskMessages'],
  remove: ['removeTaskMessages'],
  fresh: (created, { bearer }) => ({ created, isExternal: false, userID: bearer?.userID ?? 0 }),
};

/** Messages and assignments of tasks. */
export function createTaskDetails(store: Store, files: Files): Handlers {
  const tasks = store.of('tasks');
  const assignments = store.of('taskAssignments');

  function addMessage(call: HubexCall): ReturnType<typeof create> {
    const made = create(store, messages, call);
    for (const id of made.ids) {
      const { taskID = 0, attachments } = store.of('taskMessages').get(id) ?? {};
      for (const attachmentID of itemsOf(attachments)) files.attach(Number(attachmentID), { taskID, taskConversationID: id });
    }
    return made;
  }

  function assign(sent: JsonObject, call: HubexCall): JsonObject {
    const taskID = Number(sent['taskID']);
    const userID = sent['userID'] ?? null;
    const known = userID === null || store.of('users').get(Number(userID)) !== undefined;
    const period = { dateTimeFrom: sent['scheduledStartDateTime'] ?? null, dateTimeTill: sent['scheduledFinishDateTime'] ?? null };
    const error = !tasks.get(taskID) ? 'TaskNotFound' : known ? undefined : 'UserNotFound';
    if (error === undefined) {
      tasks.change(taskID, (task) => {
        delete task['assignedToUserID'];
        if (userID !== null) task['assignedToUserID'] = userID;
        setTimes(task, { assigned: userID === null ? null : store.now() });
        task['lastModified'] = store.now();
      });
      // Newest first, as the service lists them.
      assignments.add(
        {
          taskID,
          ...(userID === null ? {} : { userID }),
          assigned: store.now(),
          assignedByUserID: call.bearer?.userID ?? 0,
          scheduled: period,
        },
        0,
      );
      store.changed('tasks', taskID, 'changed');
    }
    const number = tasks.get(taskID)?.['number'] ?? null;
    return { taskID, taskNumber: number, assignments: [{ userID, ...period, ...(error === undefined ? {} : { error }) }] };
  }

  /** The newest message of every task. */
  function lastMessages(): number[] {
    const last = new Map<string, number>();
    for (const [id, { taskID = 0, deleted }] of store.of('taskMessages').entries()) if (deleted === undefined) last.set(String(taskID), id);
    return [...last.values()].toReversed();
  }

  return {
    ...createResources(store, [messages]),
    ...inService('work', {
      addTaskMessage: (call) => addMessage(call).answer,
      async uploadTaskMessageAttachment(call) {
        const uploaded = await files.store(call);
        const text = { message: call.form?.get('Message') ?? '', isExternal: call.form?.get('IsExternal') === 'true' };
        const attachments = uploaded.map((file) => file['attachmentID'] ?? 0);
        const { ids } = addMessage({ ...call, body: { message: String(text.message), isExternal: text.isExternal, attachments } });
        return { status: 201, body: { ...uploaded[0], taskID: call.path['taskID'] ?? 0, taskConversationID: ids[0] ?? 0 } };
      },
      assignTasks: (call) => ({
        status: 201,
        body: recordsOf(call.body).map((sent, sortOrder) => ({ ...assign(sent, call), sortOrder })),
      }),
      listTaskAssignments: (call) => ({ list: listOf(store, { collection: 'taskAssignments' }, call) }),
      listLastTaskMessages: () => ({ list: listOfIds(store, 'taskMessages', lastMessages()) }),
      headLastTaskMessages: () => ({ total: lastMessages().length }),
    }),
  };
}
