import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadDocuments } from '../src/data.js';
import { demo } from '../src/demo.js';
import { operationsOf } from '../src/engine/document.js';
import { createValidators } from '../src/engine/validate.js';
import { handlerName } from '../src/hubex/handlers.js';
import { createHubex } from '../src/hubex/provider.js';
import type { Sandbox } from '../src/index.js';
import { createClock } from '../src/state/clock.js';
import { createRecorder } from '../src/state/log.js';
import { hubexCaller, sandbox } from './http.js';
import type { HubexCaller } from './http.js';

let to: Sandbox;
let call: HubexCaller;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(async () => {
  to.reset();
  call = await hubexCaller(to);
});
const get = async (path: string) => (await call('GET', path)).body;
const task = async (fields: object = {}) => (await call('POST', '/WORK/Tasks', { requestMethodID: 4, ...fields })).body.id as number;

test('every handler is for an operation that the specs have', () => {
  const documents = loadDocuments();
  const known = new Set(documents.flatMap(operationsOf).map(handlerName));
  const { stateful } = createHubex(
    {
      documents,
      clock: createClock(),
      recorder: createRecorder(),
      strict: false,
      exact: createValidators(),
      coercing: createValidators(),
      origin: () => '',
    },
    demo.hubex,
  );
  expect(stateful.length).toBeGreaterThan(300);
  expect(stateful.filter((name) => !known.has(name))).toEqual([]);
});

/** Creation and a change for each resource that is created in a list. */
const resources = [
  { path: '/ADM/Roles', made: { name: 'Dispatcher' }, changed: { name: 'Planner' } },
  { path: '/ES/AssetClasses', made: { name: 'Spare', isDefault: false }, changed: { name: 'Old', isDefault: true } },
  {
    path: '/ES/AssetTypes',
    made: { name: 'Pump', isDefault: false, isHostable: false },
    changed: { name: 'Fan', isDefault: false, isHostable: true },
  },
  { path: '/ES/Locations', made: { address: 'Harbour 1' }, changed: { address: 'Harbour 2' } },
  {
    path: '/ES/Companies',
    made: { name: 'New Example', registrationTypeID: 1 },
    changed: { name: 'Old Example', registrationTypeID: 1, customerOrgUnitID: 1, staffOrgUnitID: 1 },
  },
  { path: '/COMMON/Contacts', made: { fullName: 'Jane Example' }, changed: { fullName: 'Jane Sample' } },
  {
    path: '/COMMON/Attributes',
    made: { name: 'Depth', attributeTypeID: 2, isPublic: true },
    changed: { name: 'Height', attributeTypeID: 2, isPublic: false },
  },
  { path: '/WORK/TaskTypes', made: { name: 'Cleaning', numberMask: '[0-9]' }, changed: { name: 'Sweeping', numberMask: '[0-9]' } },
  { path: '/WORK/CheckLists', made: { name: 'Before the winter' }, changed: { name: 'After the winter' } },
  {
    path: '/TSTG/TaskStages',
    made: { name: 'Waiting', color: '#111111', taskViewTemplateID: 1 },
    changed: { name: 'Held', color: '#111111', taskViewTemplateID: 1 },
  },
  {
    path: '/SLA/Criticalities',
    made: { name: 'Urgent', color: '#111111', isDefault: false },
    changed: { name: 'Later', color: '#222222', isDefault: false },
  },
  { path: '/WH/Warehouses', made: { name: 'Van 2' }, changed: { name: 'Van 3' } },
  {
    path: '/WH/Materials',
    list: '/WH/Materials/v2',
    made: { name: 'Gasket', cost: 1, purchaseCost: 1 },
    changed: { name: 'Ring', cost: 2, purchaseCost: 1 },
  },
];

describe.each(resources)('$path', ({ path, list = path, made, changed }) => {
  /** Key and record of the one with a value. */
  const find = async (fields: object) => {
    const body = await get(list);
    const [[, value] = []] = Object.entries(fields);
    const [key, record] = Object.entries(body as Record<string, object>).find(([, one]) => Object.values(one).includes(value)) ?? [];
    return { id: Number((record as { id?: number } | undefined)?.id ?? key), record };
  };
  test('a record is made, listed, read, replaced and deleted', async () => {
    const created = await call('POST', path, [made]);
    expect(created.status).toBe(201);
    const { id, record } = await find(made);
    expect(record).toBeDefined();
    // Ids, records or nothing, as the spec says.
    if (created.body !== undefined) expect([[id], [{ id }]]).toContainEqual(created.body);
    if (path !== '/WORK/CheckLists') expect(await get(`${path}/${id}`)).toMatchObject(Object.fromEntries(Object.entries(made).slice(0, 1)));
    expect((await call('PUT', path, [{ id, ...changed }])).status).toBe(202);
    expect((await find(made)).record).toBeUndefined();
    expect((await find(changed)).id).toBe(id);
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(202);
    const left = (await find(changed)).record as { deleted?: string } | undefined;
    expect(left === undefined || left.deleted !== undefined).toBe(true);
  });
  test('a change of something that is not there is 409', async () => {
    expect((await call('PUT', path, [{ id: 999_999, ...changed }])).status).toBe(409);
  });
});

describe('records fit together', () => {
  test('an asset with its company, type, class, place and parent', async () => {
    const [locationID] = (await call('POST', '/ES/Locations', [{ address: 'Harbour 1' }])).body;
    const { body } = await call('POST', '/ES/Assets', {
      name: 'Pump 9',
      companyID: 18,
      assetTypeID: 1,
      assetClassID: 2,
      parentID: 505,
      locationID,
      responsiblePerson: 43,
    });
    expect(body).toMatchObject({ id: expect.any(Number), name: 'Pump 9' });
    expect(await get(`/ES/Assets/${body.id}`)).toMatchObject({
      name: 'Pump 9',
      company: { id: 18, name: 'Northern Example' },
      assetType: { id: 1, name: 'Equipment' },
      assetClass: { name: 'Critical' },
      parent: { id: 505, name: 'Building A' },
      location: { address: 'Harbour 1' },
      responsiblePerson: { firstName: 'Boris' },
    });
    expect(Object.keys(await get('/ES/Assets/505/assets'))).toEqual(['501', '506', String(body.id)]);
    expect(Object.keys(await get('/ES/Assets/root'))).not.toContain(String(body.id));
    const taskID = await task({ assetID: body.id, companyID: 18 });
    expect(await get(`/WORK/Tasks/${taskID}`)).toMatchObject({
      asset: { id: body.id, name: 'Pump 9' },
      company: { name: 'Northern Example' },
    });
    await call('PUT', `/ES/Assets/${body.id}`, { name: 'Pump 10' });
    expect(await get(`/WORK/Tasks/${taskID}`)).toMatchObject({ asset: { name: 'Pump 10' } });
    expect(Object.keys(await get(`/WORK/Tasks?assetID=${body.id}`))).toEqual([String(taskID)]);
  });
  test('PUT replaces the whole asset', async () => {
    await call('PUT', '/ES/Assets/500', { name: 'Only this' });
    const asset = await get('/ES/Assets/500');
    expect([asset.name, asset.company, asset.serialNumber]).toEqual(['Only this', undefined, undefined]);
    expect(asset.published).toBeTruthy();
  });
  test('a deleted asset leaves the list and comes back; a tree goes as a whole', async () => {
    const count = async () => Object.keys(await get('/ES/Assets?isDeleted=false')).length;
    await call('DELETE', '/ES/Assets/500');
    expect(await count()).toBe(6);
    await call('PUT', '/ES/Assets/restore', [500]);
    expect(await count()).toBe(7);
    const made = (await call('POST', '/ES/Assets', { name: 'Valve', parentID: 506 })).body.id;
    await call('DELETE', '/ES/Assets/505/full');
    expect(await count()).toBe(4);
    expect((await get(`/ES/Assets/${made}`)).deleted).toBeTruthy();
  });
  test('assets are found by what they refer to', async () => {
    const ids = async (query: string) => Object.keys(await get(`/ES/Assets?${query}`));
    expect(await ids('parentID=505')).toEqual(['501', '506']);
    expect(await ids('assetTypeID=3&companyID=19')).toEqual(['505']);
    expect(await ids('searchText=SN-10002')).toEqual(['502']);
    expect(await ids('name=Pump 1')).toEqual(['500']);
    await call('PUT', '/ES/Assets/500/unpublish');
    expect(await ids('isPublished=false')).toEqual(['500']);
  });
  test('companies hide or show deleted ones as asked', async () => {
    await call('DELETE', '/ES/Companies', [17]);
    const ids = async (query: string) => Object.keys(await get(`/ES/Companies${query}`));
    expect(await ids('')).toEqual(['17', '18', '19']);
    expect(await ids('?isDeleted=false')).toEqual(['18', '19']);
    expect(await ids('?isDeleted=true')).toEqual(['17']);
    expect(await ids('?companyID=18')).toEqual(['18']);
    expect(await ids('?searchText=northern')).toEqual(['18']);
  });
  test('a user is made, given work and shown by name', async () => {
    const user = { firstName: 'Edgar', lastName: 'Example', email: 'edgar@example.com' };
    const flags = { isCustomer: false, isTeam: false, isTechnician: true, isEmailVerified: false, isMobilePhoneVerified: false };
    const { status, body } = await call('POST', '/ADM/Users', { ...user, ...flags });
    expect([status, body.isNewAccount]).toEqual([201, true]);
    expect((await call('POST', '/ADM/Users', { ...user, ...flags })).body.code).toBe('UserAlreadyExists');
    const taskID = await task();
    const period = { scheduledStartDateTime: '2026-05-15T08:00:00Z', scheduledFinishDateTime: '2026-05-15T10:00:00Z' };
    const assigned = await call('POST', '/WORK/TaskAssignmentHistory', [
      { taskID, userID: body.userID, ...period },
      { taskID, userID: 999 },
    ]);
    expect(assigned.body).toMatchObject([
      { taskID, assignments: [{ userID: body.userID, dateTimeFrom: '2026-05-15T08:00:00Z' }] },
      { taskID, assignments: [{ error: 'UserNotFound' }] },
    ]);
    expect(await get(`/WORK/Tasks/${taskID}`)).toMatchObject({ assignedTo: { id: body.userID, firstName: 'Edgar' } });
    await call('POST', '/WORK/TaskAssignmentHistory', [{ taskID, userID: 43 }]);
    expect(await get(`/WORK/Tasks/${taskID}/assignments`)).toMatchObject([
      { assignedTo: { firstName: 'Boris' }, assignedBy: { firstName: 'Anna' } },
      { assignedTo: { firstName: 'Edgar' } },
    ]);
    expect(Object.keys(await get('/WORK/Tasks?assignedTo=43'))).toContain(String(taskID));
  });
  test('users are found by text and role', async () => {
    expect(Object.keys(await get('/ADM/Users?searchText=boris'))).toEqual(['43']);
    expect(Object.keys(await get('/ADM/Users?roleID=2'))).toEqual(['45']);
    expect(Object.keys(await get('/ADM/Users/short?isTechnician=true'))).toEqual(['43', '44']);
  });
  test('a stage of TSTG is one that tasks of WORK move to', async () => {
    const [id] = (await call('POST', '/TSTG/TaskStages', [{ name: 'Waiting', color: '#111111', taskViewTemplateID: 1 }])).body;
    expect((await get('/WORK/Tasks/1001/stages/next'))[id]).toMatchObject({ name: 'Waiting' });
    await call('POST', '/WORK/TaskStagingHistory', { taskID: 1001, taskStageID: id });
    expect((await get('/WORK/Tasks/1001')).taskStage).toMatchObject({ id, name: 'Waiting', color: '#111111' });
    await call('DELETE', `/TSTG/TaskStages/${id}`);
    expect((await get('/WORK/Tasks/1002/stages/next'))[id]).toBeUndefined();
  });
});
