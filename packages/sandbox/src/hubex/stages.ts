import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue } from '../json.js';
import { dig, isObject, text } from '../json.js';
import { hubexError } from './errors.js';
import { inService, itemsOf } from './handlers.js';
import type { Handlers, HubexResult } from './handlers.js';
import { toList } from './paging.js';
import type { Store } from './store.js';
import { setTimes } from './tasks.js';

/** Moves of tasks through their stages, and the history of them. Every stage leads to every other one. */
export function createStaging(store: Store): { handlers: Handlers; reset(): void } {
  const tasks = store.of('tasks');
  const stages = store.of('taskStages');
  /** Newest first. */
  const visits = new Map<number, JsonObject[]>();

  function move(sent: JsonObject): void {
    const id = Number(sent['taskID']);
    const stageId = Number(sent['taskStageID']);
    if (!tasks.get(id)) throw hubexError(409, 'TaskNotFound', 'There is no such task.', [id]);
    if (!stages.get(stageId)) throw hubexError(409, 'TaskStageNotFound', 'There is no such stage.', [text(sent['taskStageID'])]);
    const history = historyOf(id);
    const now = store.now();
    tasks.change(id, (task) => {
      task['taskStageID'] = stageId;
      if (store.of('taskStatuses').get(stageId)) task['taskStatusID'] = stageId;
      task['lastModified'] = now;
      setTimes(task, { statusChanged: now });
    });
    visits.set(id, [{ ...visit(id, now), notes: sent['notes'] ?? null }, ...history]);
    store.changed('tasks', id, 'moved');
  }

  function visit(id: number, completed: JsonValue): JsonObject {
    const task = store.show('tasks', id);
    return { taskStage: task['taskStage'] ?? {}, taskStatus: task['taskStatus'] ?? {}, completed };
  }

  function historyOf(id: number): JsonObject[] {
    const task = tasks.get(id);
    return visits.get(id) ?? (task ? [visit(id, dig(task, 'timesheet', 'created') ?? null)] : []);
  }

  function nextOf(id: number): JsonObject {
    const now = tasks.get(id)?.['taskStageID'];
    const others = stages.entries().filter(([stage, { deleted }]) => stage !== now && deleted === undefined);
    return Object.fromEntries(
      others.map(([stage, { name = '' }]) => [String(stage), { name, verbName: name, isFinishStage: name === 'Done' }]),
    );
  }

  const accepted = (): HubexResult => ({ status: 202, body: { batchID: randomUUID(), isSuccessed: true } });
  const handlers = inService('work', {
    moveTask({ body }) {
      if (isObject(body)) move(body);
      return { status: 201 };
    },
    moveTasks({ body }) {
      itemsOf(body).filter(isObject).forEach(move);
      return accepted();
    },
    moveTasksBatch({ body }) {
      for (const group of itemsOf(dig(body, 'data')).filter(isObject)) {
        for (const taskID of itemsOf(group['tasks'])) move({ ...group, taskID });
      }
      return accepted();
    },
    listTaskStages: ({ path }) => ({
      list: toList(historyOf(Number(path['taskID'])).map((entry, sortOrder) => ({ ...entry, sortOrder }))),
    }),
    listNextStages: ({ path }) => ({ list: toList(nextOf(Number(path['taskID']))) }),
  });
  return { handlers, reset: () => visits.clear() };
}
