import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Bitrix24Collection, Sandbox } from '../src/index.js';
import { createCollection } from '../src/state/collection.js';
import { createTable } from '../src/bitrix24/tables/table.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const call = async (method: string, json: unknown = {}) => (await send(`${to.bitrix24.webhook}${method}`, { json })).body;
const admin = (path: string, json?: unknown) =>
  send(`${to.admin.url}bitrix24/records/${path}`, {
    ...(json === undefined ? {} : { json }),
    headers: { authorization: `Bearer ${to.admin.token}` },
  });

describe('records changed from outside', () => {
  test.each([
    ['deals', 'crm.deal.list', {}, 130],
    ['contacts', 'crm.contact.list', {}, 60],
    ['tasks', 'tasks.task.list', {}, 70],
    ['users', 'user.get', {}, 3],
    ['leads', 'crm.item.list', { entityTypeId: 1 }, 70],
    ['companies', 'crm.item.list', { entityTypeId: 4 }, 55],
    ['items', 'crm.item.list', { entityTypeId: 1032 }, 0],
  ] as [Bitrix24Collection, string, object, number][])('%s', async (collection, method, params, before) => {
    const records = to.bitrix24Records(collection, 1032);
    const total = async () => (await call(method, params)).total;
    expect([records.size(), await total()]).toEqual([before, before]);
    expect(records.grow(200)).toBe(200);
    const id = records.insert();
    expect([id, await total()]).toEqual([201, 201]);
    expect([records.delete({ id }), records.delete({ id }), await total()]).toEqual([true, false, 200]);
  });
  test('fields by any of their names; a reset takes all back', async () => {
    const id = to.bitrix24Records('deals').insert({ fields: { title: 'Mine', STAGE_ID: 'WON' } });
    expect((await call('crm.deal.get', { id })).result).toMatchObject({ TITLE: 'Mine', STAGE_ID: 'WON', CURRENCY_ID: 'EUR' });
    to.reset();
    expect(to.bitrix24Records('deals').size()).toBe(130);
  });
  test('over the admin endpoint', async () => {
    expect((await admin('grow', { collection: 'items', entityTypeId: 1032, size: 10 })).body).toEqual({ size: 10 });
    expect((await admin('items/1032')).body).toEqual({ size: 10 });
    expect((await admin('deals')).body).toEqual({ size: 130 });
    expect((await admin('insert', { collection: 'deals', fields: { TITLE: 'x' } })).body).toEqual({ id: 131 });
    expect((await admin('delete', { collection: 'deals', id: 131 })).body).toEqual({ deleted: true });
    expect((await admin('grow', { collection: 'cats', size: 1 })).body.error).toContain('use deals, contacts');
    expect((await admin('grow', { collection: 'items', size: 1 })).body.error).toContain('entityTypeId');
  });
});

describe('long lists', () => {
  /** Counts how often records are looked at. */
  function counted(length: number) {
    const collection = createCollection(() => Array.from({ length }, (_unused, index) => ({ N: String(index % 10), T: `t${index}` })));
    let looks = 0;
    const table = createTable({ ...collection, get: (id) => ((looks += 1), collection.get(id)) }, (name) => name.toUpperCase());
    return { table, looks: () => looks };
  }
  test('a walk along the ids looks at its page only', () => {
    const { table, looks } = counted(100_000);
    const page = (filter: object, order: object = { ID: 'ASC' }) => table.page({ start: -1, order: { ...order }, filter: { ...filter } });
    expect(page({ '>ID': 70_000, '<=ID': 90_000 }).ids).toEqual(Array.from({ length: 50 }, (_unused, index) => 70_001 + index));
    expect(page({ '>ID': 89_990, '<=ID': 90_000 }).ids).toHaveLength(10);
    expect(page({ '<ID': 50_000 }, { ID: 'DESC' }).ids[0]).toBe(49_999);
    expect(page({ '>ID': 100_000 }).ids).toEqual([]);
    expect(looks()).toBe(0);
    expect(page({ '>ID': 70_000, N: 3 }).ids).toHaveLength(50);
    expect(looks()).toBeLessThan(600);
  });
  test('pages by offset, other filters and orders agree with a plain computation', () => {
    const { table } = counted(1000);
    const page = table.page({ filter: { N: [3, 4], '>=ID': 100 }, order: { N: 'DESC', ID: 'DESC' }, start: 100 });
    const all = Array.from({ length: 1000 }, (_unused, index) => index + 1);
    const n = (id: number) => (id - 1) % 10;
    const expected = all.filter((id) => id >= 100 && [3, 4].includes(n(id))).toSorted((a, b) => n(b) - n(a) || b - a);
    expect(page).toEqual({ ids: expected.slice(100, 150), total: expected.length, next: 150 });
  });
  test('a batch of fifty keyset pages over 100,000 deals reads every one once', async () => {
    to.bitrix24Records('deals').grow(100_000);
    const cmd: Record<string, string> = {};
    for (let index = 0; index < 50; index += 1)
      cmd[`c${index}`] =
        `crm.deal.list?start=-1&select[]=ID&order[ID]=ASC&filter[>ID]=${index === 0 ? 40_000 : `$result[c${index - 1}][49][ID]`}`;
    const { result } = await call('batch', { cmd });
    const ids = Object.values(result.result as Record<string, { ID: string }[]>).flatMap((rows) => rows.map(({ ID }) => Number(ID)));
    expect(ids).toEqual(Array.from({ length: 2500 }, (_unused, index) => 40_001 + index));
  });
});
