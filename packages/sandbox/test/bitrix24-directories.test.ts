import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const call = async (method: string, json: unknown = {}) => (await send(`${to.bitrix24.webhook}${method}`, { json })).body;
const result = async (method: string, json: unknown = {}) => (await call(method, json)).result;
const error = async (method: string, json: unknown = {}) => (await call(method, json)).error;

describe('directories', () => {
  const codes = async (entityId: string) =>
    (await result('crm.status.entity.items', { entityId })).map(({ STATUS_ID }: { STATUS_ID: string }) => STATUS_ID);
  test('items by directory, in their order', async () => {
    const fields = { ENTITY_ID: 'SOURCE', STATUS_ID: 'FAIR', NAME: 'Fair', SORT: 15 };
    const id = await result('crm.status.add', { fields });
    expect(await codes('SOURCE')).toEqual(['CALL', 'FAIR', 'EMAIL', 'WEB']);
    expect((await result('crm.status.list', { filter: { ENTITY_ID: 'SOURCE' }, order: { SORT: 'DESC' } }))[0].STATUS_ID).toBe('WEB');
    await result('crm.status.update', { id, fields: { NAME: 'Trade fair', STATUS_ID: 'OTHER' } });
    expect(await result('crm.status.get', { id })).toMatchObject({ NAME: 'Trade fair', STATUS_ID: 'FAIR', SYSTEM: 'N' });
    expect(await error('crm.status.add', { fields })).toBe('ERROR_CORE');
    expect(await result('crm.status.delete', { id })).toBe(true);
    expect(await codes('SOURCE')).toEqual(['CALL', 'EMAIL', 'WEB']);
  });
  test.each([
    ['crm.status.add', { fields: { STATUS_ID: 'A', NAME: 'A' } }, ''],
    ['crm.status.add', { fields: { ENTITY_ID: 'NO_SUCH', STATUS_ID: 'A', NAME: 'A' } }, ''],
    ['crm.status.entity.items', { entityId: 'NO_SUCH' }, '400'],
    ['crm.status.delete', { id: 1 }, '400'],
    ['crm.category.add', { entityTypeId: 2, fields: { name: ' ' } }, '0'],
    ['crm.category.get', { entityTypeId: 1032, id: 1 }, 'NOT_FOUND'],
    ['crm.category.delete', { entityTypeId: 2, id: 0 }, '0'],
  ])('%s refuses %j', async (method, params, code) => {
    expect(await error(method, params)).toBe(code);
  });
  test('items of the portal go when forced', async () => {
    expect(await result('crm.status.delete', { id: 1, params: { FORCED: 'Y' } })).toBe(true);
    expect(await codes('STATUS')).not.toContain('NEW');
  });
});

describe('pipelines', () => {
  const list = async (entityTypeId: number) => (await result('crm.category.list', { entityTypeId })).categories;
  test('of deals bring their stages, and take them along; those of other types are apart', async () => {
    expect(await list(2)).toMatchObject([
      { id: 0, isDefault: 'Y' },
      { id: 1, isDefault: 'N' },
    ]);
    const { id } = (await result('crm.category.add', { entityTypeId: 2, fields: { name: 'Repairs' } })).category;
    const other = (await result('crm.category.add', { entityTypeId: 1032, fields: { name: 'Visits' } })).category;
    expect([(await list(2)).length, await list(1032)]).toMatchObject([3, [{ id: other.id, entityTypeId: 1032 }]]);
    const directory = `DEAL_STAGE_${id}`;
    expect((await result('crm.status.entity.items', { entityId: directory }))[0]).toMatchObject({ STATUS_ID: `C${id}:NEW` });
    const stage = await result('crm.status.add', { fields: { ENTITY_ID: directory, STATUS_ID: 'PARTS', NAME: 'Parts', SORT: 15 } });
    expect((await result('crm.status.get', { id: stage })).STATUS_ID).toBe(`C${id}:PARTS`);
    expect((await result('crm.status.entity.types')).at(-1)).toMatchObject({ ID: directory, NAME: 'Repairs', PREFIX: `C${id}` });

    const deal = await result('crm.deal.add', { fields: { TITLE: 'A repair', CATEGORY_ID: id } });
    expect(await error('crm.category.delete', { entityTypeId: 2, id })).toBe('0');
    await result('crm.deal.delete', { id: deal });
    expect(await result('crm.category.delete', { entityTypeId: 2, id })).toBe(null);
    expect(await error('crm.status.entity.items', { entityId: directory })).toBe('400');
  });
  test('one of a type is the default', async () => {
    const add = async (name: string) =>
      (await result('crm.category.add', { entityTypeId: 1032, fields: { name, isDefault: 'Y' } })).category.id;
    const [first, second] = [await add('First'), await add('Second')];
    expect(await list(1032)).toMatchObject([
      { id: first, isDefault: 'N' },
      { id: second, isDefault: 'Y' },
    ]);
    await result('crm.category.update', { entityTypeId: 1032, id: first, fields: { isDefault: 'Y' } });
    expect(await list(1032)).toMatchObject([{ isDefault: 'Y' }, { isDefault: 'N' }]);
    expect((await list(2))[0].isDefault).toBe('Y');
  });
});

describe('currencies', () => {
  test('are named by their code', async () => {
    const fields = { CURRENCY: 'CHF', AMOUNT_CNT: 1, AMOUNT: 1.05, LANG: { en: { FULL_NAME: 'Swiss franc', DECIMALS: 2 } } };
    expect(await result('crm.currency.add', { fields })).toBe('CHF');
    expect(await error('crm.currency.add', { fields })).toBe('');
    expect(await result('crm.currency.update', { ID: 'CHF', fields: { AMOUNT: 1.1, CURRENCY: 'XXX' } })).toBe(true);
    expect(await result('crm.currency.get', { id: 'CHF' })).toMatchObject({
      CURRENCY: 'CHF',
      AMOUNT: '1.1',
      FULL_NAME: 'Swiss franc',
      BASE: 'N',
    });
    expect(await result('crm.currency.localizations.get', { id: 'CHF' })).toMatchObject({ en: { FULL_NAME: 'Swiss franc' } });
    expect(await result('crm.currency.localizations.set', { id: 'CHF', localizations: { de: { FULL_NAME: 'Franken' } } })).toBe(true);
    await result('crm.currency.localizations.delete', { id: 'CHF', lids: ['en'] });
    expect(Object.keys(await result('crm.currency.localizations.get', { id: 'CHF' }))).toEqual(['de']);
    expect(await result('crm.currency.delete', { id: 'CHF' })).toBe(true);
    expect(await error('crm.currency.get', { id: 'CHF' })).toBe('');
  });
  test('one is the base, which stays', async () => {
    expect(await result('crm.currency.base.get')).toBe('EUR');
    expect(await result('crm.currency.base.set', { id: 'USD' })).toBe(true);
    const bases = (await result('crm.currency.list')).map(({ CURRENCY, BASE }: Record<string, string>) => `${CURRENCY} ${BASE}`);
    expect(bases).toEqual(['EUR N', 'USD Y', 'GBP N']);
    expect(await error('crm.currency.delete', { id: 'USD' })).toBe('');
    expect(await error('crm.currency.base.set', { id: 'XXX' })).toBe('');
  });
});

test('an address is named by its kind and its owner', async () => {
  const named = { TYPE_ID: 6, ENTITY_TYPE_ID: 8, ENTITY_ID: 1 };
  const list = (filter: object) => result('crm.address.list', { filter, select: ['TYPE_ID', 'CITY'] });
  expect(await result('crm.address.add', { fields: { ...named, CITY: 'Kiel' } })).toBe(true);
  expect(await error('crm.address.add', { fields: named })).toBe('');
  expect(await result('crm.address.update', { fields: { ...named, CITY: 'Bremen' } })).toBe(true);
  expect(await list({ ENTITY_TYPE_ID: 8, ENTITY_ID: 1 })).toEqual([
    { TYPE_ID: '1', CITY: 'Example City' },
    { TYPE_ID: '6', CITY: 'Bremen' },
  ]);
  expect(await result('crm.address.delete', { fields: named })).toBe(true);
  expect(await list({ ENTITY_ID: 1 })).toHaveLength(1);
  expect(await error('crm.address.delete', { fields: named })).toBe('');
  expect(await error('crm.address.update', { fields: { TYPE_ID: 6, ENTITY_ID: 1 } })).toBe('');
});

describe('types of records', () => {
  const numberOf = async (fields: object) => {
    const { result, error } = await call('crm.type.add', { fields: { title: 'Rounds', ...fields } });
    return error ?? result.type.entityTypeId;
  };
  test('get a number that is free; one that is taken or out of range is refused', async () => {
    expect([await numberOf({}), await numberOf({}), await numberOf({ entityTypeId: 1040 })]).toEqual([128, 129, 1040]);
    for (const entityTypeId of [1040, 1032, 127, 193, 1031]) expect(await numberOf({ entityTypeId })).toBe('INVALID_ARG_VALUE');
    for (let number = 130; number <= 192; number += 1) expect(await numberOf({})).toBe(number);
    expect([await numberOf({}), await numberOf({})]).toEqual([1030, 1034]);
  });
  test('that nobody has defined are refused by crm.item', async () => {
    const unknown = { entityTypeId: 1234, id: 1, fields: { title: 'x' } };
    for (const verb of ['add', 'get', 'list', 'fields', 'update', 'delete'])
      expect(await call(`crm.item.${verb}`, unknown)).toMatchObject({ error: 'NOT_FOUND' });
    const { id } = (await call('crm.type.add', { fields: { title: 'Rounds', entityTypeId: 1234 } })).result.type;
    expect((await call('crm.item.add', unknown)).result.item).toMatchObject({ entityTypeId: 1234, title: 'x' });
    await call('crm.type.delete', { id });
    expect(await call('crm.item.list', unknown)).toMatchObject({ error: 'NOT_FOUND' });
    to.bitrix24Records('items', 1236).grow(2);
    expect((await call('crm.item.list', { entityTypeId: 1236 })).total).toBe(2);
    expect((await call('crm.item.list', { entityTypeId: 31 })).total).toBe(0);
  });
});

describe('names at the start', () => {
  test.each([
    ['department.get', '', ['Example Company', 'Sales', 'Service']],
    ['catalog.catalog.list', 'catalogs', ['Products', 'Variations', 'Spare parts']],
    ['catalog.priceType.list', 'priceTypes', ['Retail', 'Wholesale', 'Partners']],
    ['crm.requisite.preset.list', '', ['Company', 'Sole trader', 'Person']],
    ['catalog.store.list', 'stores', undefined],
    ['crm.vat.list', '', ['Vat 1', 'Vat 2', 'Vat 3']],
  ])('%s names what it lists', async (method, place, names) => {
    const { result } = await call(method);
    const shown = (place === '' ? result : result[place]).map((one: Record<string, string>) => one['NAME'] ?? one['name'] ?? one['title']);
    if (names) expect(shown).toEqual(names);
    expect(shown).not.toContain('Anna');
  });
  test('one price is the base', async () => {
    const { priceTypes } = (await call('catalog.priceType.list')).result;
    expect(priceTypes.map(({ base }: { base: string }) => base)).toEqual(['Y', 'N', 'N']);
  });
});
