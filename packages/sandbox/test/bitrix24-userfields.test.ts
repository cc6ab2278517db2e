import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const call = async (method: string, json: unknown = {}) => (await send(`${to.bitrix24.webhook}${method}`, { json })).body;
const add = async (entity: string, fields: object) =>
  (await call(`crm.${entity}.userfield.add`, { fields: { USER_TYPE_ID: 'string', ...fields } })).result;

describe('custom fields of the CRM', () => {
  test.each([
    ['deal', 2],
    ['lead', 1],
    ['contact', 3],
    ['company', 4],
    ['quote', 7],
  ])('of a %s: declared, in its fields and records, gone with their values', async (entity, entityTypeId) => {
    const id = await add(entity, { FIELD_NAME: 'COLOUR', LABEL: 'Colour' });
    expect((await call(`crm.${entity}.fields`)).result['UF_CRM_COLOUR']).toMatchObject({
      type: 'string',
      isDynamic: true,
      isRequired: false,
      formLabel: 'Colour',
    });
    const fields = async () => (await call('crm.item.fields', { entityTypeId })).result.fields;
    expect((await fields())['ufCrmColour']).toMatchObject({ title: 'Colour', upperName: 'UF_CRM_COLOUR', isMultiple: false });

    const list = async (filter: object) => (await call(`crm.${entity}.list`, { filter, select: ['ID', 'UF_*'] })).result;
    expect((await list({ ID: 1 }))[0]).toMatchObject({ ID: '1', UF_CRM_COLOUR: null });
    await call(`crm.${entity}.update`, { id: 1, fields: { UF_CRM_COLOUR: 'red' } });
    await call('crm.item.update', { entityTypeId, id: 2, fields: { ufCrmColour: 'red' } });
    expect(await list({ UF_CRM_COLOUR: 'red' })).toMatchObject([
      { ID: '1', UF_CRM_COLOUR: 'red' },
      { ID: '2', UF_CRM_COLOUR: 'red' },
    ]);
    const items = async (more: object) =>
      (await call('crm.item.list', { entityTypeId, filter: { ufCrmColour: 'red' }, order: { id: 'DESC' }, ...more })).result.items;
    expect((await items({}))[0]).toMatchObject({ id: 2, ufCrmColour: 'red' });
    expect(await items({ select: ['id', 'ufCrmColour'] })).toEqual([2, 1].map((one) => ({ id: one, ufCrmColour: 'red' })));
    expect((await items({ useOriginalUfNames: 'Y' }))[0]).toMatchObject({ UF_CRM_COLOUR: 'red' });

    expect((await call(`crm.${entity}.userfield.delete`, { id })).result).toBe(true);
    expect(await fields()).not.toHaveProperty('ufCrmColour');
    expect((await call(`crm.${entity}.get`, { id: 1 })).result).not.toHaveProperty('UF_CRM_COLOUR');
    expect((await call('crm.item.get', { entityTypeId, id: 2 })).result.item).not.toHaveProperty('ufCrmColour');
  });

  test.each([
    ['MANAGER_NOTE', 'UF_CRM_MANAGER_NOTE', 'ufCrmManagerNote'],
    ['uf_manager_note', 'UF_CRM_MANAGER_NOTE', 'ufCrmManagerNote'],
    ['UF_CRM_3_DIGIT10', 'UF_CRM_3_DIGIT10', 'ufCrm_3_DIGIT10'],
    ['3_1747309727', 'UF_CRM_3_1747309727', 'ufCrm3_1747309727'],
    ['1747309879', 'UF_CRM_1747309879', 'ufCrm_1747309879'],
    ['3_DIGIT', 'UF_CRM_3_DIGIT', 'ufCrm3Digit'],
  ])('%s is called %s, in crm.item %s, and is read back from it', async (sent, name, item) => {
    const id = await add('deal', { FIELD_NAME: sent });
    expect((await call('crm.deal.userfield.get', { id })).result.FIELD_NAME).toBe(name);
    await call('crm.item.update', { entityTypeId: 2, id: 1, fields: { [item]: 'x' } });
    expect((await call('crm.deal.get', { id: 1 })).result[name]).toBe('x');
    expect((await call('crm.item.get', { entityTypeId: 2, id: 1 })).result.item[item]).toBe('x');
  });

  test.each([
    ['no name', { USER_TYPE_ID: 'string' }, ''],
    ['no type', { FIELD_NAME: 'A' }, ''],
    ['a name that is too long', { FIELD_NAME: 'A'.repeat(44), USER_TYPE_ID: 'string' }, 'ERROR_CORE'],
    ['a letter outside A-Z', { FIELD_NAME: 'É', USER_TYPE_ID: 'string' }, 'ERROR_CORE'],
    ['a name that is taken', { FIELD_NAME: 'REGION', USER_TYPE_ID: 'string' }, 'ERROR_CORE'],
    [
      'a code of two choices',
      {
        FIELD_NAME: 'A',
        USER_TYPE_ID: 'enumeration',
        LIST: [
          { VALUE: 'a', XML_ID: 'x' },
          { VALUE: 'b', XML_ID: 'x' },
        ],
      },
      'ERROR_CORE',
    ],
  ])('%s is refused', async (_what, fields, error) => {
    expect(await call('crm.deal.userfield.add', { fields })).toMatchObject({ error });
    expect((await call('crm.deal.userfield.list')).result).toHaveLength(1);
  });

  test('choices are numbered, changed by their id and told by the fields; labels come by language', async () => {
    const id = await add('deal', {
      FIELD_NAME: 'SIZE',
      USER_TYPE_ID: 'enumeration',
      LABEL: 'Size',
      EDIT_FORM_LABEL: { de: 'Größe' },
      LIST: [{ VALUE: 'small' }, { VALUE: 'large' }],
    });
    const get = async () => (await call('crm.deal.userfield.get', { id })).result;
    const { LIST: list, ...field } = await get();
    expect(field).toMatchObject({ EDIT_FORM_LABEL: { en: 'Size', de: 'Größe' }, MANDATORY: 'N', SORT: '100', MULTIPLE: 'N' });
    const [small, large] = list;
    await call('crm.deal.userfield.update', {
      id,
      fields: { MULTIPLE: 'Y', MANDATORY: 'Y', LIST: [{ ID: small.ID, VALUE: 'tiny' }, { ID: large.ID, DEL: 'Y' }, { VALUE: 'huge' }] },
    });
    expect(await get()).toMatchObject({ MULTIPLE: 'N', MANDATORY: 'Y', LIST: [{ ID: small.ID, VALUE: 'tiny' }, { VALUE: 'huge' }] });
    const told = (await call('crm.deal.fields')).result['UF_CRM_SIZE'];
    expect(told).toMatchObject({ isRequired: true, items: [{ ID: small.ID, VALUE: 'tiny' }, { VALUE: 'huge' }] });
    const listed = async (LANG?: string) =>
      (await call('crm.deal.userfield.list', { filter: { FIELD_NAME: 'UF_CRM_SIZE', ...(LANG && { LANG }) } })).result;
    expect(await listed('de')).toMatchObject([{ EDIT_FORM_LABEL: 'Größe', LIST_COLUMN_LABEL: 'Size' }]);
    expect((await listed())[0]).not.toHaveProperty('EDIT_FORM_LABEL');
  });
});

describe('userfieldconfig', () => {
  const config = (verb: string, params: object) => call(`userfieldconfig.${verb}`, { moduleId: 'crm', ...params });
  test('declares fields of smart processes', async () => {
    const field = { entityId: 'CRM_1', fieldName: 'UF_CRM_1_SIZE', userTypeId: 'enumeration', enum: [{ value: 'small' }] };
    const added = (await config('add', { field })).result.field;
    expect(added).toMatchObject({ entityId: 'CRM_1', sort: '100', enum: [{ value: 'small', userFieldId: added.id, def: 'N' }] });
    const fields = async () => (await call('crm.item.fields', { entityTypeId: 1032 })).result.fields;
    expect((await fields())['ufCrm1Size']).toMatchObject({ type: 'enumeration', items: [{ ID: added.enum[0].id, VALUE: 'small' }] });
    const { item } = (await call('crm.item.add', { entityTypeId: 1032, fields: { title: 'x', ufCrm1Size: added.enum[0].id } })).result;
    expect(item.ufCrm1Size).toBe(added.enum[0].id);
    expect((await call('crm.deal.get', { id: 1 })).result).not.toHaveProperty('UF_CRM_1_SIZE');
    expect((await config('delete', { id: added.id })).result).toBe(null);
    expect(await fields()).not.toHaveProperty('ufCrm1Size');
    expect((await call('crm.item.get', { entityTypeId: 1032, id: item.id })).result.item).not.toHaveProperty('ufCrm1Size');
  });
  test('has the fields of crm.deal.userfield as well', async () => {
    const id = await add('deal', { FIELD_NAME: 'COLOUR', LABEL: 'Colour' });
    const { field } = (await config('update', { id, field: { mandatory: 'Y', sort: 20, fieldName: 'UF_CRM_OTHER' } })).result;
    expect(field).toMatchObject({
      id: String(id),
      fieldName: 'UF_CRM_COLOUR',
      mandatory: 'Y',
      sort: '20',
      editFormLabel: { en: 'Colour' },
    });
    expect((await call('crm.deal.userfield.get', { id })).result).toMatchObject({ MANDATORY: 'Y', SORT: '20' });
    const list = (await config('list', { filter: { entityId: 'CRM_DEAL' }, order: { id: 'DESC' }, select: ['fieldName'] })).result;
    expect(list.fields).toEqual([
      { id: String(id), fieldName: 'UF_CRM_COLOUR' },
      { id: '1', fieldName: 'UF_CRM_REGION' },
    ]);
    expect((await config('get', { id: 99_999 })).result).toBe(null);
    expect((await call('crm.lead.userfield.get', { id })).error).toBe('ERROR_NOT_FOUND');
  });
  test.each([
    ['add', { field: { entityId: 'CRM_99', fieldName: 'UF_CRM_99_A', userTypeId: 'string' } }],
    ['add', { field: { entityId: 'CRM_1', fieldName: 'A', userTypeId: 'string' } }],
    ['delete', { id: 99_999 }],
    ['list', { moduleId: 'tasks' }],
  ])('%s refuses %j', async (verb, params) => {
    expect(await config(verb, params)).toMatchObject({ error: '' });
  });
});
