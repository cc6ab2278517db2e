import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const call = async (method: string, json: unknown = {}) => (await send(`${to.bitrix24.webhook}${method}`, { json })).body;
const links = async (method: string, id: number) =>
  (await call(`${method}.items.get`, { id })).result.map((link: Record<string, unknown>) => [
    Number(link['CONTACT_ID'] ?? link['COMPANY_ID']),
    Number(link['SORT']),
    link['IS_PRIMARY'],
  ]);

describe('links of the CRM', () => {
  test.each([
    ['deal', 'crm.deal.contact', 2],
    ['lead', 'crm.lead.contact', 1],
    ['quote', 'crm.quote.contact', 7],
  ])('contacts of a %s, by its methods and by crm.item alike', async (name, method, entityTypeId) => {
    const id = (await call(`crm.${name}.add`, { fields: { TITLE: 'Linked' } })).result;
    expect(await links(method, id)).toEqual([]);
    await call(`${method}.items.set`, { id, items: [{ CONTACT_ID: 5 }, { CONTACT_ID: 6, IS_PRIMARY: 'Y', SORT: 5 }] });
    await call(`${method}.add`, { id, fields: { CONTACT_ID: 7 } });
    expect(await links(method, id)).toEqual([
      [6, 5, 'Y'],
      [5, 10, 'N'],
      [7, 30, 'N'],
    ]);
    const item = async () => (await call('crm.item.get', { entityTypeId, id })).result.item;
    expect(await item()).toMatchObject({ contactId: 6, contactIds: [6, 5, 7] });
    await call(`${method}.delete`, { id, fields: { CONTACT_ID: 6 } });
    expect(await item()).toMatchObject({ contactId: 5, contactIds: [5, 7] });
    await call('crm.item.update', { entityTypeId, id, fields: { contactIds: [9, 8] } });
    expect(await links(method, id)).toEqual([
      [9, 10, 'Y'],
      [8, 20, 'N'],
    ]);
    await call(`${method}.items.delete`, { id });
    expect(await item()).toMatchObject({ contactIds: [] });
  });
  test('the links of a contact and of a company are the same', async () => {
    await call('crm.contact.company.items.set', { id: 3, items: [{ COMPANY_ID: 10 }, { COMPANY_ID: 11 }] });
    await call('crm.company.contact.add', { id: 11, fields: { CONTACT_ID: 4 } });
    expect(await links('crm.company.contact', 11)).toEqual([
      [3, 20, 'N'],
      [4, 20, 'Y'],
    ]);
    await call('crm.company.contact.items.delete', { id: 11 });
    expect(await links('crm.contact.company', 3)).toEqual([[10, 10, 'Y']]);
    expect((await call('crm.item.get', { entityTypeId: 3, id: 3 })).result.item).toMatchObject({ companyId: 10, companyIds: [10] });
  });
  test('a primary contact that the record itself names counts; who is not there is refused as the spec says', async () => {
    await call('crm.deal.update', { id: 1, fields: { CONTACT_ID: 20 } });
    expect(await links('crm.deal.contact', 1)).toEqual([[20, 10, 'Y']]);
    expect(await call('crm.deal.contact.items.get', { id: 99_999 })).toMatchObject({ error: '' });
    expect(await call('crm.lead.contact.items.get', { id: 99_999 })).toMatchObject({ error: expect.stringMatching(/^(NOT_FOUND|)$/) });
    expect(await call('crm.deal.contact.add', { id: 1, fields: { CONTACT_ID: 99_999 } })).toMatchObject({ error: '' });
  });
  test('the primary contact is the one that the field names, whoever wrote it last', async () => {
    const id = (await call('crm.deal.add', { fields: { TITLE: 'Linked' } })).result;
    await call('crm.deal.contact.items.set', { id, items: [{ CONTACT_ID: 5 }, { CONTACT_ID: 6, IS_PRIMARY: 'Y' }] });
    await call('crm.deal.update', { id, fields: { CONTACT_ID: 5 } });
    const primary = (await links('crm.deal.contact', id)).filter(([, , isPrimary]: string[]) => isPrimary === 'Y');
    expect(primary).toEqual([[5, 10, 'Y']]);
    expect((await call('crm.item.get', { entityTypeId: 2, id })).result.item.contactId).toBe(5);
  });
});

describe('product rows', () => {
  test('one store behind all their methods; the amount of the deal follows', async () => {
    const id = (await call('crm.deal.add', { fields: { TITLE: 'Goods' } })).result;
    const amount = async () => Number((await call('crm.deal.get', { id })).result['OPPORTUNITY']);
    await call('crm.deal.productrows.set', {
      id,
      rows: [
        { PRODUCT_NAME: 'Pump', PRICE: 100, QUANTITY: 2 },
        { PRODUCT_ID: 1, PRICE: 90, DISCOUNT_TYPE_ID: 2, DISCOUNT_RATE: 10, TAX_RATE: 0 },
      ],
    });
    expect(await amount()).toBe(290);
    const owner = { ownerType: 'D', ownerId: id };
    const list = (await call('crm.item.productrow.list', { filter: { '=ownerType': 'D', '=ownerId': id } })).result.productRows;
    expect(list).toMatchObject([
      { productName: 'Pump', price: 100, quantity: 2 },
      { productId: 1, price: 90, priceNetto: 100, discountSum: 10 },
    ]);
    const { productRow } = (await call('crm.item.productrow.add', { fields: { ...owner, productName: 'Paper', price: 12 } })).result;
    expect(await amount()).toBe(302);
    await call('crm.item.productrow.update', { id: productRow.id, fields: { quantity: 5 } });
    expect(await amount()).toBe(350);
    await call('crm.item.productrow.delete', { id: list[0].id });
    expect(await amount()).toBe(150);
    expect((await call('crm.deal.productrows.get', { id })).result).toMatchObject([
      { OWNER_TYPE: 'D', PRICE: 90 },
      { PRODUCT_NAME: 'Paper' },
    ]);
    await call('crm.item.productrow.set', { ...owner, productRows: [] });
    expect([await amount(), (await call('crm.deal.productrows.get', { id })).result]).toEqual([0, []]);
  });
  test('an amount set by hand stays; owners and rows that are not there are refused', async () => {
    const before = (await call('crm.deal.get', { id: 1 })).result;
    await call('crm.deal.productrows.set', { id: 1, rows: [{ PRODUCT_NAME: 'Pump', PRICE: 7 }] });
    expect((await call('crm.deal.get', { id: 1 })).result['OPPORTUNITY']).toBe(before['OPPORTUNITY']);
    const add = (ownerType: string, ownerId: number) => call('crm.item.productrow.add', { fields: { ownerType, ownerId, price: 1 } });
    expect([await add('D', 99_999), await add('C', 1)]).toMatchObject([
      { error: 'OWNER_NOT_FOUND' },
      { error: 'ENTITY_TYPE_NOT_SUPPORTED' },
    ]);
    expect(await call('crm.item.productrow.get', { id: 99_999 })).toMatchObject({ error: 'NOT_FOUND' });
  });
});

test.each([
  ['catalog.measure.get', '200600000020'],
  ['catalog.store.get', '201100000000'],
  ['crm.category.get', 'NOT_FOUND'],
])('%s refuses an unknown id with the code that the spec declares', async (method, error) => {
  expect(await call(method, { id: 99_999, entityTypeId: 2 })).toMatchObject({ error });
});

describe('products', () => {
  test('crm.product and catalog.product are the same records, whoever writes them and from outside', async () => {
    const fields = { NAME: 'Valve', PRICE: 12.5, CURRENCY_ID: 'EUR', SECTION_ID: 2, CATALOG_ID: 23, DESCRIPTION: 'Brass' };
    const id = (await call('crm.product.add', { fields })).result;
    const ofCatalog = async () => (await call('catalog.product.get', { id })).result.product;
    expect(await ofCatalog()).toMatchObject({ name: 'Valve', iblockSectionId: 2, iblockId: 23, detailText: 'Brass', active: 'Y' });
    await call('catalog.product.update', { id, fields: { name: 'Ball valve', iblockSectionId: 3 } });
    expect((await call('crm.product.get', { id })).result).toMatchObject({
      ID: String(id),
      NAME: 'Ball valve',
      SECTION_ID: '3',
      PRICE: '12.5',
      CURRENCY_ID: 'EUR',
    });
    await call('crm.product.update', { id, fields: { SORT: 7 } });
    expect(await ofCatalog()).toMatchObject({ sort: 7, name: 'Ball valve' });
    const list = async (filter: object) =>
      (await call('crm.product.list', { filter, order: { ID: 'DESC' }, select: ['ID', 'NAME'] })).result;
    expect(await list({ SECTION_ID: 3, '%NAME': 'ball' })).toEqual([{ ID: String(id), NAME: 'Ball valve' }]);
    const products = to.bitrix24Records('products');
    products.grow(120);
    expect((await call('crm.product.list', { start: 100 })).result).toHaveLength(20);
    const found = await call('catalog.product.list', { select: ['id', 'iblockId'], filter: { iblockId: 1, '>id': id } });
    expect(found.total).toBe(116);
    expect((await call('crm.product.delete', { id })).result).toBe(true);
    expect([(await call('crm.product.get', { id })).error, (await call('catalog.product.get', { id })).result]).toEqual(['', undefined]);
    expect((await call('crm.product.add', { fields: { PRICE: 1 } })).error).toBe('');
  });
  test('sections and properties are those of the catalog as well', async () => {
    const section = (await call('crm.productsection.add', { fields: { NAME: 'Valves', CATALOG_ID: 23, SECTION_ID: 1 } })).result;
    expect((await call('catalog.section.get', { id: section })).result.section).toMatchObject({ name: 'Valves', iblockSectionId: 1 });
    await call('catalog.section.delete', { id: section });
    expect((await call('crm.productsection.get', { id: section })).error).toBe('');
    const property = (await call('crm.product.property.add', { fields: { NAME: 'Size', PROPERTY_TYPE: 'S' } })).result;
    const { productProperty } = (await call('catalog.productProperty.get', { id: property })).result;
    expect(productProperty).toMatchObject({ name: 'Size', propertyType: 'S' });
    expect((await call('crm.product.property.list', { filter: { PROPERTY_TYPE: 'S', NAME: 'Size' } })).result).toMatchObject([
      { ID: String(property), NAME: 'Size' },
    ]);
  });
});

describe('activities', () => {
  test('are tied to records, of which the first owns them', async () => {
    const id = 1;
    const binding = (verb: string, entityTypeId: number, entityId: number) =>
      call(`crm.activity.binding.${verb}`, { activityId: id, entityTypeId, entityId });
    const list = async () => (await call('crm.activity.binding.list', { activityId: id })).result;
    expect(await list()).toEqual([{ entityTypeId: 1, entityId: 1 }]);
    expect((await binding('add', 3, 7)).result).toBe(true);
    expect([(await binding('add', 3, 7)).error, (await binding('add', 3, 99_999)).error]).toEqual([
      'ACTIVITY_IS_ALREADY_BOUND',
      'OWNER_NOT_FOUND',
    ]);
    const move = { activityId: id, sourceEntityTypeId: 3, sourceEntityId: 7, targetEntityTypeId: 3, targetEntityId: 8 };
    expect((await call('crm.activity.binding.move', move)).result).toBe(true);
    expect((await call('crm.activity.binding.move', move)).error).toBe('BINDING_NOT_FOUND');
    expect((await binding('delete', 1, 1)).result).toBe(true);
    expect((await call('crm.activity.list', { filter: { OWNER_TYPE_ID: 3, OWNER_ID: 8 } })).result).toMatchObject([{ ID: '1' }]);
    expect([await list(), (await binding('delete', 3, 8)).error]).toEqual([
      [{ entityTypeId: 3, entityId: 8 }],
      'LAST_BINDING_CANNOT_BE_DELETED',
    ]);
    expect((await call('crm.activity.binding.list', { activityId: 99_999 })).error).toBe('NOT_FOUND');
  });
});
