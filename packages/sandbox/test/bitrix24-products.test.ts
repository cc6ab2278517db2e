import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const answer = (method: string, json: unknown = {}) => send(`${to.bitrix24.webhook}${method}`, { json });
const call = async (method: string, json: unknown = {}) => (await answer(method, json)).body.result;
const refusal = async (method: string, json: unknown = {}) => {
  const { status, body } = await answer(method, json);
  return [status, body.error];
};

describe('what the CRM has beside its records', () => {
  test('crm.product is the catalog under older names', async () => {
    const id = await call('crm.product.add', { fields: { NAME: 'A pump', PRICE: 12.5, CURRENCY_ID: 'EUR', SECTION_ID: 3 } });
    expect((await call('catalog.product.get', { id })).product).toMatchObject({ id, name: 'A pump', iblockSectionId: 3 });
    expect(await call('crm.product.get', { id })).toMatchObject({ ID: String(id), NAME: 'A pump', PRICE: '12.5', SECTION_ID: '3' });
    await call('crm.product.update', { id, fields: { NAME: 'Two pumps' } });
    expect(
      await call('crm.product.list', { filter: { SECTION_ID: 3, '%NAME': 'pump' }, select: ['ID', 'NAME'], order: { NAME: 'ASC' } }),
    ).toEqual([{ ID: String(id), NAME: 'Two pumps' }]);
    to.bitrix24Records('products').grow(60);
    expect(await call('crm.product.list', { start: 50 })).toHaveLength(10);
    expect(await call('crm.product.delete', { id })).toBe(true);
    expect(await refusal('crm.product.get', { id })).toEqual([400, '']);
    expect(await call('crm.product.fields')).toHaveProperty('NAME');
  });
  test('sections and properties of products', async () => {
    const id = await call('crm.productsection.add', { fields: { NAME: 'Pumps' } });
    expect((await call('catalog.section.get', { id })).section).toMatchObject({ name: 'Pumps' });
    const property = await call('crm.product.property.add', { fields: { NAME: 'Colour', PROPERTY_TYPE: 'S' } });
    expect(await call('crm.product.property.get', { id: property })).toMatchObject({ NAME: 'Colour', PROPERTY_TYPE: 'S' });
  });
  test('an address is known by its type and its record', async () => {
    const address = { TYPE_ID: 4, ENTITY_TYPE_ID: 3, ENTITY_ID: 2 };
    expect(await call('crm.address.add', { fields: { ...address, CITY: 'Here' } })).toBe(true);
    expect(await refusal('crm.address.add', { fields: address })).toEqual([400, '']);
    expect(await call('crm.address.update', { fields: { ...address, CITY: 'There' } })).toBe(true);
    expect(await call('crm.address.list', { filter: { ENTITY_ID: 2 }, select: ['CITY', 'TYPE_ID'] })).toEqual([
      { TYPE_ID: '4', CITY: 'There' },
    ]);
    expect(await call('crm.address.delete', { fields: address })).toBe(true);
    expect(await refusal('crm.address.delete', { fields: address })).toEqual([400, '']);
    expect(await refusal('crm.address.add', { fields: { ...address, TYPE_ID: 0 } })).toEqual([400, '']);
  });
  test('funnels of a type, values of a directory', async () => {
    const { category } = await call('crm.category.add', { entityTypeId: 2, fields: { name: 'Repairs' } });
    expect((await call('crm.category.list', { entityTypeId: 2 })).categories).toContainEqual(
      expect.objectContaining({ id: category.id, name: 'Repairs' }),
    );
    expect((await call('crm.category.list', { entityTypeId: 128 })).categories).toEqual([]);
    await call('crm.status.add', { fields: { ENTITY_ID: 'SOURCE', STATUS_ID: 'FAIR', NAME: 'A fair' } });
    expect(await call('crm.status.list', { filter: { ENTITY_ID: 'SOURCE', STATUS_ID: 'FAIR' } })).toMatchObject([{ NAME: 'A fair' }]);
  });
});
