import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { sandbox, send, worklyGrant, worklyHeaders } from './http.js';

let to: Sandbox;
let headers: Record<string, string>;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(async () => {
  to.reset();
  headers = await worklyHeaders(to);
});
const get = (path: string, extra: Record<string, string> = {}) =>
  send(`${to.workly.baseUrl}${path}`, { headers: { ...headers, ...extra } });
const call = (method: string, path: string, json?: unknown) =>
  send(`${to.workly.baseUrl}${path}`, { method, headers, ...(json === undefined ? {} : { json }) });
const days = (count: number) => to.clock.advance(count * 86_400_000);

describe('tokens', () => {
  test('password grant, form or JSON', async () => {
    const { clientId, clientSecret, username, password } = to.workly;
    const json = { grant_type: 'password', client_id: clientId, client_secret: clientSecret, username, password };
    expect((await send(`${to.workly.baseUrl}/oauth/token`, { json })).body).toMatchObject({ expires_in: 2_592_000, token_type: 'bearer' });
    expect((await worklyGrant(to)).status).toBe(200);
  });
  test('wrong user 7002, wrong client 7003, wrong grant 7005', async () => {
    expect((await worklyGrant(to, { password: 'x' })).body.code).toBe(7002);
    expect((await worklyGrant(to, { client_secret: 'x' })).body.code).toBe(7003);
    expect((await worklyGrant(to, { grant_type: 'x' })).body.code).toBe(7005);
  });
  test('no token 7007, a bad one 7008, an expired one 7009', async () => {
    expect((await send(`${to.workly.baseUrl}/accounts`)).body).toMatchObject({ code: 7007 });
    expect((await get('/accounts', { authorization: 'Bearer x' })).body).toMatchObject({ code: 7008 });
    days(31);
    const { status, body } = await get('/accounts');
    expect([status, body.code]).toEqual([401, 7009]);
  });
  test('a refresh token is good once and 60 days', async () => {
    const { body } = await worklyGrant(to);
    const renewed = await worklyGrant(to, { grant_type: 'refresh_token', refresh_token: body.refresh_token });
    expect(renewed.status).toBe(200);
    expect((await worklyGrant(to, { grant_type: 'refresh_token', refresh_token: body.refresh_token })).body.code).toBe(7006);
    days(61);
    expect((await worklyGrant(to, { grant_type: 'refresh_token', refresh_token: renewed.body.refresh_token })).body.code).toBe(7006);
  });
  test('password reset needs no token', async () => {
    expect((await send(`${to.workly.baseUrl}/sign-in/password-reset`, { form: { email: 'anna@example.com' } })).body.message).toBeTruthy();
    const { status, body } = await send(`${to.workly.baseUrl}/sign-in/password-reset`, { form: { email: 'nobody' } });
    expect([status, body.errors[0]]).toEqual([422, { field: 'email', code: 8007, message: expect.any(String) }]);
  });
  test('a forced update: 426 to everybody until the new client pair is used; the old pair stays refused', async () => {
    const pair = to.requireWorklyUpgrade();
    expect([(await get('/accounts')).status, (await get('/accounts')).body]).toEqual([426, { message: 'Upgrade Required', code: 7010 }]);
    expect((await worklyGrant(to)).status).toBe(426);
    const renewed = await worklyGrant(to, { client_id: pair.clientId, client_secret: pair.clientSecret });
    expect(renewed.status).toBe(200);
    expect((await get('/accounts', { authorization: `Bearer ${renewed.body.access_token}` })).status).toBe(200);
    expect((await worklyGrant(to)).status).toBe(426);
  });
  test('Version: recommended on demand', async () => {
    expect((await get('/accounts')).headers.get('version')).toBeNull();
    to.recommendWorklyUpgrade(true);
    expect((await get('/accounts')).headers.get('version')).toBe('recommended');
  });
});

describe('lists', () => {
  test('page and the limit header, _meta and _links', async () => {
    const { body } = await get('/employees?page=2', { limit: '20' });
    expect([body.items.length, body._meta]).toEqual([20, { totalCount: 120, pageCount: 6, currentPage: 2, perPage: 20 }]);
    const { body: links } = await get('/employees/7433/departments');
    expect(links._meta ?? links._links).toBeDefined();
  });
  test('at most 50 a page', async () => expect((await get('/employees', { limit: '500' })).body._meta.perPage).toBe(50));
  test('all pages together are the whole list', async () => {
    const ids = new Set<number>();
    for (let page = 1, last = 1; page <= last; page += 1) {
      const { body } = await get(`/employees?page=${page}`);
      last = body._meta.pageCount;
      for (const { id } of body.items) ids.add(id);
    }
    expect(ids.size).toBe(120);
  });
  test('filters', async () => {
    const total = async (query: string) => (await get(`/employees?${query}`)).body._meta.totalCount;
    expect([
      await total('f=department&fv=582'),
      await total('ids=7401,7402'),
      await total('full_name=muster'),
      await total('f=tab_number&fv=5'),
    ]).toEqual([30, 2, 15, 1]);
  });
  test('what is not stateful is one page of samples', async () => {
    const { body } = await get('/devices');
    expect(body._meta).toMatchObject({ totalCount: 1, pageCount: 1, currentPage: 1 });
    expect(body.items).toHaveLength(1);
  });
});

describe('resources', () => {
  test('employees: create, read, update, dismiss, remove', async () => {
    const created = await call('POST', '/employees', {
      first_name: 'Zed',
      department_id: 582,
      positions: [1044],
      locations: [366],
      schedule_id: 1,
      start_date: '2026-05-04',
      schedule_start_date: '2026-05-04',
    });
    expect(created.body).toMatchObject({ full_name: 'Zed', department: { id: 582 }, positions: [{ id: 1044 }] });
    const path = `/employees/${created.body.id}`;
    expect((await call('PUT', path, { first_name: 'Zed', last_name: 'Example' })).body.full_name).toBe('Example Zed');
    expect((await get(path)).body).toMatchObject({ success: true, data: { last_name: 'Example' } });
    expect((await call('DELETE', `${path}/remove`)).body.code).toBe(4001);
    expect((await call('POST', `${path}/dismiss`, { exp_date: '2026-08-01' })).body).toEqual({ success: true });
    expect((await call('DELETE', `${path}/remove`)).body).toEqual({ success: true });
    expect([(await get(path)).status, (await get(path)).body.code]).toEqual([404, 3000]);
  });
  test('departments, locations and positions: create, change, unique titles, delete', async () => {
    for (const [path, deletePath] of [
      ['/departments', '/departments'],
      ['/locations', '/locations'],
      ['/positions', '/positions/delete'],
    ] as const) {
      const created = await call('POST', path, { title: 'Brand new' });
      const { id } = created.body.items ?? created.body;
      expect((await call('PUT', `${path}/${id}`, { title: 'Renamed' })).body.title ?? 'Renamed').toBe('Renamed');
      expect((await get(`${path}/${id}`)).body.title).toBe('Renamed');
      expect((await call('POST', path, { title: 'Renamed' })).body.errors[0]).toMatchObject({ field: 'title', code: 8008 });
      expect((await call('DELETE', `${deletePath}/${id}`)).body).toEqual({ message: 'success' });
      expect((await get(`${path}/${id}`)).status).toBe(404);
    }
  });
  test('what employees are attached to cannot be deleted: 7011', async () =>
    expect((await call('DELETE', '/departments/582')).body.code).toBe(7011));
  test('locations are sent as latitude and longitude, returned as lat and lon', async () => {
    expect(
      (await call('POST', '/locations', { title: 'Here', latitude: '41.1', longitude: '69.2', ipv4: '192.0.2.1' })).body,
    ).toMatchObject({ lat: '41.1', lon: '69.2' });
  });
  test('validation: 422, 8001 and the fields', async () => {
    const { status, body } = await call('POST', '/employees', { first_name: 'Zed', department_id: 'x' });
    expect([status, body.code]).toEqual([422, 8001]);
    expect(body.errors).toContainEqual({ field: 'department_id', code: 8003, message: expect.any(String) });
    expect(body.errors).toContainEqual({ field: 'start_date', code: 8002, message: expect.any(String) });
  });
  test('unknown address 404, wrong method 405', async () => {
    expect([(await get('/nothing')).status, (await call('PATCH', '/employees')).status]).toEqual([404, 405]);
  });
});

test('strict mode names unknown parameters and fields', async () => {
  const strict = await sandbox({ strict: true });
  try {
    const mine = await worklyHeaders(strict);
    expect((await send(`${strict.workly.baseUrl}/employees?pag=2`, { headers: mine })).body.errors[0].message).toBe(
      'listEmployees has no query parameter "pag"',
    );
    expect(
      (await send(`${strict.workly.baseUrl}/departments`, { headers: mine, json: { title: 'X', parent: 1 } })).body.errors[0].field,
    ).toBe('parent');
  } finally {
    await strict.close();
  }
});
