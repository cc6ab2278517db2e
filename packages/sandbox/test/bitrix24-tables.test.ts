import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { sandbox, send } from './http.js';

const price = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'integer' },
    productId: { type: 'integer' },
    price: { type: 'number' },
    currency: { type: 'string' },
    timestampX: { type: 'string', format: 'date-time' },
  },
};
const entry = { type: 'object', properties: { id: { type: 'integer' }, itemType: { type: 'string' } } };
const object = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });
const { required: _required, ...sentPrice } = price;
const fields = object({ fields: sentPrice }, ['fields']);
const byId = object({ id: { type: 'integer' } }, ['id']);
const listing = object({ select: { type: 'array' }, filter: { type: 'object' }, order: { type: 'object' }, start: { type: 'integer' } });

/** A method that takes one schema and answers another as `result`. */
function method(request: object, result: object, extra: object = {}) {
  const json = (schema: object) => ({ content: { 'application/json': { schema } } });
  const envelope = object({
    result,
    total: { type: 'integer' },
    next: { type: 'integer' },
    time: { type: 'object', additionalProperties: true },
  });
  return { post: { requestBody: json(request), responses: { 200: json(envelope) }, 'x-portolan-effect': 'read', ...extra } };
}
const v2 = {
  '/catalog.price.add': method(fields, object({ price })),
  '/catalog.price.get': method(byId, object({ price })),
  '/catalog.price.update': method(object({ ...byId.properties, fields: sentPrice }, ['id', 'fields']), object({ price })),
  '/catalog.price.delete': method(byId, { type: 'boolean' }),
  '/catalog.price.list': method(listing, object({ prices: { type: 'array', items: price } }), {
    'x-portolan-paging': { style: 'start', items: '/result/prices' },
  }),
};
const product = object({ id: { type: 'integer' }, name: { type: 'string' } }, ['id']);
Object.assign(v2, {
  '/catalog.product.get': method(byId, object({ product })),
  '/catalog.product.list': method(listing, object({ products: { type: 'array', items: product } }), {
    'x-portolan-paging': { style: 'start', items: '/result/products' },
  }),
});
const v3Listing = object({
  filter: { type: 'array' },
  order: { type: 'object' },
  pagination: { type: 'object' },
  cursor: { type: 'object' },
});
const v3Answer = object({ items: { type: 'array', items: entry } });
const v3 = {
  '/main.eventlog.get': method(byId, object({ item: entry })),
  '/main.eventlog.list': method(v3Listing, v3Answer, { 'x-portolan-paging': { style: 'page', items: '/result/items' } }),
  '/main.eventlog.tail': method(v3Listing, v3Answer, { 'x-portolan-paging': { style: 'cursor', items: '/result/items' } }),
};

let to: Sandbox;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-tables-'));
  cpSync(fileURLToPath(new URL('../data', import.meta.url)), folder, { recursive: true });
  for (const [name, paths] of Object.entries({ 'v2/catalog': v2, 'v3/main': v3 })) {
    mkdirSync(join(folder, 'bitrix24', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'bitrix24', `${name}.json`), JSON.stringify({ openapi: '3.1.0', paths }));
  }
  to = await sandbox({ specs: folder });
});
afterAll(async () => {
  await to.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => to.reset());
const call = async (name: string, json: unknown = {}) => (await send(`${to.bitrix24.webhook}${name}`, { json })).body;
const callV3 = async (name: string, json: unknown = {}) =>
  (await send(`${to.bitrix24.webhook.replace('/rest/', '/rest/api/')}${name}`, { json })).body;

describe('a line of the table', () => {
  test('camelCase: add, get, update, list, delete, in the places and types of the spec', async () => {
    const added = (await call('catalog.price.add', { fields: { productId: '7', price: 12.5, currency: 'EUR' } })).result.price;
    expect(added).toMatchObject({ id: 4, productId: 7, price: 12.5, currency: 'EUR' });
    expect((await call('catalog.price.update', { id: 4, fields: { price: 13 } })).result.price).toMatchObject({ price: 13, productId: 7 });
    expect((await call('catalog.price.get', { id: 4 })).result.price.price).toBe(13);
    const list = await call('catalog.price.list', { filter: { '>=price': 13, productId: 7 }, select: ['id', 'price'] });
    expect(list).toMatchObject({ total: 1, result: { prices: [{ id: 4, price: 13 }] } });
    expect((await call('catalog.price.list', { order: { id: 'DESC' } })).result.prices.map(({ id }: { id: number }) => id)).toEqual([
      4, 3, 2, 1,
    ]);
    expect((await call('catalog.price.delete', { id: 4 })).result).toBe(true);
    expect((await call('catalog.price.get', { id: 4 })).error).toBe('NOT_FOUND');
    expect((await call('catalog.price.add', {})).error_description).toContain('fields is required');
  });
  test('the products of the catalog can be changed from outside', async () => {
    const products = to.bitrix24Records('products');
    expect([products.size(), products.grow(60)]).toEqual([3, 60]);
    const id = products.insert({ fields: { NAME: 'A pump' } });
    expect((await call('catalog.product.get', { id })).result.product).toMatchObject({ id: 61, name: 'A pump' });
    expect((await call('catalog.product.list', { start: 50 })).result.products).toHaveLength(11);
  });
  test('upper case: custom fields of deals', async () => {
    const id = (await call('crm.deal.userfield.add', { fields: { FIELD_NAME: 'COLOUR', USER_TYPE_ID: 'string' } })).result;
    expect(id).toBe(6);
    expect((await call('crm.deal.userfield.get', { id })).result).toMatchObject({ ID: '6', FIELD_NAME: 'UF_CRM_COLOUR' });
    expect((await call('crm.deal.userfield.list', { filter: { FIELD_NAME: 'UF_CRM_COLOUR' } })).result).toMatchObject([{ ID: '6' }]);
    expect((await call('crm.deal.userfield.update', { id, fields: { MANDATORY: 'Y' } })).result).toBe(true);
    expect((await call('crm.deal.userfield.get', { id })).result.MANDATORY).toBe('Y');
    expect((await call('crm.deal.userfield.delete', { id })).result).toBe(true);
    expect((await call('crm.deal.userfield.get', { id })).error_description).toBe('Not found');
  });
  test('v3: conditions, pages, and the tail after a cursor', async () => {
    const ids = ({ result }: { result: { items: { id: number }[] } }) => result.items.map(({ id }) => id);
    expect(ids(await callV3('main.eventlog.list', { filter: [['id', '>', 58]], order: { id: 'DESC' } }))).toEqual([60, 59]);
    expect(ids(await callV3('main.eventlog.list', { pagination: { limit: 1, page: 2 } }))).toEqual([2]);
    expect(ids(await callV3('main.eventlog.tail', { cursor: { field: 'id', value: 1, order: 'ASC', limit: 1 } }))).toEqual([2]);
    expect(ids(await callV3('main.eventlog.tail', { cursor: { field: 'id', value: 3, order: 'DESC' } }))).toEqual([2, 1]);
    expect((await callV3('main.eventlog.get', { id: 99 })).error.code).toBe('BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION');
  });
});
