import type { Context } from '../../context.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';
import { createCollection } from '../../state/collection.js';
import type { KeyOf } from '../tables/filter.js';
import { idKey } from '../tables/filter.js';
import { fold } from '../tables/query.js';
import { portalTime, seedOf, taskAt } from '../seed.js';
import { createTable } from '../tables/table.js';
import type { Table } from '../tables/table.js';

/** The tasks of the portal: one store, read by v2 and v3. */
export interface TaskStore {
  table: Table;
  get(id: JsonValue | undefined): JsonObject | undefined;
  create(fields: JsonObject, userId: number): JsonObject;
  /** Changes a task and returns it. */
  change(id: JsonValue | undefined, fields: JsonObject, userId: number): JsonObject;
  remove(id: JsonValue | undefined): boolean;
  /** Back to the seed. */
  reset(): void;
}

/** Creates the store with its seed; `names` are the fields of a task. */
export function createTaskStore(context: Context, names: readonly string[]): TaskStore {
  const collection = createCollection(seedOf(taskAt, 70));
  const folded = new Map(names.map((name) => [fold(name), name]));
  const keyOf: KeyOf = (name) => (fold(name) === 'id' ? idKey : (folded.get(fold(name)) ?? name));
  const now = (): string => portalTime(context.clock.now());
  const store: TaskStore = {
    table: createTable(collection, keyOf, [idKey, true]),
    get(id) {
      const task = collection.get(Number(id));
      return task && { id: text(id), ...task };
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
      write(task, fields, userId);
      return { id: String(collection.add(task)), ...task };
    },
    change(id, fields, userId) {
      collection.change(Number(id), (task) => write(task, fields, userId));
      return store.get(id) ?? {};
    },
    remove: (id) => collection.remove(Number(id)),
    reset: () => collection.reset(),
  };
  return store;

  function write(task: JsonObject, fields: JsonObject, userId: number): void {
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
  }
}
