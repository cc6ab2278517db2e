import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { createBitrix24 } from '../src/index.js';

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox({ bitrix24Limits: { capacity: 100_000 } })));
afterAll(() => sandbox.close());
const client = () => createBitrix24({ auth: { webhook: sandbox.bitrix24.webhook } });

it('methods by position are understood by a portal that reads the order, alone and in a batch, whatever the order of the caller', async () => {
  const b24 = client();
  const list = { SELECT: ['ID'] as const, TASKID: 1 };
  const alone = await b24.task.elapseditem.getlist(list);
  const { listed, added } = await b24.batch({
    listed: b24.task.elapseditem.getlist.cmd(list),
    added: b24.task.commentitem.add.cmd({ FIELDS: { POST_MESSAGE: 'x' }, TASKID: 1 }),
  });
  expect(listed).toEqual(alone);
  expect(added).toBeDefined();
});

it('a reference in a list of a filter is filled in', async () => {
  const b24 = client();
  const title = 'A & B = 100% + $5';
  const { made, listed } = await b24.batch({
    made: b24.crm.deal.add.cmd({ fields: { TITLE: title } }),
    listed: (refs) => b24.crm.deal.list.cmd({ filter: { '@ID': [refs.made.ref(), 99_999] }, select: ['ID', 'TITLE'] }),
  });
  expect(listed).toEqual([{ ID: String(made), TITLE: title }]);
});
