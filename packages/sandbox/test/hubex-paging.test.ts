import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HubexCollection, Sandbox } from '../src/index.js';
import { hubexCaller, sandbox, send, totalOf } from './http.js';
import type { HubexCaller } from './http.js';

let to: Sandbox;
let call: HubexCaller;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(async () => {
  to.reset();
  call = await hubexCaller(to);
});
const page = (path: string, range: string) => call('GET', path, undefined, { Range: `items=${range}` });
const lists: Record<HubexCollection, string> = {
  tasks: '/WORK/Tasks',
  assets: '/ES/Assets',
  companies: '/ES/Companies',
  contacts: '/COMMON/Contacts',
  users: '/ADM/Users',
  materials: '/WH/Materials/v2',
};

describe('records that change while a client reads', () => {
  test.each(Object.entries(lists))('%s grow', async (name, path) => {
    const records = to.hubexRecords(name as HubexCollection);
    expect(records.grow(250)).toBe(250);
    expect(records.size()).toBe(250);
    const { status, headers, body } = await page(path, '201-300');
    expect([status, headers.get('content-range'), Object.keys(body).length]).toEqual([206, 'items=201-250/250', 50]);
  });
  test('growing never shrinks', () => expect(to.hubexRecords('tasks').grow(5)).toBe(120));
  test('a record is inserted at a position, and the rest moves on', async () => {
    const second = async (path: string) => Object.keys((await page(path, '2-2')).body);
    const assets = to.hubexRecords('assets');
    const id = assets.insert({ position: 2, fields: { name: 'Pump 2' } });
    expect(await second('/ES/Assets')).toEqual([String(id)]);
    expect((await call('GET', `/ES/Assets/${id}`)).body.name).toBe('Pump 2');
    const task = to.hubexRecords('tasks').insert({ position: 2 });
    expect(await second('/WORK/Tasks')).toEqual([String(task)]);
    expect(Object.keys((await page('/WORK/Tasks', '1-1')).body)).toEqual(['1120']);
  });
  test('without a position it goes where new records go', async () => {
    const task = to.hubexRecords('tasks').insert();
    expect(Object.keys((await page('/WORK/Tasks', '1-1')).body)).toEqual([String(task)]);
  });
  test('a record is deleted by position or id, and the rest moves up', async () => {
    const tasks = to.hubexRecords('tasks');
    expect(tasks.delete({ position: 1 })).toBe(true);
    expect(Object.keys((await page('/WORK/Tasks', '1-1')).body)).toEqual(['1119']);
    expect(tasks.delete({ id: 1119 })).toBe(true);
    expect(tasks.delete({ id: 1119 })).toBe(false);
    expect((await call('GET', '/WORK/Tasks/1119')).status).toBe(204);
    expect(totalOf(await page('/WORK/Tasks', '1-1'))).toBe(118);
  });
  test('reset takes it all back', async () => {
    to.hubexRecords('assets').grow(1000);
    to.reset();
    expect(to.hubexRecords('assets').size()).toBe(7);
  });
  test('wrong arguments are named', () => {
    expect(() => to.hubexRecords('roles' as 'tasks')).toThrow('collection: use tasks');
    expect(() => to.hubexRecords('tasks').delete({ position: 0 })).toThrow('position');
    expect(() => to.hubexRecords('tasks').grow(1.5)).toThrow('size');
  });
  test('the admin endpoint offers the same', async () => {
    const admin = (path: string, json?: unknown) =>
      send(`${to.admin.url}hubex/records/${path}`, {
        headers: { authorization: `Bearer ${to.admin.token}` },
        ...(json === undefined ? {} : { json }),
      });
    expect((await admin('grow', { collection: 'assets', size: 30 })).body).toEqual({ size: 30 });
    const { id } = (await admin('insert', { collection: 'assets', position: 1, fields: { name: 'First' } })).body;
    expect(Object.values((await page('/ES/Assets', '1-1')).body)).toMatchObject([{ name: 'First' }]);
    expect((await admin('delete', { collection: 'assets', id })).body).toEqual({ deleted: true });
    expect((await admin('delete', { collection: 'assets', position: 30 })).body).toEqual({ deleted: true });
    expect((await admin('assets')).body).toEqual({ size: 29 });
    expect((await admin('nothing')).status).toBe(400);
    expect((await admin('grow', { collection: 'assets' })).body.error).toContain('size');
  });
});

describe('large lists', () => {
  beforeEach(() => {
    to.hubexRecords('assets').grow(100_000);
    to.hubexRecords('tasks').grow(100_000);
  });
  /** Milliseconds of the fastest of a few calls. */
  async function fastest(path: string, range: string): Promise<number> {
    const times: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const started = performance.now();
      expect((await page(path, range)).status).toBe(206);
      times.push(performance.now() - started);
    }
    return Math.min(...times);
  }
  test.each(['/ES/Assets', '/WORK/Tasks', '/WORK/Tasks?isDeleted=false'])(
    'a page of %s costs the same at the end of 100,000 records as in a short list',
    async (path) => {
      expect(await fastest(path, '99401-99900')).toBeLessThan(150);
      // Shaping, filtering or copying all rows would take a second and more.
      expect(await fastest(path, '50001-50001')).toBeLessThan(50);
    },
  );
  test('without Range the list is cut at 10,000, with 200 and no Content-Range; the rest is reachable', async () => {
    const { status, headers, body } = await call('GET', '/ES/Assets');
    expect([status, headers.get('content-range'), Object.keys(body).length]).toEqual([200, null, 10_000]);
    expect((await page('/ES/Assets', '99999-100500')).headers.get('content-range')).toBe('items=99999-100000/100000');
    expect(Object.keys((await call('GET', '/ES/Assets?offset=99999&fetch=10')).body)).toHaveLength(1);
  });
  test('HEAD counts', async () => {
    expect(totalOf(await call('HEAD', '/ES/Assets'))).toBe(100_000);
    expect(totalOf(await call('HEAD', '/WORK/Tasks?isDeleted=true'))).toBe(6);
  });
});

test('HEAD of every list that has one counts what the list shows', async () => {
  const adm = ['/ADM/Users', '/MSG/Notifications', '/PMP/ScheduledTasks', '/SC/ServiceContract', '/TSTG/TaskStages'];
  const es = ['/ES/Assets', '/ES/Companies', '/ES/Locations'];
  const wh = ['/WH/Issues', '/WH/Receipts', '/WH/Transfers', '/WH/Warehouses'];
  for (const path of [...adm, ...es, ...wh, '/WORK/TaskTemplates']) {
    const head = await call('HEAD', path);
    const { status, body } = await call('GET', path);
    expect([path, totalOf(head)]).toEqual([path, status === 204 ? 0 : Object.keys(body).length]);
  }
});

test('an empty page of an empty list', async () => {
  expect((await page('/ES/Companies?searchText=nobody', '1-50')).headers.get('content-range')).toBe('items=0-0/0');
  expect((await call('GET', '/ES/Companies?searchText=nobody')).status).toBe(204);
});
