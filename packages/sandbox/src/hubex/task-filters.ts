import type { JsonObject, JsonValue } from '../json.js';
import { dig, text } from '../json.js';
import type { Collection, RecordTest } from '../state/collection.js';

/** What the query parameters of the task list look at. Parameters that are not here do not filter in the sandbox. */
const equals: Record<string, string> = {
  assetID: 'assetID',
  taskTypeID: 'taskTypeID',
  workTypeID: 'workTypeID',
  taskStageID: 'taskStageID',
  taskStatusID: 'taskStatusID',
  companyID: 'companyID',
  criticalityID: 'criticalityID',
  requestedBy: 'requestedByUserID',
  assignedTo: 'assignedToUserID',
  taskNumber: 'number',
  erpID: 'erpID',
  parentID: 'parentID',
  contactPerson: 'contactPerson',
  isFavourite: 'isFavourite',
  isRated: 'isRated',
  requestMethodID: 'requestMethodID',
};
const presence: Record<string, string[]> = {
  isClosed: ['timesheet', 'closed'],
  isCompleted: ['timesheet', 'completed'],
  isAssigned: ['assignedToUserID'],
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
/** Sorting keys; without one the order is that of creation. */
const orders: Record<number, string[]> = { 2: ['number'], 3: ['timesheet', 'deadline'] };
const notFilters = ['offset', 'fetch', 'orderBy', 'sortDirection'];

/** Ids of the tasks a query leaves, oldest first. */
export function filteredTasks(tasks: Collection, query: JsonObject): readonly number[] {
  const wanted = Object.entries(query).filter(([name]) => !notFilters.includes(name));
  const tests = wanted.map(([name, value]) => testOf(name, value)).filter((test) => test !== undefined);
  if (tests.length === 0) return tasks.ids();
  return tasks.select(JSON.stringify(wanted), (task, id) => tests.every((test) => test(task, id)));
}

/**
 * The same in the order asked for, as a place-by-place view: newest first unless `sortDirection` is 1; a direction out of domain
 * turns sorting off, an unknown `orderBy` means the day of creation.
 */
export function sortedTasks(tasks: Collection, query: JsonObject): { total: number; id(place: number): number } {
  const direction = query['sortDirection'] ?? 2;
  const path = orders[Number(query['orderBy'])];
  const found = filteredTasks(tasks, query);
  const sorts = path !== undefined && (direction === 1 || direction === 2);
  const ids = sorts ? sortedBy(tasks, found, path) : found;
  return { total: ids.length, id: (place) => ids[direction === 2 ? ids.length - 1 - place : place] ?? 0 };
}

function sortedBy(tasks: Collection, ids: readonly number[], path: string[]): number[] {
  const keys = new Map(ids.map((id) => [id, text(dig(tasks.get(id), ...path))]));
  return ids.toSorted((a, b) => compare(keys.get(a) ?? '', keys.get(b) ?? '') || a - b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function testOf(name: string, value: JsonValue): RecordTest | undefined {
  const wanted = new Set((Array.isArray(value) ? value : [value]).map(text));
  if (name === 'taskID') return (_task, id) => wanted.has(String(id));
  const field = equals[name];
  if (field !== undefined) return (task) => wanted.has(text(task[field]));
  const present = presence[name];
  if (present) return (task) => (dig(task, ...present) !== undefined) === (value === true);
  if (name === 'searchText') {
    const part = text(value).toLowerCase();
    return (task) => `${text(task['notes'])}\n${text(task['number'])}`.toLowerCase().includes(part);
  }
  const range = /^(\w+)(From|Till)$/.exec(name);
  const rangePath = ranges[range?.[1] ?? ''];
  if (!rangePath) return undefined;
  const limit = Date.parse(text(value));
  const timeOf = (task: JsonObject): number => Date.parse(text(dig(task, ...rangePath)));
  return range?.[2] === 'From' ? (task) => timeOf(task) >= limit : (task) => timeOf(task) <= limit;
}
