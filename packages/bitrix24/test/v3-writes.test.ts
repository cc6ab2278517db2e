import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bitrix24, createBitrix24 } from '../src/index.js';

let sandbox: Sandbox;
let b24: Bitrix24;
beforeAll(async () => {
  sandbox = await startSandbox();
  b24 = createBitrix24({ auth: { webhook: sandbox.bitrix24.webhook } });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

const letter = { from: 'sales@example.com', to: ['jane@example.com'], subject: 'Offer', body: 'See below.' };
const writes: [method: string, write: () => Promise<unknown>, count: () => Promise<number>, written: number][] = [
  [
    'note.collection.add',
    () => b24.v3.note.collection.add({ fields: { name: 'Rules' } }),
    async () => (await b24.v3.note.collection.list()).items.length,
    1,
  ],
  [
    'tasks.task.result.add',
    () => b24.v3.tasks.task.result.add({ fields: { taskId: 1, text: 'Sent' } }),
    async () => (await b24.v3.tasks.task.result.list({ filter: [['taskId', 1]] })).items.length,
    1,
  ],
  [
    'mail.message.send',
    () => b24.v3.mail.message.send(letter),
    async () => (await b24.v3.mail.message.list({ pagination: { limit: 100 } })).items.length,
    1,
  ],
  [
    'humanresources.node.add',
    () => b24.v3.humanresources.node.add({ type: 'DEPARTMENT', name: 'Service', parentId: 1 }),
    async () => (await b24.v3.humanresources.node.count()).departments!,
    1,
  ],
  [
    'note.document.delete',
    () => b24.v3.note.document.delete({ id: 2 }),
    async () => (await b24.v3.note.document.tree.list({ collectionId: 1 })).items![0]!.children!.length,
    -1,
  ],
];

describe('a write of REST 3.0 whose answer is lost', () => {
  it.each(writes)('%s is sent again and happens once', async (method, write, count, written) => {
    const before = await count();
    sandbox.faults.add({ provider: 'bitrix24', operation: method, reset: true, when: 'after', count: 1 });
    await write();
    expect((await count()) - before).toBe(written);
    expect(sandbox.log().filter(({ operation }) => operation === method)).toHaveLength(2);
  });

  it('two calls are two writes, each with a key of its own', async () => {
    const [first, second] = [
      await b24.v3.note.collection.add({ fields: { name: 'A' } }),
      await b24.v3.note.collection.add({ fields: { name: 'A' } }),
    ];
    expect(first.item.id).not.toBe(second.item.id);
  });
});
