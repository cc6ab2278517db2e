import type { CollectionName } from './seed.js';

/** A field of answers that shows another record. */
interface Reference {
  field: string;
  /** The collection of the record; none when the sandbox does not keep such records. */
  from?: CollectionName;
}

/** The collection an id comes from, by the word before `ID`. */
const collections: Record<string, CollectionName> = {
  asset: 'assets',
  maintainedAsset: 'assets',
  assetClass: 'assetClasses',
  assetType: 'assetTypes',
  attribute: 'attributes',
  attributeType: 'attributeTypes',
  checkList: 'checkLists',
  company: 'companies',
  payeeCompany: 'companies',
  payerCompany: 'companies',
  contact: 'contacts',
  criticality: 'criticalities',
  event: 'events',
  location: 'locations',
  material: 'materials',
  measurementUnit: 'measurementUnits',
  requestMethod: 'requestMethods',
  role: 'roles',
  task: 'tasks',
  taskStage: 'taskStages',
  taskStatus: 'taskStatuses',
  taskType: 'taskTypes',
  user: 'users',
  assignToUser: 'users',
  assignToRole: 'roles',
  warehouse: 'warehouses',
  workType: 'workTypes',
};

/** Where the answer's field is not simply the name without `ID`. */
const special: Partial<Record<CollectionName, Record<string, Reference>>> = {
  tasks: {
    criticalityID: { field: 'actualCriticality', from: 'criticalities' },
    requestedByUserID: { field: 'requestedBy', from: 'users' },
    assignedToUserID: { field: 'assignedTo', from: 'users' },
    parentID: { field: 'parent', from: 'tasks' },
  },
  assets: {
    parentID: { field: 'parent', from: 'assets' },
    responsiblePerson: { field: 'responsiblePerson', from: 'users' },
    responsiblePersonID: { field: 'responsiblePerson', from: 'users' },
  },
  attributes: { attributeTypeID: { field: 'type', from: 'attributeTypes' } },
  taskAssignments: {
    userID: { field: 'assignedTo', from: 'users' },
    assignedByUserID: { field: 'assignedBy', from: 'users' },
  },
  taskMessages: { userID: { field: 'author', from: 'users' }, attachments: { field: 'attachment', from: 'attachments' } },
  webhooks: { eventIDs: { field: 'events', from: 'events' }, taskStageIDs: { field: 'taskStages', from: 'taskStages' } },
};

const known = new Map<CollectionName, Map<string, Reference | undefined>>();

/** How answers show what a field of a record refers to; undefined for a field that is no reference. */
export function referenceOf(collection: CollectionName, field: string): Reference | undefined {
  const fields = known.get(collection) ?? new Map<string, Reference | undefined>();
  known.set(collection, fields);
  const found = fields.get(field);
  if (found || fields.has(field)) return found;
  const made = special[collection]?.[field] ?? byName(field);
  fields.set(field, made);
  return made;
}

function byName(field: string): Reference | undefined {
  const word = /^(\w+)ID$/.exec(field)?.[1];
  if (word === undefined || word === 'tenantMember') return undefined;
  const from = collections[word];
  return { field: word, ...(from ? { from } : {}) };
}
