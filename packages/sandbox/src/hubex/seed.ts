import type { JsonObject } from '../json.js';

/** Assets of the demo tenant. */
export const assets: Record<number, string> = {
  500: 'Pump 1',
  501: 'Boiler, building A',
  502: 'Lift 3',
  503: 'Air conditioner, hall',
  504: 'Fire alarm panel',
};

/** Companies of the demo tenant. */
export const companies: Record<number, string> = { 17: 'Example Property', 18: 'Northern Example', 19: 'Example Retail' };

/** People by id. */
export const users: Record<number, JsonObject> = {
  42: { id: 42, firstName: 'Anna', lastName: 'Example' },
  43: { id: 43, firstName: 'Boris', lastName: 'Sample' },
  44: { id: 44, firstName: 'Clara', lastName: 'Muster' },
};

/** Stages a task goes through. */
export const stages: JsonObject[] = [
  { id: 1, name: 'New', color: '#2196F3' },
  { id: 2, name: 'In progress', color: '#FF9800' },
  { id: 3, name: 'Done', color: '#4CAF50' },
  { id: 4, name: 'Accepted', color: '#009688' },
];

const jobs = [
  'Replace the filter',
  'Inspect after the alarm',
  'Quarterly maintenance',
  'The pump leaks',
  'No heating on floor 2',
  'Check the pressure',
];
const taskTypes = ['Maintenance', 'Inspection', 'Repair'];
const hour = 3_600_000;

/** A reference to a record, by id and name. */
export function named(id: number, names: Record<number, string> = {}): JsonObject {
  return { id, name: names[id] ?? `Example ${id}` };
}

/** Tasks of the demo tenant: three in ten are closed, one in twenty is deleted. */
export function taskSeed(count: number): JsonObject[] {
  const start = Date.UTC(2026, 7, 3, 8);
  const at = (milliseconds: number): string => new Date(milliseconds).toISOString();
  return Array.from({ length: count }, (_unused, index) => {
    const created = start + index * 5 * hour;
    const closed = index % 10 < 3;
    const started = closed || index % 10 < 6;
    const task: JsonObject = {
      number: `T-${1001 + index}`,
      notes: jobs[index % jobs.length] ?? '',
      taskType: { id: 1 + (index % 3), name: taskTypes[index % 3] ?? '' },
      workType: { id: 10 + (index % 2), name: index % 2 ? 'Plumbing' : 'Electrical' },
      taskStage: stages[closed ? 2 : started ? 1 : 0] ?? {},
      taskStatus: { id: closed ? 3 : started ? 2 : 1, name: closed ? 'Done' : started ? 'In progress' : 'New' },
      actualCriticality: { id: 1 + (index % 4), name: ['Low', 'Normal', 'High', 'Emergency'][index % 4] ?? '' },
      asset: named(500 + (index % 5), assets),
      company: named(17 + (index % 3), companies),
      requestedBy: users[42] ?? {},
      requestMethod: { id: 4, name: 'API' },
      childCount: 0,
      isRated: false,
      isFavourite: index % 25 === 0,
      isAvailable: true,
      timesheet: { created: at(created), deadline: at(created + 48 * hour) },
      lastModified: at(created + hour),
    };
    if (started) task['assignedTo'] = users[43 + (index % 2)] ?? {};
    if (closed)
      task['timesheet'] = { ...(task['timesheet'] as JsonObject), completed: at(created + 20 * hour), closed: at(created + 24 * hour) };
    if (index % 20 === 19) task['deleted'] = at(created + 30 * hour);
    if (index % 3 === 0) Object.assign(task, { contactPerson: 'Jane Example', contactPhone: '+70000000000' });
    return task;
  });
}

/** Task types of the demo tenant, ids from 1. */
export function taskTypeSeed(): JsonObject[] {
  return taskTypes.map((name, index) => ({ name, numberMask: '[0-9][0-9][0-9][0-9]', closeMinutes: 1440, isDefault: index === 2 }));
}

/** Names of the task types by id. */
export const taskTypeNames: Record<number, string> = Object.fromEntries(taskTypes.map((name, index) => [index + 1, name]));

/** Contacts of the demo tenant. */
export function contactSeed(): JsonObject[] {
  const positions = ['Chief engineer', 'Caretaker', 'Office manager'];
  return Array.from({ length: 24 }, (_unused, index) => ({
    fullName: `Contact ${index + 1} Example`,
    phone: `+7000000${String(index + 1).padStart(4, '0')}`,
    email: `contact${index + 1}@example.com`,
    position: positions[index % 3] ?? '',
    isUsed: index % 2 === 0,
  }));
}

/** Webhooks of the demo tenant. */
export function webhookSeed(): JsonObject[] {
  return [
    {
      name: 'Assets to the warehouse',
      uri: 'https://example.com/hubex',
      isActive: true,
      events: [named(40, events)],
      taskStages: [],
      callsRemaining: 5,
    },
    {
      name: 'Deleted assets',
      uri: 'https://example.com/hubex/deleted',
      isActive: false,
      events: [named(42, events)],
      taskStages: [],
      callsRemaining: 5,
    },
  ];
}

/** Events a webhook can listen to. */
export const events: Record<number, string> = {
  40: 'Asset created',
  41: 'Asset changed',
  42: 'Asset deleted',
  43: 'Asset published',
  44: 'Asset unpublished',
};
