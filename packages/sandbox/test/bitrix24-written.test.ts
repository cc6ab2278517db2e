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
