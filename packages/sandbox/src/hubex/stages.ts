import { randomUUID } from 'node:crypto';
import type { Context } from '../context.js';
import type { JsonObject, JsonValue } from '../json.js';
import { dig, isObject, text } from '../json.js';
import type { Collection } from '../state/collection.js';
import { createCollection } from '../state/collection.js';
import { hubexError } from './errors.js';
import type { Handlers } from './handlers.js';
import type { HubexList } from './paging.js';
import { toList } from './paging.js';
import { stages, taskTypeSeed } from './seed.js';

const last = 3;

/** Moves of tasks through their stages, and the history of them. Every stage leads to every other one. */
export function createStaging(context: Context, tasks: Collection): { handlers: Handlers; reset(): void } {
  const visits = new Map<number, JsonObject[]>();
  const stageOf = (id: JsonValue | undefined): JsonObject | undefined => stages.find((stage) => stage['id'] === id);

  function move(sent: JsonObject): void {
    const id = Number(sent['taskID']);
    const task = tasks.get(id);
    if (!task) throw hubexError(409, 'TaskNotFound', 'There is no such task.', [id]);
    const stage = stageOf(sent['taskStageID']);
    if (!stage) throw hubexError(409, 'TaskStageNotFound', 'There is no such stage.', [text(sent['taskStageID'])]);
    const now = new Date(context.clock.now()).toISOString();
    const history = visits.get(id) ?? [visit(task, dig(task, 'timesheet', 'created') ?? now)];
    task['taskStage'] = stage;
    task['taskStatus'] = { id: stage['id'] ?? 0, name: stage['name'] ?? '' };
    task['lastModified'] = now;
    task['timesheet'] = { ...(task['timesheet'] as JsonObject), statusChanged: now };
    visits.set(id, [{ ...visit(task, now), notes: sent['notes'] ?? null }, ...history]);
  }

  function visit(task: JsonObject, completed: JsonValue): JsonObject {
    return { taskStage: task['taskStage'] ?? {}, taskStatus: task['taskStatus'] ?? {}, completed };
  }

  function nextOf(task: JsonObject | undefined): JsonObject {
    const now = dig(task, 'taskStage', 'id');
    const others = stages.filter(({ id }) => id !== now);
    return Object.fromEntries(
      others.map((stage) => [
        text(stage['id']),
        { name: stage['name'] ?? '', verbName: stage['name'] ?? '', isFinishStage: stage['id'] === last },
      ]),
    );
  }

  const accepted = (): { status: number; body: JsonValue } => ({ status: 202, body: { batchID: randomUUID(), isSuccessed: true } });
  const handlers: Handlers = {
    moveTask({ body }) {
      if (isObject(body)) move(body);
      return { status: 201 };
    },
    moveTasks({ body }) {
      (Array.isArray(body) ? body : []).filter(isObject).forEach(move);
      return accepted();
    },
    moveTasksBatch({ body }) {
      const groups = dig(body, 'data');
      for (const group of (Array.isArray(groups) ? groups : []).filter(isObject)) {
        for (const taskID of Array.isArray(group['tasks']) ? group['tasks'] : []) move({ ...group, taskID });
      }
      return accepted();
    },
    listTaskStages({ path }) {
      const id = Number(path['taskID']);
      const task = tasks.get(id);
      const history = visits.get(id) ?? (task ? [visit(task, dig(task, 'timesheet', 'created') ?? null)] : []);
      return { list: toList(history.map((entry, index) => ({ ...entry, sortOrder: index }))) };
    },
    listNextStages: ({ path }) => ({ list: toList(nextOf(tasks.get(Number(path['taskID'])))) }),
  };
  return { handlers, reset: () => visits.clear() };
}

/** Task types: list, read, create, replace, delete. The id is the key of the map only. */
export function createTaskTypes(): { collection: Collection; handlers: Handlers } {
  const types = createCollection(taskTypeSeed);
  const items = (body: JsonValue | undefined): JsonValue[] => (Array.isArray(body) ? body : []);
  const listOf = (rows: [number, JsonObject][]): HubexList => ({ rows: rows.map(([id, type]) => [String(id), type]) });
  const handlers: Handlers = {
    listTaskTypes: () => ({ list: listOf(types.entries()) }),
    getTaskType({ path }) {
      const type = types.get(Number(path['id']));
      if (!type) throw hubexError(404, 'TaskTypeNotFound', 'There is no such task type.', [text(path['id'])]);
      return { body: type };
    },
    createTaskTypes: ({ body }) => ({
      status: 201,
      body: items(body)
        .filter(isObject)
        .map((type) => types.add({ isDefault: false, ...type })),
    }),
    updateTaskTypes({ body }) {
      for (const { id, ...type } of items(body).filter(isObject)) {
        if (!types.update(Number(id), type)) throw hubexError(409, 'TaskTypeNotFound', 'There is no such task type.', [text(id)]);
      }
      return { status: 202 };
    },
    deleteTaskTypes: ({ body }) => (items(body).forEach((id) => types.remove(Number(id))), { status: 202 }),
    deleteTaskType: ({ path }) => (types.remove(Number(path['id'])), { status: 202 }),
  };
  return { collection: types, handlers };
}
