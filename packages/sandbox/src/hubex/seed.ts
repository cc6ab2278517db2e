import type { JsonObject } from '../json.js';

/** How a collection starts, and grows: the record with the given index, from 0. */
export interface Seed {
  firstId: number;
  count: number;
  record(index: number): JsonObject;
}

const hour = 3_600_000;
const start = Date.UTC(2026, 7, 3, 8);
const at = (milliseconds: number): string => new Date(milliseconds).toISOString();
/** A named record each; the ones after that get the last name and a number. */
const titled = (names: string[], rest: (index: number) => JsonObject = () => ({}), firstId = 1): Seed => ({
  firstId,
  count: names.length,
  record: (index) => ({ name: names[index] ?? `${names.at(-1) ?? ''} ${index + 1}`, ...rest(index) }),
});
const empty: Seed = { firstId: 1, count: 0, record: () => ({}) };

const jobs = [
  'Replace the filter',
  'Inspect after the alarm',
  'Quarterly maintenance',
  'The pump leaks',
  'No heating on floor 2',
  'Check the pressure',
];
const colors = ['#2196F3', '#FF9800', '#4CAF50', '#009688'];
const people = [
  ['Anna', 'Example'],
  ['Boris', 'Sample'],
  ['Clara', 'Muster'],
  ['Dora', 'Reader'],
];

/** Three tasks in ten are closed, one in twenty is deleted. */
function task(index: number): JsonObject {
  const created = start + index * 5 * hour;
  const closed = index % 10 < 3;
  const started = closed || index % 10 < 6;
  const record: JsonObject = {
    number: `T-${1001 + index}`,
    notes: jobs[index % jobs.length] ?? '',
    taskTypeID: 1 + (index % 3),
    workTypeID: 10 + (index % 2),
    taskStageID: closed ? 3 : started ? 2 : 1,
    taskStatusID: closed ? 3 : started ? 2 : 1,
    criticalityID: 1 + (index % 4),
    assetID: 500 + (index % 5),
    companyID: 17 + (index % 3),
    requestedByUserID: 42,
    requestMethodID: 4,
    childCount: 0,
    isRated: false,
    isFavourite: index % 25 === 0,
    isAvailable: true,
    timesheet: {
      created: at(created),
      deadline: at(created + 48 * hour),
      ...(closed ? { completed: at(created + 20 * hour), closed: at(created + 24 * hour) } : {}),
    },
    lastModified: at(created + hour),
  };
  if (started) record['assignedToUserID'] = 43 + (index % 2);
  if (index % 20 === 19) record['deleted'] = at(created + 30 * hour);
  if (index % 3 === 0) Object.assign(record, { contactPerson: 'Jane Example', contactPhone: '+70000000000' });
  return record;
}

function user(index: number): JsonObject {
  const [firstName = 'User', lastName = `Example ${index + 1}`] = people[index] ?? [];
  const email = index === 0 ? 'anna@example.com' : `user${index + 1}@example.com`;
  const isTechnician = index === 1 || index === 2;
  return {
    firstName,
    lastName,
    email,
    mobilePhone: `+7000000${String(9000 + index)}`,
    isTechnician,
    isCustomer: false,
    isTeam: false,
    isEmailVerified: true,
    isMobilePhoneVerified: false,
    tenantMemberID: index === 0 ? 7 : 8 + index,
    roleIDs: index === 0 ? [1] : index === 3 ? [2] : [3],
  };
}

const assetNames = ['Pump 1', 'Boiler, building A', 'Lift 3', 'Air conditioner, hall', 'Fire alarm panel', 'Building A', 'Boiler house'];
const positions = ['Chief engineer', 'Caretaker', 'Office manager'];
const attributeNames = ['Pressure, bar', 'Serial plate', 'Remark'];

/** A collection of the sandbox's HubEx. */
export type CollectionName =
  | 'tasks'
  | 'assets'
  | 'companies'
  | 'contacts'
  | 'users'
  | 'materials'
  | 'warehouses'
  | 'assetTypes'
  | 'assetClasses'
  | 'locations'
  | 'roles'
  | 'attributes'
  | 'attributeTypes'
  | 'taskTypes'
  | 'taskStages'
  | 'taskStatuses'
  | 'criticalities'
  | 'workTypes'
  | 'requestMethods'
  | 'measurementUnits'
  | 'checkLists'
  | 'checkListItems'
  | 'events'
  | 'webhooks'
  | 'attachments'
  | 'attributeValues'
  | 'taskAssignments'
  | 'taskCheckLists'
  | 'checkListResults'
  | 'taskMessages'
  | 'completedWorks';

/** What the demo tenant starts with; nothing in it is real. */
export const seeds: Record<CollectionName, Seed> = {
  tasks: { firstId: 1001, count: 120, record: task },
  assets: titled(
    assetNames,
    (index) => ({
      serialNumber: `SN-${10_000 + index}`,
      assetTypeID: index === 5 ? 3 : 1,
      assetClassID: 1 + (index % 2),
      companyID: 17 + (index % 3),
      locationID: 1 + (index % 3),
      ...(index === 1 || index === 6 ? { parentID: 505 } : {}),
      responsiblePerson: 43 + (index % 2),
      isMobileAsset: false,
      isInheritParentDistricts: true,
      useAllWorkTypes: true,
      published: at(start - index * hour),
    }),
    500,
  ),
  companies: titled(
    ['Example Property', 'Northern Example', 'Example Retail'],
    (index) => ({
      code: `C-${index + 1}`,
      phone: '+70000000000',
      registrationTypeID: 1,
      locationID: 1 + (index % 3),
      isOurCompany: index === 0,
    }),
    17,
  ),
  contacts: {
    firstId: 10,
    count: 24,
    record: (index) => ({
      fullName: `Contact ${index + 1} Example`,
      phone: `+7000000${String(index + 1).padStart(4, '0')}`,
      email: `contact${index + 1}@example.com`,
      position: positions[index % 3] ?? '',
      isUsed: index % 2 === 0,
    }),
  },
  users: { firstId: 42, count: people.length, record: user },
  materials: titled(['Filter', 'Seal', 'Fuse', 'Pipe'], (index) => ({
    vendorCode: `M-${index + 1}`,
    cost: 10 + index,
    purchaseCost: 5 + index,
    measurementUnitID: 1,
    isMarkable: false,
  })),
  warehouses: titled(['Main warehouse', 'Van'], (index) => ({ isDefault: index === 0, locationID: 1 + index, userIDs: [43 + index] })),
  assetTypes: titled(['Equipment', 'Room', 'Building'], (index) => ({ isDefault: index === 0, isHostable: index > 0 })),
  assetClasses: titled(['Standard', 'Critical'], (index) => ({ isDefault: index === 0 })),
  locations: {
    firstId: 1,
    count: 3,
    record: (index) => ({ address: `${index + 1} Example Street`, coordinate: '55.751244:37.618423' }),
  },
  roles: titled(['Administrator', 'Reader', 'Engineer'], () => ({ permissions: [] })),
  attributes: titled(attributeNames, (index) => ({
    attributeTypeID: index === 0 ? 2 : 1,
    isPublic: true,
    isRelevantForTask: true,
    isRelevantForAsset: true,
    isRelevantForCompany: index === 2,
  })),
  attributeTypes: titled(['Text', 'Number', 'Yes or no', 'List of values'], (index) => ({ code: `Type${index + 1}` })),
  taskTypes: titled(['Maintenance', 'Inspection', 'Repair'], (index) => ({
    numberMask: '[0-9][0-9][0-9][0-9]',
    closeMinutes: 1440,
    isDefault: index === 2,
  })),
  taskStages: titled(['New', 'In progress', 'Done', 'Accepted'], (index) => ({ color: colors[index % 4] ?? '', taskViewTemplateID: 1 })),
  taskStatuses: titled(['New', 'In progress', 'Done', 'Accepted'], (index) => ({ color: colors[index % 4] ?? '', sortOrder: index })),
  criticalities: titled(['Low', 'Normal', 'High', 'Emergency'], (index) => ({
    color: colors[index % 4] ?? '',
    isDefault: index === 1,
    sortOrder: index,
  })),
  workTypes: titled(['Electrical', 'Plumbing'], (index) => ({ isDefault: index === 0, closeMinutes: 60, published: at(start) }), 10),
  requestMethods: titled(['Phone', 'E-mail', 'Portal', 'API']),
  measurementUnits: titled(['Piece', 'Metre'], (index) => ({ shortName: ['pc', 'm'][index] ?? '' })),
  checkLists: titled(['Pump inspection', 'Handover'], () => ({ description: 'Example' })),
  checkListItems: titled(['Pressure is right', 'No leaks', 'Keys returned'], (index) => ({
    checkListID: index < 2 ? 1 : 2,
    attributeID: index === 0 ? 1 : 3,
    sortOrder: index,
  })),
  /** Ids 40 to 44 are the vendor's; the others are the sandbox's own. */
  events: titled(
    [
      'Asset created',
      'Asset changed',
      'Asset deleted',
      'Asset published',
      'Asset unpublished',
      'Task created',
      'Task changed',
      'Task stage changed',
      'Task deleted',
    ],
    () => ({}),
    40,
  ),
  webhooks: titled(['Assets to the warehouse', 'Deleted assets'], (index) => ({
    uri: ['https://example.com/hubex', 'https://example.com/hubex/deleted'][index] ?? '',
    isActive: index === 0,
    eventIDs: [index === 0 ? 40 : 42],
    taskStageIDs: [],
    callsRemaining: 5,
  })),
  attachments: empty,
  attributeValues: empty,
  taskAssignments: empty,
  taskCheckLists: empty,
  checkListResults: empty,
  taskMessages: empty,
  completedWorks: empty,
};
