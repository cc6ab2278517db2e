import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { hubexHeaders, sandbox, send } from './http.js';

let to: Sandbox;
let headers: Record<string, string>;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(async () => {
  to.reset();
  headers = await hubexHeaders(to);
});
const at = (path: string) => `${to.hubex.baseUrl}${path}`;
const get = (path: string, extra: Record<string, string> = {}) => send(at(path), { headers: { ...headers, ...extra } });
const call = (method: string, path: string, json?: unknown, extra: Record<string, string> = {}) =>
  send(at(path), { method, headers: { ...headers, ...extra }, ...(json === undefined ? {} : { json }) });

describe('lists', () => {
  test('Range is 1-indexed and inclusive, answers 206 and Content-Range', async () => {
    const { status, headers: got, body } = await get('/WORK/Tasks', { Range: 'items=11-20' });
    expect([status, got.get('content-range'), Object.keys(body).length]).toEqual([206, 'items=11-20/120', 10]);
    expect(Object.values(body).every((task) => !(task as object).hasOwnProperty('id'))).toBe(true);
  });
  test('a start of 0 counts as 1, an end past the total is clamped', async () => {
    expect((await get('/WORK/Tasks', { Range: 'items=0-9' })).headers.get('content-range')).toBe('items=1-9/120');
    expect((await get('/WORK/Tasks', { Range: 'items=101-200' })).headers.get('content-range')).toBe('items=101-120/120');
  });
  test('offset and fetch are 0-indexed, 200, no Content-Range', async () => {
    const ranged = await get('/WORK/Tasks', { Range: 'items=3-4' });
    const offset = await get('/WORK/Tasks?offset=2&fetch=2');
    expect([offset.status, offset.headers.get('content-range'), Object.keys(offset.body)]).toEqual([200, null, Object.keys(ranged.body)]);
  });
  test('pages follow the sorting, newest first by default', async () => {
    expect(Object.keys((await get('/WORK/Tasks?fetch=1')).body)).toEqual(['1120']);
    expect(Object.keys((await get('/WORK/Tasks?fetch=1&sortDirection=1')).body)).toEqual(['1001']);
  });
  test('all pages together are the whole list', async () => {
    const ids = new Set<string>();
    for (let from = 1, total = 1; from <= total; from += 50) {
      const { headers: got, body } = await get('/WORK/Tasks', { Range: `items=${from}-${from + 49}` });
      total = Number(got.get('content-range')?.split('/')[1]);
      for (const id of Object.keys(body)) ids.add(id);
    }
    expect(ids.size).toBe(120);
  });
  test('filters', async () => {
    const count = async (query: string) => Number((await call('HEAD', `/WORK/Tasks?${query}`)).headers.get('content-range')?.split('/')[1]);
    expect([await count(''), await count('isClosed=true'), await count('isClosed=false'), await count('isDeleted=true')]).toEqual([
      120, 36, 84, 6,
    ]);
    expect(await count('assetID=500&isClosed=false')).toBe(12);
    expect(await count('taskID=1001')).toBe(1);
    expect(await count('creationFrom=2026-08-03T00:00:00&creationTill=2026-08-03T23:59:59')).toBe(4);
    expect(await count('searchText=pump')).toBe(20);
  });
  test('an unknown parameter is ignored silently, a wrong type is 409 InvalidData, a value out of domain is taken', async () => {
    expect(Object.keys((await get('/WORK/Tasks?isClozed=true')).body)).toHaveLength(120);
    expect((await get('/WORK/Tasks?taskTypeID=many')).body).toMatchObject({ code: 'InvalidData', arguments: ['taskTypeID'] });
    expect((await get('/WORK/Tasks?sortDirection=7')).status).toBe(200);
  });
  test('count by day', async () => {
    const { body } = await get('/WORK/Tasks/count?dateFrom=2026-08-03T00:00:00Z&dateTill=2026-08-04T00:00:00Z');
    expect(body['2026-08-03']).toMatchObject({ countWithAssign: 4, countWithoutAssign: 0 });
  });
  test('204 instead of an empty list, 404 for a HEAD that is not declared', async () => {
    expect((await get('/COMMON/Contacts?searchText=nobody')).status).toBe(204);
    expect((await call('HEAD', '/COMMON/Contacts')).status).toBe(404);
  });
});

describe('tasks', () => {
  test('create, read, patch, replace, delete, restore', async () => {
    const created = await call('POST', '/WORK/Tasks', {
      taskTypeID: 1,
      requestMethodID: 4,
      assetID: 500,
      notes: 'The pump leaks.',
      deadline: '2026-05-16T12:00:00Z',
    });
    expect(created.status).toBe(201);
    const path = `/WORK/Tasks/${created.body.id}`;
    expect((await get(path)).body).toMatchObject({
      number: created.body.number,
      notes: 'The pump leaks.',
      asset: { id: 500, name: 'Pump 1' },
      timesheet: { deadline: '2026-05-16T12:00:00Z' },
    });
    expect(
      (
        await call('PATCH', path, [
          { field: 'notes', value: 'Two pumps leak.' },
          { field: 'companyID', value: 17 },
        ])
      ).status,
    ).toBe(202);
    expect((await get(path)).body).toMatchObject({ notes: 'Two pumps leak.', company: { name: 'Example Property' }, asset: { id: 500 } });
    expect((await call('PUT', path, { notes: 'Only this' })).status).toBe(202);
    const replaced = (await get(path)).body;
    expect([replaced.notes, replaced.asset, replaced.taskType.id]).toEqual(['Only this', undefined, 1]);
    expect((await call('DELETE', path)).body).toEqual([{ taskID: created.body.id, tenantID: 1 }]);
    expect((await get(path)).body.deleted).toBeTruthy();
    expect((await call('PUT', '/WORK/Tasks/restore', [created.body.id])).status).toBe(202);
    expect((await get(path)).body.deleted).toBeUndefined();
    expect((await call('PUT', '/WORK/Tasks/restore', [created.body.id])).status).toBe(409);
  });
  test('204 for a task that does not exist, case of paths does not matter', async () => {
    expect((await get('/WORK/Tasks/999999')).status).toBe(204);
    expect((await get('/work/tasks/1001')).status).toBe(200);
  });
  test('a bad body is 409 InvalidData with the field, and changes nothing', async () => {
    const { status, body } = await call('POST', '/WORK/Tasks', { assetID: 'pump' });
    expect([status, body.code, body.arguments]).toEqual([409, 'InvalidData', ['assetID']]);
    expect((await call('HEAD', '/WORK/Tasks')).headers.get('content-range')).toBe('items=0-0/120');
    expect(
      (await send(at('/WORK/Tasks'), { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{"notes":' }))
        .status,
    ).toBe(409);
  });
  test('X-Concurrency-Stamp: a repeat is 409', async () => {
    const stamp = { 'X-Concurrency-Stamp': '1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b' };
    expect((await call('POST', '/WORK/Tasks', { notes: 'once' }, stamp)).body.concurrencyStamp).toBe(stamp['X-Concurrency-Stamp']);
    expect((await call('POST', '/WORK/Tasks', { notes: 'twice' }, stamp)).status).toBe(409);
    expect((await call('HEAD', '/WORK/Tasks')).headers.get('content-range')).toBe('items=0-0/121');
  });
});

describe('stages and types', () => {
  test('a move changes the task and its history', async () => {
    expect((await call('POST', '/WORK/TaskStagingHistory', { taskID: 1001, taskStageID: 4, notes: 'By phone' })).status).toBe(201);
    expect((await get('/WORK/Tasks/1001')).body.taskStage).toMatchObject({ id: 4, name: 'Accepted' });
    const history = (await get('/WORK/Tasks/1001/stages')).body;
    expect(history).toMatchObject([
      { taskStage: { name: 'Accepted' }, notes: 'By phone', sortOrder: 0 },
      { taskStage: { name: 'Done' }, sortOrder: 1 },
    ]);
    expect(Object.keys((await get('/WORK/Tasks/1001/stages/next')).body)).toEqual(['1', '2', '3']);
    expect((await call('POST', '/WORK/TaskStagingHistory', { taskID: 1001, taskStageID: 99 })).body.code).toBe('TaskStageNotFound');
    expect((await call('POST', '/WORK/TaskStagingHistory/multiple', [{ taskID: 1001, taskStageID: 1 }])).body.isSuccessed).toBe(true);
  });
  test('task types: create, read, replace, delete', async () => {
    const {
      body: [id],
    } = await call('POST', '/WORK/TaskTypes', [{ name: 'Survey', numberMask: 'S-[0-9]' }]);
    expect((await get('/WORK/TaskTypes')).body[id].name).toBe('Survey');
    expect((await call('PUT', '/WORK/TaskTypes', [{ id, name: 'Visit', numberMask: 'V-[0-9]' }])).status).toBe(202);
    expect((await get(`/WORK/TaskTypes/${id}`)).body.name).toBe('Visit');
    expect((await call('DELETE', `/WORK/TaskTypes/${id}`)).status).toBe(202);
    expect((await get(`/WORK/TaskTypes/${id}`)).status).toBe(404);
  });
});

describe('contacts and webhooks', () => {
  test('contacts: add, find, replace, delete', async () => {
    expect((await call('POST', '/COMMON/Contacts', [{ fullName: 'Zed Example', phone: '+70000009999' }])).status).toBe(201);
    const [contact] = Object.values<{ id: number }>((await get('/COMMON/Contacts?searchText=zed')).body);
    expect((await call('PUT', '/COMMON/Contacts', [{ id: contact?.id, fullName: 'Zed Second' }])).status).toBe(202);
    expect((await get(`/COMMON/Contacts/${contact?.id}`)).body).toEqual({ id: contact?.id, fullName: 'Zed Second' });
    expect((await call('DELETE', `/COMMON/Contacts/${contact?.id}`)).status).toBe(202);
    expect((await get('/COMMON/Contacts?searchText=zed&isDeleted=false')).status).toBe(204);
    expect((await call('POST', '/COMMON/Contacts', [{ phone: '1' }])).body).toMatchObject({
      code: 'ParameterNull',
      arguments: ['0.fullName'],
    });
  });
  test('webhooks: add, switch, change, delete', async () => {
    const {
      body: [id],
    } = await call('POST', '/MSG/Webhooks', [{ name: 'New', uri: 'https://example.com/x', events: [40], isActive: false }]);
    expect((await call('PUT', `/MSG/Webhooks/activate/${id}`)).status).toBe(202);
    expect((await get(`/MSG/Webhooks/${id}`)).body).toMatchObject({ id, isActive: true, events: [{ id: 40, name: 'Asset created' }] });
    expect((await call('POST', '/MSG/Webhooks', [{ id, name: 'Renamed' }])).body).toEqual([id]);
    expect((await call('PUT', '/MSG/Webhooks/deactivate', [id])).status).toBe(202);
    expect((await get('/MSG/Webhooks')).body[id]).toMatchObject({ name: 'Renamed', isActive: false });
    expect((await call('DELETE', '/MSG/Webhooks', [id])).status).toBe(202);
    expect([204, 404]).toContain((await get(`/MSG/Webhooks/${id}`)).status);
  });
});

test('strict mode says what is wrong', async () => {
  const strict = await sandbox({ strict: true });
  try {
    const mine = await hubexHeaders(strict);
    const misspelt = await send(`${strict.hubex.baseUrl}/WORK/Tasks?isClozed=true`, { headers: mine });
    expect([misspelt.status, misspelt.body.message]).toEqual([
      400,
      'listTasks has no query parameter "isClozed"; the live service ignores it silently.',
    ]);
    const wrong = await send(`${strict.hubex.baseUrl}/WORK/Tasks`, { headers: mine, json: { assetID: 'x', notes: 5 } });
    expect([wrong.status, wrong.body.message]).toEqual([409, 'body: notes must be string or null; body: assetID must be integer or null']);
    const extra = await send(`${strict.hubex.baseUrl}/WORK/Tasks`, { headers: mine, json: { note: 'x' } });
    expect(extra.body).toMatchObject({ arguments: ['note'] });
    expect((await send(`${strict.hubex.baseUrl}/WORK/Tasks?sortDirection=7`, { headers: mine })).status).toBe(409);
  } finally {
    await strict.close();
  }
});
