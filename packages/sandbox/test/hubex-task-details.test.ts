import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
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

describe('what a task holds', () => {
  test('fields', async () => {
    await call('POST', '/WORK/TaskAttributes', [
      {
        taskID: 1001,
        data: [
          { attributeID: 1, value: 4 },
          { attributeID: 2, value: 'SN-1' },
        ],
      },
    ]);
    await call('POST', '/WORK/TaskAttributes', [{ taskID: 1001, data: [{ attributeID: 1, value: 5 }] }]);
    const values = [
      { attribute: { id: 1, name: 'Pressure, bar' }, attributeType: { name: 'Number' }, value: '5' },
      { attribute: { id: 2 }, value: 'SN-1' },
    ];
    expect(await get('/WORK/Tasks/1001/attributes')).toMatchObject(values);
    expect((await get('/WORK/Tasks/1001')).attribute).toMatchObject(values);
    expect(await get('/WORK/TaskAttributes?taskID=1001&attributeID=2')).toMatchObject([{ attributeName: 'Serial plate', value: 'SN-1' }]);
    await call('POST', '/WORK/TaskAttributes', [{ taskID: 1001, data: [{ attributeID: 2, value: '' }] }]);
    expect(await get('/WORK/Tasks/1001/attributes')).toHaveLength(1);
    expect(await get('/WORK/Tasks/1002/attributes')).toEqual([]);
  });
  test('fields of assets', async () => {
    const value = { attributeID: 3, value: 'Old', isPublic: true, sortOrder: 1 };
    await call('POST', '/ES/AssetAttributes', [{ assetID: 500, data: [value] }]);
    expect(await get('/ES/Assets/500/attributes')).toMatchObject([{ attribute: { name: 'Remark' }, value: 'Old' }]);
    await call('DELETE', '/ES/AssetAttributes', [{ assetID: 500, data: [{ attributeID: 3 }] }]);
    expect((await get('/ES/Assets/500/attributes')) ?? []).toEqual([]);
  });
  test('check lists with results', async () => {
    const [{ id }] = (await call('POST', '/WORK/Tasks/1001/checkLists', [{ checkListID: 1 }])).body;
    const path = `/WORK/Tasks/1001/checkLists`;
    expect(await get(path)).toMatchObject({
      [id]: { checkList: { id: 1, name: 'Pump inspection' }, completedItemsCount: 0, totalItemsCount: 2 },
    });
    const results = await get(`${path}/${id}/results`);
    const [first = ''] = Object.keys(results);
    expect(results[first]).toMatchObject({ name: 'Pressure is right', isChecked: false });
    const saved = await call('PUT', `${path}/${id}/results`, [{ id: Number(first), isChecked: true, value: '4' }]);
    expect(saved.body).toMatchObject([{ taskID: 1001, taskCheckListID: id, checkListItemID: 1 }]);
    expect((await get(`${path}/${id}/results`))[first]).toMatchObject({ name: 'Pressure is right', isChecked: true, value: '4' });
    expect((await get(path))[id]).toMatchObject({ completedItemsCount: 1 });
    await call('DELETE', `${path}/${id}`);
    expect((await get(path)) ?? {}).toEqual({});
    expect((await get(`${path}/${id}/results`)) ?? {}).toEqual({});
  });
  test('messages', async () => {
    const [{ id }] = (await call('POST', '/WORK/Tasks/1001/conversation', { message: 'The part has arrived.', isExternal: true })).body;
    expect(await get('/WORK/Tasks/1001/conversations')).toMatchObject([
      { id, message: 'The part has arrived.', isExternal: true, author: { id: 42 } },
    ]);
    expect(await get(`/WORK/Tasks/1001/conversations/${id}`)).toMatchObject({ id });
    await call('POST', '/WORK/Tasks/1002/conversation', { message: 'Second' });
    expect(await get('/WORK/TaskConversations')).toMatchObject([{ message: 'Second', task: { id: 1002 } }, { task: { id: 1001 } }]);
    await call('DELETE', '/WORK/TaskConversations', [{ taskID: 1001, data: [id] }]);
    expect(await get('/WORK/Tasks/1001/conversations')).toEqual([]);
  });
  test('completed works with materials and technicians', async () => {
    const work = { workTypeID: 10, maintainedAssetID: 500, quantity: 1, measurementUnitID: 1 };
    const [{ id, taskID }] = (await call('POST', '/WORK/CompletedWorks', [{ taskID: 1001, data: [work] }])).body;
    expect(taskID).toBe(1001);
    const shown = {
      id,
      workType: { name: 'Electrical' },
      maintainedAsset: { name: 'Pump 1' },
      measurementUnit: { name: 'Piece' },
      quantity: 1,
    };
    expect(await get('/WORK/Tasks/1001/completedWorks')).toMatchObject([shown]);
    const material = { materialID: 1, inventoryID: 1, warehouseID: 1, quantity: 2, measurementUnitID: 1, consumedByUserID: 43 };
    await call('POST', '/WORK/Tasks/completedWorks/materials', [{ taskID: 1001, data: [{ completedWorkID: id, materials: [material] }] }]);
    expect(await get(`/WORK/Tasks/1001/completedWorks/${id}/materials`)).toMatchObject({
      completedWorkID: id,
      materials: [{ materialName: 'Filter', quantity: 2, warehouse: { name: 'Main warehouse' } }],
    });
    await call('POST', '/WORK/Tasks/completedWorks/technicians', [
      { taskID: 1001, data: [{ completedWorkID: id, technicians: [{ userID: 43 }] }] },
    ]);
    expect(await get('/WORK/Tasks/1001/completedWorks/technicians')).toMatchObject({
      [id]: { technicians: [{ userID: 43, firstName: 'Boris' }] },
    });
    await call('PUT', '/WORK/CompletedWorks', [{ taskID: 1001, data: [{ id, workTypeID: 11, maintainedAssetID: 501 }] }]);
    const [changed] = await get('/WORK/Tasks/1001/completedWorks');
    expect([changed.workType.name, changed.maintainedAsset.id, changed.quantity]).toEqual(['Plumbing', 501, undefined]);
    expect(Object.keys(await get('/WORK/Tasks/1001/completedWorks/materials'))).toEqual([String(id)]);
    await call('DELETE', '/WORK/CompletedWorks', [{ taskID: 1001, data: [id] }]);
    expect(await get('/WORK/Tasks/1001/completedWorks')).toEqual([]);
  });
});

describe('concurrency stamps', () => {
  const stamp = { 'X-Concurrency-Stamp': '1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b' };
  const works = [{ taskID: 1001, data: [{ workTypeID: 10 }] }];
  const count = async () => (await get('/WORK/Tasks/1001/completedWorks')).length;
  test('a repeat of completed works answers 409 with the first answer, and records nothing', async () => {
    const first = await call('POST', '/WORK/CompletedWorks', works, stamp);
    expect([first.status, first.body[0].concurrencyStamp]).toEqual([201, stamp['X-Concurrency-Stamp']]);
    const again = await call('POST', '/WORK/CompletedWorks', works, stamp);
    expect([again.status, again.body]).toEqual([409, first.body]);
    expect(await count()).toBe(1);
  });
  test('X-Suppress-Conflict makes it 200', async () => {
    const first = await call('POST', '/WORK/CompletedWorks', works, stamp);
    const again = await call('POST', '/WORK/CompletedWorks', works, { ...stamp, 'X-Suppress-Conflict': 'true' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await count()).toBe(1);
  });
  test('of calls at the same time one is done', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('POST', '/WORK/CompletedWorks', works, stamp)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await count()).toBe(1);
  });
  test('what is no UUID is 400', async () => {
    for (const value of ['1', 'not-a-stamp'])
      expect((await call('POST', '/WORK/Tasks', { notes: 'x' }, { 'X-Concurrency-Stamp': value })).status).toBe(400);
  });
  test('a refused call does not use the stamp up', async () => {
    expect((await call('POST', '/WORK/Tasks', { assetID: 'x' }, stamp)).status).toBe(409);
    expect((await call('POST', '/WORK/Tasks', { notes: 'x' }, stamp)).status).toBe(201);
  });
});
