import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const call = async (method: string, json: unknown = {}) => (await send(`${to.bitrix24.webhook}${method}`, { json })).body;

describe('phones and e-mails of crm.item', () => {
  const phone = (value: string) => ({ typeId: 'PHONE', valueType: 'WORK', value });
  const values = async (entityTypeId: number, id: number) => (await call('crm.item.get', { entityTypeId, id })).result.item.fm;

  test.each([
    [1, 'lead'],
    [3, 'contact'],
    [4, 'company'],
  ])('of type %i are those of crm.%s.*', async (entityTypeId, name) => {
    const fields = { title: 'New', name: 'Jane', fm: [phone('+49 1'), { typeId: 'EMAIL', valueType: 'HOME', value: 'jane@example.com' }] };
    const { item } = (await call('crm.item.add', { entityTypeId, fields })).result;
    const { id } = item;
    expect((await call(`crm.${name}.get`, { id })).result).toMatchObject({
      PHONE: [{ VALUE: '+49 1', VALUE_TYPE: 'WORK', TYPE_ID: 'PHONE' }],
      EMAIL: [{ VALUE: 'jane@example.com', VALUE_TYPE: 'HOME' }],
      HAS_PHONE: 'Y',
      HAS_EMAIL: 'Y',
    });
    const [first, second] = item.fm;
    expect(await values(entityTypeId, id)).toEqual([
      { id: expect.any(Number), ...phone('+49 1') },
      { id: expect.any(Number), typeId: 'EMAIL', valueType: 'HOME', value: 'jane@example.com' },
    ]);
    const change = (fm: unknown) => call('crm.item.update', { entityTypeId, id, fields: { fm } });
    await change({ n0: phone('+49 2'), [first.id]: { valueType: 'MOBILE', value: '+49 3' }, [second.id]: { typeId: 'EMAIL', value: '' } });
    expect(await values(entityTypeId, id)).toEqual([
      { ...first, valueType: 'MOBILE', value: '+49 3' },
      { id: expect.any(Number), ...phone('+49 2') },
    ]);
    await change([phone('+49 4'), { id: first.id, ...phone('+49 5') }]);
    expect((await values(entityTypeId, id)).map(({ value }: { value: string }) => value)).toEqual(['+49 5', '+49 2', '+49 4']);
    expect((await call(`crm.${name}.get`, { id })).result).toMatchObject({ HAS_PHONE: 'Y', HAS_EMAIL: 'N', PHONE: [{}, {}, {}] });
  });
  test('come in lists with * only, and belong to no deal', async () => {
    const list = async (select: string[]) => (await call('crm.item.list', { entityTypeId: 3, select, filter: { id: 1 } })).result.items[0];
    expect(await list(['fm'])).toEqual({ id: 1 });
    expect(await list(['name', 'fm'])).toEqual({ id: 1, name: 'Jane 1' });
    expect((await list(['*'])).fm).toHaveLength(2);
    const { item } = (await call('crm.item.add', { entityTypeId: 2, fields: { title: 'x', fm: [phone('+49 1')] } })).result;
    expect(item).not.toHaveProperty('fm');
  });
});

describe('values of a deal', () => {
  test.each([
    ['CLOSEDATE', '2027-01-01T00:00:00+03:00', '2027-01-01T00:00:00+03:00'],
    ['CLOSEDATE', '2026-12-01T09:30:00.000Z', '2026-12-01T09:30:00.000Z'],
    ['CLOSEDATE', '2027-01-01', '2027-01-01T00:00:00Z'],
    ['CLOSEDATE', '', null],
    ['OPENED', true, 'Y'],
    ['OPENED', false, 'N'],
  ])('%s %s is taken', async (field, value, shown) => {
    const added = await call('crm.deal.add', { fields: { TITLE: 'x', [field]: value } });
    expect((await call('crm.deal.get', { id: added.result })).result[field]).toBe(shown);
    expect((await call('crm.deal.update', { id: added.result, FIELDS: { [field]: value } })).result).toBe(true);
  });
  test.each(['deal', 'lead', 'contact', 'company', 'quote'])('what crm.%s.get answered may be written back', async (name) => {
    const before = (await call(`crm.${name}.get`, { id: 1 })).result;
    expect(await call(`crm.${name}.update`, { id: 1, fields: before })).toMatchObject({ result: true });
    const { DATE_MODIFY: _before, ...rest } = before;
    const { DATE_MODIFY: _after, ...after } = (await call(`crm.${name}.get`, { id: 1 })).result;
    expect(after).toEqual(rest);
  });
  test('what is wrong is named, not what another spelling requires', async () => {
    expect(await call('crm.deal.get')).toMatchObject({ error_description: expect.stringContaining('id is required') });
    const strict = await sandbox({ strict: true });
    try {
      const { body } = await send(`${strict.bitrix24.webhook}crm.deal.add`, { json: { fields: { OPENED: true } } });
      expect(body.error_description).toContain('fields.OPENED must be');
      expect(body.error_description).not.toContain('required');
    } finally {
      await strict.close();
    }
  });
});

describe('the stage of a record', () => {
  test.each([
    ['crm.deal', { STAGE_ID: 'WON' }, { STAGE_SEMANTIC_ID: 'S', CLOSED: 'Y', IS_NEW: 'N' }],
    ['crm.deal', { STAGE_ID: 'LOSE' }, { STAGE_SEMANTIC_ID: 'F', CLOSED: 'Y', IS_NEW: 'N' }],
    ['crm.deal', { STAGE_ID: 'EXECUTING' }, { STAGE_SEMANTIC_ID: 'P', CLOSED: 'N', IS_NEW: 'N' }],
    ['crm.deal', { CATEGORY_ID: 1, STAGE_ID: 'C1:WON' }, { STAGE_SEMANTIC_ID: 'S', CLOSED: 'Y' }],
    ['crm.deal', { CATEGORY_ID: 1 }, { STAGE_ID: 'C1:NEW', STAGE_SEMANTIC_ID: 'P', CLOSED: 'N', IS_NEW: 'Y' }],
    ['crm.deal', {}, { STAGE_ID: 'NEW', STAGE_SEMANTIC_ID: 'P', CLOSED: 'N', IS_NEW: 'Y' }],
    ['crm.lead', { STATUS_ID: 'CONVERTED' }, { STATUS_SEMANTIC_ID: 'S', DATE_CLOSED: expect.stringContaining('T') }],
    ['crm.lead', { STATUS_ID: 'JUNK' }, { STATUS_SEMANTIC_ID: 'F', DATE_CLOSED: expect.stringContaining('T') }],
    ['crm.lead', {}, { STATUS_ID: 'NEW', STATUS_SEMANTIC_ID: 'P' }],
  ])('%s.add %j', async (family, fields, expected) => {
    const id = (await call(`${family}.add`, { fields: { TITLE: 'x', ...fields } })).result;
    expect((await call(`${family}.get`, { id })).result).toMatchObject({ ...expected, MOVED_BY_ID: '1' });
  });
  test('makes a deal won, lost and open again, whichever method moves it', async () => {
    const item = async (stageId: string) => (await call('crm.item.update', { entityTypeId: 2, id: 1, fields: { stageId } })).result.item;
    expect(await item('WON')).toMatchObject({ closed: 'Y', stageSemanticId: 'S', isNew: 'N' });
    expect((await call('crm.deal.list', { filter: { ID: 1, CLOSED: 'Y', STAGE_SEMANTIC_ID: 'S' } })).total).toBe(1);
    expect(await item('NEW')).toMatchObject({ closed: 'N', stageSemanticId: 'P', isNew: 'Y' });
    await call('crm.deal.update', { id: 1, fields: { STAGE_ID: 'LOSE', CLOSED: 'N', STAGE_SEMANTIC_ID: 'P' } });
    expect((await call('crm.deal.get', { id: 1 })).result).toMatchObject({ CLOSED: 'Y', STAGE_SEMANTIC_ID: 'F' });
  });
  test('is stageId of leads as well', async () => {
    const { item } = (await call('crm.item.update', { entityTypeId: 1, id: 1, fields: { stageId: 'JUNK' } })).result;
    expect(item).toMatchObject({ stageId: 'JUNK', stageSemanticId: 'F' });
    expect((await call('crm.lead.get', { id: 1 })).result).toMatchObject({ STATUS_ID: 'JUNK', STATUS_SEMANTIC_ID: 'F' });
    const found = await call('crm.item.list', { entityTypeId: 1, filter: { stageId: 'JUNK' }, select: ['id', 'stageId'] });
    expect(found.result.items).toEqual([{ id: 1, stageId: 'JUNK' }]);
  });
});

describe('fields that the specs do not have', () => {
  test('are not kept; custom ones and links to parents are', async () => {
    const id = (await call('crm.deal.add', { fields: { TITEL: 'x', NAME: 'x', UF_CRM_OWN: 'x', PARENT_ID_1032: 5 } })).result;
    const total = async (filter: object) => (await call('crm.deal.list', { filter })).total;
    expect([await total({ TITEL: 'x' }), await total({ NAME: 'x' })]).toEqual([0, 0]);
    expect([await total({ UF_CRM_OWN: 'x' }), await total({ PARENT_ID_1032: 5 })]).toEqual([1, 1]);
    await call('crm.item.update', { entityTypeId: 2, id, fields: { titel: 'y', ufCrmOwn: 'y' } });
    expect([await total({ TITEL: 'y' }), await total({ UF_CRM_OWN: 'y' })]).toEqual([0, 1]);
  });
  test('nor are they in the tables', async () => {
    const fields = { title: 'North', address: 'Harbour', titel: 'x' };
    const { store } = (await call('catalog.store.add', { fields })).result;
    const found = async (filter: object) =>
      (await call('catalog.store.list', { filter })).result.stores.map(({ id }: { id: number }) => id);
    expect([await found({ titel: 'x' }), await found({ title: 'North' })]).toEqual([[], [store.id]]);
  });
  test('are named by strict mode, in fields, filter, select and order', async () => {
    const strict = await sandbox({ strict: true });
    try {
      const post = async (method: string, json: unknown) =>
        (await send(`${strict.bitrix24.webhook}${method}`, { json })).body.error_description ?? 'taken';
      expect([
        await post('crm.deal.add', { fields: { TITEL: 'x' } }),
        await post('crm.deal.list', { filter: { '>=DATE_CREAT': '2026-01-01' } }),
        await post('crm.deal.list', { filter: { 0: { logic: 'OR', 0: { TITEL: 'x' }, 1: { ID: 1 } } } }),
        await post('crm.deal.list', { select: ['ID', 'TITEL', 'UF_*', 'UF_CRM_OWN', 'PARENT_ID_1032'] }),
        await post('crm.deal.list', { order: { TITEL: 'ASC' } }),
        await post('crm.item.list', { entityTypeId: 2, select: ['id', 'titel'] }),
      ]).toEqual(
        ['fields.TITEL', 'filter.DATE_CREAT', 'filter.TITEL', 'select.TITEL', 'order.TITEL', 'select.titel'].map((name) =>
          expect.stringContaining(`has no field "${name}"`),
        ),
      );
      const known = { filter: { '!=TITLE': '', PARENT_ID_1032: 5, UF_CRM_OWN: 1 }, order: { ID: 'DESC' }, select: ['*', 'UF_*'] };
      expect(await post('crm.deal.list', known)).toBe('taken');
      expect(await post('crm.lead.list', { select: ['ID', 'CONTACT_IDS'] })).toBe('taken');
      expect(await post('crm.activity.list', { filter: { BINDINGS: [{ OWNER_TYPE_ID: 2 }] } })).toBe('taken');
      expect(
        await post('crm.item.list', { entityTypeId: 2, select: ['id', 'ufCrmOwn', 'parentId1032'], order: { createdTime: 'ASC' } }),
      ).toBe('taken');
    } finally {
      await strict.close();
    }
  });
});

describe('numbers of crm.item', () => {
  test('of parents and of custom fields that are declared as numbers, whoever wrote them; others as sent', async () => {
    for (const [FIELD_NAME, USER_TYPE_ID, MULTIPLE] of [
      ['SIZE', 'double', 'N'],
      ['COUNTS', 'integer', 'Y'],
      ['CODE', 'string', 'N'],
    ])
      await call('crm.deal.userfield.add', { fields: { FIELD_NAME, USER_TYPE_ID, MULTIPLE } });
    const fields = { parentId1032: 1, ufCrmSize: 1.5, ufCrmCounts: [1, 2], ufCrmCode: '007', ufCrmOwn: 3, ufCrmText: '4' };
    const { item } = (await call('crm.item.add', { entityTypeId: 2, fields })).result;
    expect(item).toMatchObject(fields);
    expect((await call('crm.item.list', { entityTypeId: 2, filter: { id: item.id } })).result.items[0]).toMatchObject(fields);
    expect((await call('crm.deal.get', { id: item.id })).result).toMatchObject({
      PARENT_ID_1032: '1',
      UF_CRM_SIZE: '1.5',
      UF_CRM_OWN: '3',
    });
    await send(`${to.bitrix24.webhook}crm.deal.update?id=${item.id}&fields[UF_CRM_SIZE]=2.5&fields[PARENT_ID_1032]=2`);
    const changed = (await call('crm.item.get', { entityTypeId: 2, id: item.id })).result.item;
    expect(changed).toMatchObject({ parentId1032: 2, ufCrmSize: 2.5 });
  });
});
