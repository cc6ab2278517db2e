import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const call = (method: string, json: unknown = {}) => send(`${to.bitrix24.webhook}${method}`, { json });
const v3 = (method: string, json: unknown = {}, headers: Record<string, string> = {}) =>
  send(`${to.bitrix24.webhook.replace('/rest/', '/rest/api/')}${method}`, { json, headers });
const ids = (rows: { ID: string }[]) => rows.map(({ ID }) => Number(ID));

describe('calling', () => {
  test('GET, urlencoded brackets and JSON are the same call', async () => {
    const query = 'select[]=ID&select[]=TITLE&filter[>ID]=100&order[ID]=DESC&start=0';
    const url = `${to.bitrix24.webhook}crm.deal.list`;
    const byGet = await send(`${url}.json?${query}`);
    const byForm = await send(url, { body: new URLSearchParams(query) });
    const byJson = await call('crm.deal.list', { select: ['ID', 'TITLE'], filter: { '>ID': 100 }, order: { ID: 'DESC' }, start: 0 });
    expect(byGet.body.result).toHaveLength(30);
    expect(byForm.body.result).toEqual(byGet.body.result);
    expect(byJson.body.result).toEqual(byGet.body.result);
  });
  test('the envelope tells the time', async () => {
    const { body } = await call('server.time');
    expect(body.time).toMatchObject({
      duration: expect.any(Number),
      operating: expect.any(Number),
      date_start: expect.stringMatching(/\+03:00$/),
    });
  });
  test('method names are case-insensitive; unknown ones are 404 ERROR_METHOD_NOT_FOUND', async () => {
    expect((await call('CRM.Deal.Get', { ID: 1 })).body.result.ID).toBe('1');
    const { status, body } = await call('crm.nothing.list');
    expect([status, body.error]).toEqual([404, 'ERROR_METHOD_NOT_FOUND']);
  });
  test('a wrong webhook is 403, no token 401', async () => {
    expect((await send(`${to.bitrix24.origin}/rest/1/wrong/profile`)).body.error).toBe('INVALID_CREDENTIALS');
    expect([
      (await send(`${to.bitrix24.origin}/rest/profile`)).status,
      (await send(`${to.bitrix24.origin}/rest/profile`)).body.error,
    ]).toEqual([401, 'NO_AUTH_FOUND']);
  });
  test('application methods refuse a webhook', async () => expect((await call('app.info')).body.error).toBe('WRONG_AUTH_TYPE'));
  test('a body that is no JSON is refused', async () => {
    expect(
      (await send(`${to.bitrix24.webhook}profile`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })).status,
    ).toBe(400);
  });
  test('user, profile, scope, methods', async () => {
    expect((await call('profile')).body.result).toMatchObject({ ID: '1', NAME: 'Anna' });
    expect((await call('user.current')).body.result.ID).toBe('1');
    expect((await call('user.get', { ID: 2 })).body).toMatchObject({ total: 1, result: [{ ID: '2', NAME: 'Boris' }] });
    expect((await call('scope')).body.result).toContain('crm');
    expect((await call('methods')).body.result).toContain('crm.deal.list');
  });
});

describe('deals and contacts', () => {
  test('pages of 50 with total and next', async () => {
    const pages = [await call('crm.deal.list'), await call('crm.deal.list', { start: 50 }), await call('crm.deal.list', { start: 100 })];
    expect(pages.map(({ body }) => [body.result.length, body.total, body.next])).toEqual([
      [50, 130, 50],
      [50, 130, 100],
      [30, 130, undefined],
    ]);
    expect(new Set(pages.flatMap(({ body }) => ids(body.result))).size).toBe(130);
  });
  test('start -1 switches counting off; >ID goes on from the last', async () => {
    let last = 0;
    const seen: number[] = [];
    for (;;) {
      const { body } = await call('crm.deal.list', { start: -1, order: { ID: 'ASC' }, filter: { '>ID': last }, select: ['ID'] });
      expect([body.total, body.next]).toEqual([0, undefined]);
      seen.push(...ids(body.result));
      last = seen.at(-1) ?? 0;
      if (body.result.length < 50) break;
    }
    expect(seen).toHaveLength(130);
  });
  test.each([
    [{ STAGE_ID: 'NEW' }, 26],
    [{ '!STAGE_ID': 'NEW' }, 104],
    [{ '@STAGE_ID': ['NEW', 'WON'] }, 52],
    [{ STAGE_ID: ['NEW', 'WON'] }, 52],
    [{ '!@STAGE_ID': ['NEW', 'WON'] }, 78],
    [{ '%TITLE': 'PUMP' }, 22],
    [{ '!%TITLE': 'pump' }, 108],
    [{ '=%TITLE': 'Delivery of a%' }, 44],
    [{ '>=OPPORTUNITY': 4000, '<OPPORTUNITY': 4500 }, 12],
    [{ '>DATE_CREATE': '2026-03-01' }, 34],
    [{ logic: 'OR', 0: { ID: 1 }, 1: { ID: 2 } }, 2],
  ])('filter %j finds %i', async (filter, total) => expect((await call('crm.deal.list', { filter })).body.total).toBe(total));
  test('numbers are strings, select narrows, * and UF_* widen', async () => {
    const id = (await call('crm.deal.add', { fields: { TITLE: 'Mine', OPPORTUNITY: 12.5, UF_CRM_1: 'custom' } })).body.result;
    expect(typeof id).toBe('number');
    const read = async (select?: string[]) =>
      (await call('crm.deal.list', { filter: { ID: id }, ...(select ? { select } : {}) })).body.result[0];
    expect(await read(['TITLE'])).toEqual({ ID: String(id), TITLE: 'Mine' });
    expect((await read()).UF_CRM_1).toBeUndefined();
    expect((await read(['*', 'UF_*'])).UF_CRM_1).toBe('custom');
    expect((await read()).OPPORTUNITY).toBe('12.5');
  });
  test('add, update, get, delete', async () => {
    const id = (await call('crm.deal.add', { fields: { TITLE: 'Mine' } })).body.result;
    expect((await call('crm.deal.update', { id, fields: { STAGE_ID: 'WON' } })).body.result).toBe(true);
    expect((await call('crm.deal.get', { id })).body.result).toMatchObject({ TITLE: 'Mine', STAGE_ID: 'WON', ASSIGNED_BY_ID: '1' });
    expect((await call('crm.deal.delete', { id })).body.result).toBe(true);
    expect([(await call('crm.deal.get', { id })).status, (await call('crm.deal.get', { id })).body]).toEqual([
      400,
      { error: '', error_description: 'Not found' },
    ]);
  });
  test('phones: added, changed by ID, removed, filtered by', async () => {
    const id = (await call('crm.contact.add', { fields: { NAME: 'Zed', PHONE: [{ VALUE: '+70000009999', VALUE_TYPE: 'WORK' }] } })).body
      .result;
    expect((await call('crm.contact.list', { filter: { PHONE: '+70000009999' } })).body.total).toBe(1);
    const [phone] = (await call('crm.contact.get', { id })).body.result.PHONE;
    await call('crm.contact.update', { id, fields: { PHONE: [{ ID: phone.ID, VALUE: '1' }, { VALUE: '2' }] } });
    expect((await call('crm.contact.get', { id })).body.result.PHONE.map(({ VALUE }: { VALUE: string }) => VALUE)).toEqual(['1', '2']);
    await call('crm.contact.update', { id, fields: { PHONE: [{ ID: phone.ID, DELETE: 'Y' }] } });
    expect((await call('crm.contact.get', { id })).body.result.PHONE).toHaveLength(1);
  });
  test('crm.item shows the same deals in camelCase with numbers', async () => {
    const { body } = await call('crm.item.add', {
      entityTypeId: 2,
      fields: { title: 'By item', stageId: 'PREPARATION', opportunity: 100, assignedById: 2 },
    });
    const { id } = body.result.item;
    expect(body.result.item).toMatchObject({ title: 'By item', assignedById: 2, opportunity: 100 });
    expect((await call('crm.deal.get', { id })).body.result).toMatchObject({
      TITLE: 'By item',
      STAGE_ID: 'PREPARATION',
      ASSIGNED_BY_ID: '2',
    });
    await call('crm.deal.update', { id, fields: { TITLE: 'By deal' } });
    expect((await call('crm.item.get', { entityTypeId: 2, id })).body.result.item.title).toBe('By deal');
    expect((await call('crm.item.list', { entityTypeId: 2, filter: { '>=opportunity': 4850 }, select: ['id'] })).body.total).toBe(6);
    expect((await call('crm.item.list', { entityTypeId: 3 })).body.total).toBe(60);
    expect((await call('crm.item.delete', { entityTypeId: 2, id })).body.result).toEqual([]);
    expect((await call('crm.item.get', { entityTypeId: 2, id })).body.error).toBe('NOT_FOUND');
    expect((await call('crm.item.list', { entityTypeId: 2, filter: { nonsense: 1 } })).body.error).toBe('INVALID_ARG_VALUE');
    expect((await call('crm.item.list')).body).toMatchObject({
      error: '100',
      error_description: expect.stringContaining('entityTypeId is required'),
    });
  });
  test('crm.deal.fields describes the fields of the spec', async () => {
    expect((await call('crm.deal.fields')).body.result).toMatchObject({
      ID: { isReadOnly: true },
      TITLE: { type: 'string' },
      STAGE_ID: { type: 'crm_status' },
    });
  });
});

describe('tasks, one store for v2 and v3', () => {
  test('v2: add, get, list, status changes, delete', async () => {
    const { body } = await call('tasks.task.add', { fields: { TITLE: 'Call', RESPONSIBLE_ID: 2 } });
    const { id } = body.result.task;
    expect([typeof id, body.result.task.status, body.result.task.responsible.name]).toEqual(['string', '2', 'Boris Sample']);
    expect((await call('tasks.task.start', { taskId: id })).body.result.task.status).toBe('3');
    expect((await call('tasks.task.complete', { taskId: id })).body.result.task).toMatchObject({ status: '5', closedBy: '1' });
    expect((await v3('tasks.task.get', { id: Number(id) })).body.result.item).toMatchObject({
      id: Number(id),
      title: 'Call',
      status: 'completed',
      responsibleId: 2,
    });
    expect((await call('tasks.task.update', { taskId: id, fields: { TITLE: 'Called' } })).body.result.task.title).toBe('Called');
    expect((await call('tasks.task.list', { filter: { '>ID': 70 }, select: ['ID', 'TITLE'] })).body).toMatchObject({
      total: 1,
      result: { tasks: [{ id, title: 'Called' }] },
    });
    expect((await call('tasks.task.delete', { taskId: id })).body.result.task).toBe(true);
    expect((await call('tasks.task.get', { taskId: id })).body.error).toBe('100');
    expect((await call('tasks.task.add', { fields: { TITLE: 'x' } })).status).toBe(400);
  });
  test('v3: add, update, list, delete', async () => {
    const { body } = await v3('tasks.task.add', { fields: { title: 'New', creatorId: 1, responsibleId: 3 } });
    const { id } = body.result.item;
    expect((await v3('tasks.task.update', { id, fields: { title: 'Newer', priority: 'high' } })).body.result).toEqual({ result: true });
    expect((await call('tasks.task.get', { taskId: id })).body.result.task).toMatchObject({
      title: 'Newer',
      priority: '2',
      responsibleId: '3',
    });
    const list = await v3('tasks.task.list', {
      filter: [['id', '>=', 69]],
      select: ['id', 'title', 'responsible.name'],
      order: { id: 'DESC' },
    });
    expect(list.body.result.items[0]).toEqual({ id, title: 'Newer', responsible: { id: 3, name: 'Clara Muster' } });
    expect((await v3('tasks.task.delete', { id })).body.result).toEqual({ result: true });
    expect((await v3('tasks.task.get', { id })).body.error.code).toBe('BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION');
  });
  test.each([
    [[['id', 'in', [1, 2, 3]]], [1, 2, 3]],
    [[['id', [4, 5]]], [4, 5]],
    [[['id', 'between', [68, 99]]], [68, 69, 70]],
    [
      [
        ['id', '<', 3],
        ['id', '!=', 1],
      ],
      [2],
    ],
    [
      [
        {
          logic: 'or',
          conditions: [
            ['id', 1],
            ['id', '=', 70],
          ],
        },
      ],
      [1, 70],
    ],
  ])('v3 filter %j', async (filter, expected) => {
    expect((await v3('tasks.task.list', { filter })).body.result.items).toEqual(expected.map((id) => ({ id })));
  });
  test('v3 pagination', async () => {
    const page = async (pagination: unknown) => (await v3('tasks.task.list', { pagination })).body;
    expect((await page({ page: 2, limit: 60 })).result.items).toHaveLength(10);
    expect((await page({ offset: 69 })).result.items).toEqual([{ id: 70 }]);
    expect((await page({ limit: 0 })).error.code).toBe('BITRIX_REST_V3_EXCEPTION_INVALIDPAGINATIONEXCEPTION');
  });
  test('v3 errors name the fields', async () => {
    const missing = (await v3('tasks.task.add', { fields: { title: 'x' } })).body.error;
    expect(missing.code).toBe('BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION');
    expect(missing.validation.map(({ field }: { field: string }) => field)).toEqual(['fields.creatorId', 'fields.responsibleId']);
    const codes = await Promise.all([
      v3('tasks.task.list', { filter: [['title', 'x']] }),
      v3('tasks.task.list', { filter: [['id', '~', 1]] }),
      v3('tasks.task.list', { order: { nonsense: 'ASC' } }),
      v3('tasks.task.get', { id: 1, select: ['responsible.nonsense'] }),
      v3('tasks.task.get', { id: 'x' }),
      v3('no.such'),
    ]);
    expect(codes.map(({ body }) => body.error.code.replace('BITRIX_REST_V3_EXCEPTION_', ''))).toEqual([
      'VALIDATION_REQUESTVALIDATIONEXCEPTION',
      'UNKNOWNFILTEROPERATOREXCEPTION',
      'INVALIDORDEREXCEPTION',
      'UNKNOWNDTOPROPERTYEXCEPTION',
      'VALIDATION_REQUESTVALIDATIONEXCEPTION',
      'ERROR_METHOD_NOT_FOUND',
    ]);
  });
  test('Idempotency-Key: a success is replayed, another body refused, after a day it runs again', async () => {
    const fields = { title: 'Once', creatorId: 1, responsibleId: 1 };
    const key = { 'Idempotency-Key': 'k-1' };
    const first = await v3('tasks.task.add', { fields }, key);
    const again = await v3('tasks.task.add', { fields }, key);
    expect([again.body.result.item.id, again.headers.get('idempotent-replayed')]).toEqual([first.body.result.item.id, 'true']);
    const other = await v3('tasks.task.add', { fields: { ...fields, title: 'Other' } }, key);
    expect([other.status, other.body.error.code]).toEqual([422, 'BITRIX_REST_V3_EXCEPTION_IDEMPOTENCYKEYREUSEDEXCEPTION']);
    expect((await v3('tasks.task.add', { fields }, { 'Idempotency-Key': 'x'.repeat(256) })).status).toBe(400);
    to.clock.advance(25 * 3_600_000);
    expect((await v3('tasks.task.add', { fields }, key)).body.result.item.id).toBe(first.body.result.item.id + 1);
  });
});

describe('batch', () => {
  test('runs in order, fills in earlier results, reports errors beside', async () => {
    const { status, body } = await call('batch', {
      cmd: {
        deals: 'crm.deal.list?order[ID]=DESC&select[]=ID',
        first: 'crm.deal.get?id=$result[deals][0][ID]',
        bad: 'crm.deal.get?id=9999',
        me: 'user.current',
      },
    });
    expect(status).toBe(200);
    const { result, result_error, result_total, result_next, result_time } = body.result;
    expect([result.first.ID, result.me.ID]).toEqual(['130', '1']);
    expect(result_error).toEqual({ bad: { error: '', error_description: 'Not found' } });
    expect([result_total, result_next]).toEqual([{ deals: 130 }, { deals: 50 }]);
    expect(Object.keys(result_time)).toEqual(['deals', 'first', 'me']);
  });
  test('empty maps are [], a list of commands answers a list', async () => {
    const { body } = await call('batch', { cmd: ['profile', 'scope'] });
    expect(body.result.result).toHaveLength(2);
    expect([body.result.result_error, body.result.result_next]).toEqual([[], []]);
  });
  test('halt stops at the first error', async () => {
    const { body } = await call('batch', { cmd: { a: 'no.such', b: 'profile' }, halt: 1 });
    expect([body.result.result, Object.keys(body.result.result_error)]).toEqual([[], ['a']]);
  });
  test('50 commands at most, no nested batch', async () => {
    const cmd = Object.fromEntries(Array.from({ length: 51 }, (_unused, index) => [`c${index}`, 'profile']));
    expect((await call('batch', { cmd })).body.error).toBe('ERROR_BATCH_LENGTH_EXCEEDED');
    expect((await call('batch', { cmd: { a: 'batch?cmd[b]=profile' } })).body.result.result_error.a.error).toBe(
      'ERROR_BATCH_METHOD_NOT_ALLOWED',
    );
  });
  test('a chain of keyset pages, urlencoded', async () => {
    const page = (after: string) => `crm.deal.list?start=-1&select[]=ID&order[ID]=ASC&filter[>ID]=${after}`;
    const { body } = await send(`${to.bitrix24.webhook}batch`, {
      form: { 'cmd[c0]': page('0'), 'cmd[c1]': page('$result[c0][49][ID]'), 'cmd[c2]': page('$result[c1][49][ID]') },
    });
    expect(Object.values(body.result.result as Record<string, unknown[]>).map((rows) => rows.length)).toEqual([50, 50, 30]);
  });
  test('v3: a list of calls, results in the same order', async () => {
    const { body } = await v3('batch', [
      { method: 'tasks.task.get', query: { id: 2, select: ['id'] } },
      { method: 'tasks.task.get', query: { id: 1, select: ['id'] } },
    ]);
    expect(body.result).toEqual([{ item: { id: 2 } }, { item: { id: 1 } }]);
  });
});

describe('limits', () => {
  test('a bucket of 50 leaking two a second: 503 QUERY_LIMIT_EXCEEDED', async () => {
    to.configureBitrix24Limits({ capacity: 50, perSecond: 2 });
    to.clock.advance(600_000);
    const statuses = await Promise.all(Array.from({ length: 60 }, () => call('profile')));
    expect(statuses.filter(({ status }) => status === 503).length).toBeGreaterThanOrEqual(8);
    expect(statuses.find(({ status }) => status === 503)?.body.error).toBe('QUERY_LIMIT_EXCEEDED');
    to.clock.advance(1_000);
    expect((await call('profile')).status).toBe(200);
  });
  test('running time over 480 s in ten minutes: 429 OPERATION_TIME_LIMIT for that method only', async () => {
    to.addBitrix24OperatingTime('crm.deal.list', 480);
    const { status, body } = await call('crm.deal.list');
    expect([status, body.error]).toEqual([429, 'OPERATION_TIME_LIMIT']);
    expect((await call('crm.deal.get', { id: 1 })).status).toBe(200);
    to.clock.advance(11 * 60_000);
    expect((await call('crm.deal.list')).body.time.operating).toBeLessThan(1);
  });
});

test('strict mode names unknown parameters and wrong types', async () => {
  const strict = await sandbox({ strict: true });
  try {
    const post = async (method: string, json: unknown) => (await send(`${strict.bitrix24.webhook}${method}`, { json })).body;
    expect(await post('crm.deal.list', { fliter: {} })).toMatchObject({
      error: '',
      error_description: 'crm.deal.list has no parameter "fliter"; the live service ignores it silently',
    });
    expect((await post('crm.deal.list', { select: 5 })).error_description).toBe('body: select must be array');
    expect((await post('crm.deal.list', { select: ['ID'], start: 0 })).total).toBe(130);
    expect((await send(`${strict.bitrix24.webhook}crm.deal.get?id=1`)).status).toBe(200);
  } finally {
    await strict.close();
  }
});
