import { expect, it } from 'vitest';
import { createBitrix24 } from '../src/index.js';
import { inPosition } from '../src/positional.js';
import { portalOf } from './portal.js';

it('parameters by position arrive in the documented order, in a call and in a batch', async () => {
  await using portal = await portalOf(() => ({ json: { result: { result: { c0: true } } } }));
  const b24 = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
  await b24.task.elapseditem.update({ ARFIELDS: { SECONDS: 60, COMMENT_TEXT: 'x' }, ITEMID: 2, TASKID: 1 });
  await b24.batch([b24.task.elapseditem.update.cmd({ ARFIELDS: { SECONDS: 60, COMMENT_TEXT: 'x' }, ITEMID: 2, TASKID: 1 })]);
  expect(Object.keys(portal.seen[0]!.json)).toEqual(['TASKID', 'ITEMID', 'ARFIELDS']);
  expect(portal.seen[1]!.json['cmd']).toEqual({
    c0: 'task.elapseditem.update?TASKID=1&ITEMID=2&ARFIELDS%5BSECONDS%5D=60&ARFIELDS%5BCOMMENT_TEXT%5D=x',
  });
});

it('what is skipped keeps its place', () => {
  const params = inPosition('task.elapseditem.getlist', { taskId: 1, SELECT: ['ID'], ORDER: {} });
  expect(Object.entries(params)).toEqual([
    ['TASKID', 1],
    ['ORDER', ['']],
    ['FILTER', ['']],
    ['SELECT', ['ID']],
  ]);
  expect(inPosition('task.item.list', {})).toEqual({});
});

it('what would take another place is refused before anything is sent', async () => {
  await using portal = await portalOf(() => ({}));
  const b24 = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
  const stray = { TASKID: 1, ITEMID: 2, EXTRA: 3 };
  await expect(b24.task.elapseditem.get(stray)).rejects.toMatchObject({ name: 'UsageError', field: 'params.EXTRA' });
  await expect(b24.batch([b24.command('task.elapseditem.get', stray)])).rejects.toMatchObject({ field: 'params.EXTRA' });
  await expect(b24.send('Task.elapsedItem.get', { ITEMID: 2 })).rejects.toMatchObject({ field: 'params.TASKID' });
  expect(portal.seen).toEqual([]);
});

it('numbered parameters and other methods stay as they are', () => {
  const numbered = [1, 2];
  expect(inPosition('task.elapseditem.get', numbered)).toBe(numbered);
  const deal = { select: ['ID'] };
  expect(inPosition('crm.deal.list', deal)).toBe(deal);
});
