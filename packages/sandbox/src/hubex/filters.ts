import type { JsonObject, JsonValue } from '../json.js';
import { text } from '../json.js';
import type { RecordTest } from '../state/collection.js';
import type { HubexCall } from './handlers.js';
import type { CollectionName } from './seed.js';
import type { Store } from './store.js';

/**
 * What the query parameters of lists look at besides `searchText`, `isDeleted` and `isPublished`: the field of the record, `id` for
 * the record's own. Parameters that are not here do not filter in the sandbox.
 */
const fields: Partial<Record<CollectionName, Record<string, string>>> = {
  assets: {
    assetID: 'id',
    parentID: 'parentID',
    companyID: 'companyID',
    assetTypeID: 'assetTypeID',
    assetClassID: 'assetClassID',
    responsiblePerson: 'responsiblePerson',
    name: 'name',
    erpID: 'erpID',
    isMobile: 'isMobileAsset',
  },
  attributes: {
    isPublic: 'isPublic',
    isRelevantForTask: 'isRelevantForTask',
    isRelevantForAsset: 'isRelevantForAsset',
    isRelevantForCompany: 'isRelevantForCompany',
    isRelevantForCompletedWork: 'isRelevantForCompletedWork',
  },
  attributeValues: { taskID: 'taskID', attributeID: 'attributeID', completedWorkID: 'completedWorkID' },
  companies: { companyID: 'id', isOurCompany: 'isOurCompany', isEmployer: 'isEmployer', isContractorHolder: 'isContractorHolder' },
  contacts: { contactID: 'id' },
  materials: { materialID: 'id', isMarkable: 'isMarkable' },
  users: {
    userID: 'id',
    roleID: 'roleIDs',
    erpID: 'erpID',
    firstName: 'firstName',
    lastName: 'lastName',
    middleName: 'middleName',
    isCustomer: 'isCustomer',
    isTeam: 'isTeam',
    isTechnician: 'isTechnician',
  },
  warehouses: { isDefault: 'isDefault', warehouseAssignedTo: 'userIDs' },
  workTypes: { workTypeID: 'id', erpID: 'erpID' },
};
const since: Record<string, string> = { isDeleted: 'deleted', isPublished: 'published' };
const dates: Record<string, string> = { warranty: 'warrantyTill' };
const searched = [
  'name',
  'fullName',
  'firstName',
  'lastName',
  'phone',
  'email',
  'code',
  'serialNumber',
  'vendorCode',
  'address',
  'message',
];

/** Ids of the records that the path and the query of a call leave. Without anything to filter by, nothing is looked at. */
export function selectionOf(
  store: Store,
  { collection, within = {} }: { collection: CollectionName; within?: Record<string, string> },
  call: HubexCall,
): readonly number[] {
  const records = store.of(collection);
  const tests: RecordTest[] = [];
  for (const [name, value] of Object.entries(call.path)) {
    const field = within[name] ?? name;
    tests.push((record) => record[field] === value);
  }
  for (const [name, value] of Object.entries(call.query)) {
    const test = testOf(name, value, fields[collection]?.[name]);
    if (test) tests.push(test);
  }
  // Where nobody can ask for deleted records, they are not shown.
  if (!call.operation.parameters.some(({ name }) => name === 'isDeleted')) {
    const deleted = records.select('deleted', (record) => record['deleted'] !== undefined);
    if (deleted.length > 0) tests.push((record) => record['deleted'] === undefined);
  }
  if (tests.length === 0) return records.ids();
  const { offset: _offset, fetch: _fetch, ...query } = call.query;
  const key = `${call.operation.id} ${JSON.stringify(call.path)} ${JSON.stringify(query)}`;
  return records.select(key, (record, id) => tests.every((test) => test(record, id)));
}

/** What a query parameter asks of a record; undefined when the sandbox does not filter by it. */
function testOf(name: string, value: JsonValue, field: string | undefined): RecordTest | undefined {
  if (name === 'searchText') {
    const part = text(value).toLowerCase();
    return (record) => searched.some((one) => text(record[one]).toLowerCase().includes(part));
  }
  const moment = since[name];
  if (moment !== undefined) return (record) => (record[moment] !== undefined) === (value === true);
  const [, stem = '', end] = /^(\w+)(From|Till)$/.exec(name) ?? [];
  const date = dates[stem];
  if (date !== undefined) {
    const limit = Date.parse(text(value));
    return (record) => (end === 'From' ? Date.parse(text(record[date])) >= limit : Date.parse(text(record[date])) <= limit);
  }
  if (field === undefined) return undefined;
  if (typeof value === 'boolean') return (record) => (record[field] === true) === value;
  const wanted = new Set((Array.isArray(value) ? value : [value]).map(text));
  if (field === 'id') return (_record, id) => wanted.has(String(id));
  return (record) => holds(record, field, wanted);
}

function holds(record: Readonly<JsonObject>, field: string, wanted: ReadonlySet<string>): boolean {
  const value = record[field];
  return Array.isArray(value) ? value.some((one) => wanted.has(text(one))) : wanted.has(text(value));
}
