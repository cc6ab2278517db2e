import type { Context } from '../context.js';
import type { JsonObject, JsonValue } from '../json.js';
import { text } from '../json.js';
import { createCollection } from '../state/collection.js';
import { portalTime, taskSeed } from './seed.js';

/** The tasks of the portal: one store, read by v2 and v3. */
export interface TaskStore {
  rows(): JsonObject[];
  get(id: JsonValue | undefined): JsonObject | undefined;
  create(fields: JsonObject, userId: number): JsonObject;
  change(task: JsonObject, fields: JsonObject, userId: number): void;
  remove(id: JsonValue | undefined): boolean;
  now(): string;
  /** Back to the seed. */
  reset(): void;
}

/** Creates the store with its seed. */
export function createTaskStore(context: Context): TaskStore {
  const collection = createCollection(taskSeed);
  const now = (): string => portalTime(context.clock.now());
  const store: TaskStore = {
    rows: () => collection.entries().map(([id, task]) => ({ id: String(id), ...task })),
    get(id) {
      collection.update(Number(id), { id: text(id) });
      return collection.get(Number(id));
    },
    create(fields, userId) {
      const task: JsonObject = {
        status: '2',
        priority: '1',
        createdBy: String(userId),
        createdDate: now(),
        description: '',
        parentId: null,
        groupId: '0',
        deadline: null,
        closedDate: null,
        closedBy: null,
        accomplices: [],
        auditors: [],
        mark: null,
        favorite: 'N',
      };
      store.change(task, fields, userId);
      task['id'] = String(collection.add(task));
      return task;
    },
    change(task, fields, userId) {
      for (const [name, value] of Object.entries(fields)) {
        if (name === 'id') continue;
        task[name] =
          typeof value === 'number'
            ? String(value)
            : Array.isArray(value)
              ? value.map((item) => (typeof item === 'number' ? String(item) : item))
              : value;
      }
      if (fields['status'] === '5') Object.assign(task, { closedDate: now(), closedBy: String(userId) });
      else if (fields['status'] !== undefined) Object.assign(task, { closedDate: null, closedBy: null });
      if (fields['status'] === '3') task['dateStart'] ??= now();
      if (fields['status'] !== undefined) Object.assign(task, { statusChangedBy: String(userId), statusChangedDate: now() });
      Object.assign(task, { changedDate: now(), changedBy: String(userId) });
    },
    remove: (id) => collection.remove(Number(id)),
    now,
    reset: () => collection.reset(),
  };
  return store;
}
