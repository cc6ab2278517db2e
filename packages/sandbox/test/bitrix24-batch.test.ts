import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const call = async (method: string, json: unknown = {}) => (await send(`${to.bitrix24.webhook}${method}`, { json })).body;
const batch = async (cmd: Record<string, string>) => (await call('batch', { cmd })).result;

describe('references in a batch', () => {
  test('inside lists, nested maps, groups of a filter and texts', async () => {
    const { result, result_error } = await batch({
      one: 'crm.deal.get?id=7',
      two: 'crm.deal.list?filter[ID]=9&select[]=ID&select[]=TITLE',
      list: 'crm.deal.list?select[]=ID&filter[@ID][]=$result[one][ID]&filter[@ID][]=$result[two][0][ID]',
      group:
        'crm.item.list?entityTypeId=2&select[]=id&filter[0][logic]=OR&filter[0][0][id]=$result[one][ID]&filter[0][1][id]=$result[two][0][ID]',
      added: 'crm.contact.add?fields[PHONE][0][VALUE]=%2B49$result[one][ID]&fields[NAME]=of+$result[one][ID]+and+$result[two][0][ID]',
      read: 'crm.contact.get?id=$result[added]',
    });
    expect(result_error).toEqual([]);
    expect(result.list).toEqual([{ ID: '7' }, { ID: '9' }]);
    expect(result.group.items).toEqual([{ id: 7 }, { id: 9 }]);
    expect(result.read).toMatchObject({ NAME: 'of 7 and 9', PHONE: [{ VALUE: '+497' }] });
  });
  test('one that leads nowhere is an empty text; a whole result may be passed on', async () => {
    const { result } = await batch({
      none: 'crm.deal.list?filter[ID]=99999',
      added: 'crm.deal.add?fields[TITLE]=$result[none][0][TITLE]&fields[COMMENTS]=[$result[later][ID]]',
      read: 'crm.deal.get?id=$result[added]',
      phones: 'crm.contact.get?id=1',
      copied: 'crm.contact.add?fields[PHONE]=$result[phones][PHONE]',
      copy: 'crm.contact.get?id=$result[copied]',
    });
    expect(result.read).toMatchObject({ TITLE: '', COMMENTS: '[]' });
    expect(result.copy.PHONE).toMatchObject([{ VALUE: result.phones.PHONE[0].VALUE }]);
  });
  test('in an address the command is encoded twice, in a body once', async () => {
    const title = 'John & Martin = 100%';
    const command = `crm.lead.add?fields[TITLE]=${encodeURIComponent(title)}`;
    const { body } = await send(`${to.bitrix24.webhook}batch?cmd[a]=${encodeURIComponent(command)}`);
    const inBody = await batch({ a: command, b: '/crm.lead.get.json?id=$result[a]' });
    const inAddress = await call('crm.lead.get', { id: body.result.result.a });
    expect([inAddress.result.TITLE, inBody.result.b.TITLE]).toEqual([title, title]);
  });
});

describe('parameters by position', () => {
  const read = 'task.commentitem.getlist';
  test('their order counts, whatever they are called', async () => {
    const inOrder = await call(read, { TASKID: 1, ORDER: { ID: 'asc' }, FILTER: { AUTHOR_ID: 1 } });
    expect(inOrder.result).toEqual(expect.any(Array));
    expect((await call(read, { any: 1, names: { ID: 'asc' } })).result).toEqual(inOrder.result);
    expect((await call(read, [1, { ID: 'asc' }])).result).toEqual(inOrder.result);
  });
  test.each([
    ['task.commentitem.getlist', { ORDER: { ID: 'asc' }, TASKID: 1 }, 'ERROR_CORE', 'TASKID'],
    ['task.commentitem.add', { FIELDS: { POST_MESSAGE: 'x' }, TASKID: 1 }, 'ERROR_CORE', 'TASKID'],
    ['task.elapseditem.getlist', { TASKID: 1, SELECT: 'ID' }, '0x000100', 'ORDER'],
    ['task.checklistitem.get', { TASKID: 'first', ITEMID: 2 }, 'ERROR_CORE', 'TASKID'],
  ])('%s with %j is misread, in a call and in a batch', async (method, params, error, name) => {
    expect(await call(method, params)).toMatchObject({ error, error_description: expect.stringContaining(name) });
    const query = Object.entries(params).map(([key, value]) => (typeof value === 'object' ? `${key}[x]=1` : `${key}=${value}`));
    expect((await batch({ a: `${method}?${query.join('&')}` })).result_error).toMatchObject({ a: { error } });
  });
  test('a map that is skipped holds its place with one empty text', async () => {
    const { result_error } = await batch({
      skipped: 'task.elapseditem.getlist?TASKID=1&ORDER[]=&FILTER[]=&SELECT[]=ID',
      lost: 'task.elapseditem.getlist?TASKID=1&SELECT=ID',
    });
    expect(Object.keys(result_error)).toEqual(['lost']);
    expect(await call('task.elapseditem.add', { TASKID: 1 })).toMatchObject({ error_description: expect.stringContaining('ARFIELDS') });
  });
});

describe('yes and no in a filter', () => {
  const totals = async (method: string, field: string, values: string[], extra = '') => {
    const cmd = Object.fromEntries(values.map((value) => [`v${value}`, `${method}?${extra}filter[${encodeURIComponent(field)}]=${value}`]));
    const { result_total } = await batch(cmd);
    return values.map((value) => result_total[`v${value}`]);
  };
  test.each([
    ['user.get', 'ACTIVE', {}, ''],
    ['crm.item.list', 'closed', { entityTypeId: 2 }, 'entityTypeId=2&'],
    ['crm.deal.list', '=CLOSED', {}, ''],
  ])('%s by %s: 1, Y and true are one, 0, N and false the other', async (method, field, more, extra) => {
    await call('user.update', { ID: 3, ACTIVE: false });
    const total = async (value: unknown) => (await call(method, { ...more, filter: { [field]: value } })).total;
    const [yes, no] = [await total(true), await total(false)];
    expect(yes).toBeGreaterThan(0);
    expect(no).toBeGreaterThan(0);
    expect([await total('Y'), await total(1), await total('N'), await total(0)]).toEqual([yes, yes, no, no]);
    expect(await totals(method, field, ['1', 'Y', 'true'], extra)).toEqual([yes, yes, yes]);
    expect(await totals(method, field, ['0', 'N', 'false'], extra)).toEqual([no, no, no]);
  });
  test('a user is switched on and off in a batch', async () => {
    const { result } = await batch({
      off: 'user.update?ID=3&ACTIVE=0',
      gone: 'user.get?ID=3',
      on: 'user.update?ID=3&ACTIVE=1',
      back: 'user.get?ID=3',
    });
    expect([result.gone[0].ACTIVE, result.back[0].ACTIVE]).toEqual([false, true]);
  });
});
