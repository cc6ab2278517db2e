import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { startSandbox } from '../src/index.js';
import { hubexHeaders, sandbox, send, worklyHeaders } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const admin = (path: string, json?: unknown, method?: string) =>
  send(`${to.admin.url}${path}`, {
    headers: { authorization: `Bearer ${to.admin.token}` },
    ...(json === undefined ? {} : { json }),
    ...(method ? { method } : {}),
  });
const profile = () => send(`${to.bitrix24.webhook}profile`);

describe('starting', () => {
  test('takes well under a second and binds the loopback interface only', async () => {
    const started = performance.now();
    const other = await startSandbox();
    expect(performance.now() - started).toBeLessThan(1000);
    for (const url of [other.hubex.baseUrl, other.bitrix24.webhook, other.workly.baseUrl, other.admin.url])
      expect(new URL(url).hostname).toBe('127.0.0.1');
    await other.close();
    await expect(fetch(other.hubex.baseUrl)).rejects.toThrow();
  });
  test('a port in use is named', async () => {
    const port = Number(new URL(to.hubex.baseUrl).port);
    await expect(startSandbox({ hubexPort: port })).rejects.toThrow(`The sandbox cannot serve hubex: port ${port} is in use`);
  });
  test('missing specs are named', async () => await expect(startSandbox({ specs: '/nowhere' })).rejects.toThrow('/nowhere'));
  test('two sandboxes share nothing', async () => {
    const other = await sandbox();
    await send(`${other.bitrix24.webhook}crm.deal.add`, { json: { fields: { TITLE: 'x' } } });
    expect((await send(`${to.bitrix24.webhook}crm.deal.list`)).body.total).toBe(130);
    await other.close();
  });
  test('browsers may call the services, not the admin endpoint', async () => {
    const preflight = { method: 'OPTIONS', headers: { origin: 'https://example.com', 'access-control-request-method': 'POST' } };
    expect((await send(to.workly.baseUrl, preflight)).headers.get('access-control-allow-origin')).toBe('*');
    expect((await send(`${to.admin.url}clock`, preflight)).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('admin endpoint', () => {
  test('needs its token', async () => {
    expect((await send(`${to.admin.url}clock`)).status).toBe(401);
    expect((await send(`${to.admin.url}clock`, { headers: { authorization: 'Bearer x' } })).status).toBe(401);
  });
  test('moves the clock', async () => {
    const headers = await hubexHeaders(to);
    expect((await admin('clock/advance', { ms: 3_600_000 })).status).toBe(200);
    expect((await send(`${to.hubex.baseUrl}/WORK/Tasks`, { headers })).status).toBe(401);
    expect((await admin('clock/advance', { ms: 'much' })).body.error).toContain('ms: give the milliseconds');
  });
  test('sets, lists and removes faults', async () => {
    const { body } = await admin('faults', { provider: 'bitrix24', status: 500, count: 1 });
    expect((await profile()).status).toBe(500);
    expect((await admin('faults')).body).toMatchObject([{ id: body.id, hits: 1 }]);
    expect((await admin(`faults/${body.id}`, undefined, 'DELETE')).status).toBe(200);
    expect((await admin('faults')).body).toEqual([]);
    expect((await admin('faults', { provder: 'x', status: 500 })).body.error).toContain('"provder" is not known');
    expect((await admin('faults', {})).body.error).toContain('say what to do');
  });
  test('tells log and counters, resets', async () => {
    await profile();
    expect((await admin('log')).body).toMatchObject([{ number: 1, provider: 'bitrix24', operation: 'profile', status: 200 }]);
    expect((await admin('counters')).body.requests.bitrix24).toBe(1);
    await admin('reset', {});
    expect((await admin('log')).body).toEqual([]);
  });
  test('forces a Workly update, expires tokens, sets limits', async () => {
    const headers = await worklyHeaders(to);
    expect((await admin('workly/upgrade', { mode: 'required' })).body.clientId).toBeTruthy();
    expect((await send(`${to.workly.baseUrl}/accounts`, { headers })).status).toBe(426);
    await admin('bitrix24/limits', { capacity: 0 });
    expect((await profile()).status).toBe(503);
    to.reset();
    const hubex = await hubexHeaders(to);
    await admin('tokens/expire', { provider: 'hubex' });
    expect((await send(`${to.hubex.baseUrl}/WORK/Tasks`, { headers: hubex })).status).toBe(401);
  });
});

describe('faults', () => {
  test('status, body, headers, only for an operation', async () => {
    to.faults.add({
      provider: 'bitrix24',
      operation: 'crm.deal.list',
      status: 503,
      body: { error: 'QUERY_LIMIT_EXCEEDED' },
      headers: { 'Retry-After': '2' },
    });
    const hit = await send(`${to.bitrix24.webhook}crm.deal.list`);
    expect([hit.status, hit.body.error, hit.headers.get('retry-after')]).toEqual([503, 'QUERY_LIMIT_EXCEEDED', '2']);
    expect((await profile()).status).toBe(200);
  });
  test('count, skip and the function that removes a rule', async () => {
    const remove = to.faults.add({ status: 500, skip: 1, count: 2 });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await profile()).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    remove();
    expect(to.faults.list()).toEqual([]);
  });
  test('probability with a seed hits the same requests every time', async () => {
    const run = async () => {
      const remove = to.faults.add({ status: 500, probability: 0.5, seed: 7 });
      const statuses = [];
      for (let index = 0; index < 20; index += 1) statuses.push((await profile()).status);
      remove();
      return statuses;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await run()).toEqual(first);
  });
  test('delay', async () => {
    to.faults.add({ delay: 80 });
    const started = performance.now();
    expect((await profile()).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(75);
  });
  test('a connection cut before the call: nothing happened', async () => {
    to.faults.add({ operation: 'crm.deal.add', reset: true, count: 1 });
    await expect(send(`${to.bitrix24.webhook}crm.deal.add`, { json: { fields: { TITLE: 'x' } } })).rejects.toThrow();
    expect((await send(`${to.bitrix24.webhook}crm.deal.list`)).body.total).toBe(130);
    expect(to.log()[0]).toMatchObject({ operation: 'crm.deal.add', status: 0 });
  });
  test('a connection cut after the call: it happened, and the client cannot know', async () => {
    to.faults.add({ operation: 'crm.deal.add', reset: true, when: 'after', count: 1 });
    await expect(send(`${to.bitrix24.webhook}crm.deal.add`, { json: { fields: { TITLE: 'x' } } })).rejects.toThrow();
    expect((await send(`${to.bitrix24.webhook}crm.deal.list`)).body.total).toBe(131);
  });
  test('token operations are operations too', async () => {
    to.faults.add({ provider: 'hubex', operation: 'createAccessToken', status: 500 });
    expect((await send(`${to.hubex.baseUrl}/AUTHZ/AccessTokens`, { json: { serviceToken: to.hubex.serviceToken } })).status).toBe(500);
  });
});

describe('log', () => {
  test('holds no secret', async () => {
    const headers = await hubexHeaders(to);
    await send(`${to.hubex.baseUrl}/WORK/Tasks?fetch=1&searchText=private`, { headers });
    await profile();
    await send(
      `${to.bitrix24.tokenUrl}?grant_type=refresh_token&client_id=${to.bitrix24.clientId}&client_secret=${to.bitrix24.clientSecret}&refresh_token=rrr`,
    );
    await worklyHeaders(to);
    const text = JSON.stringify(to.log());
    for (const secret of [
      headers['authorization']?.slice(7) ?? '',
      'portolandemo0001',
      to.bitrix24.clientSecret,
      'rrr',
      'private',
      to.workly.password,
      to.hubex.serviceToken,
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(to.log().map(({ path }) => path)).toEqual([
      '/fsm/AUTHZ/AccessTokens',
      '/fsm/WORK/Tasks?fetch=1&searchText=***',
      '/rest/1/***/profile',
      '/oauth/token/?grant_type=refresh_token&client_id=***&client_secret=***&refresh_token=***',
      '/v1/oauth/token',
    ]);
  });
  test('1,000 requests at once are all answered and counted', async () => {
    const headers = await hubexHeaders(to);
    const statuses = await Promise.all(
      Array.from({ length: 1000 }, async () => (await send(`${to.hubex.baseUrl}/WORK/Tasks?fetch=1`, { headers })).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(to.counters().operations['hubex:listTasks']).toBe(1000);
  });
});
