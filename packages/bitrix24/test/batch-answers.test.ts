import { expect, it } from 'vitest';
import { createBitrix24 } from '../src/index.js';
import { portalOf } from './portal.js';

it('a batch that is aborted tells what was written, what may have been, and what was not sent', async () => {
  const stop = new AbortController();
  await using portal = await portalOf(({ json }) => {
    if (portal.seen.length === 2) stop.abort(new Error('enough'));
    const made = Object.keys(json['cmd'] as object).map((key, index) => [key, index + 1]);
    return { json: { result: { result: Object.fromEntries(made), result_error: [], result_time: [] } } };
  });
  const b24 = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
  const commands = Array.from({ length: 150 }, () => b24.crm.deal.add.cmd({ fields: { TITLE: 'x' } }));

  const { results, errors } = await b24.batchSettled(commands, { signal: stop.signal, halt: true });
  expect(portal.seen).toHaveLength(2);
  const told = commands.map((_, index) => results[index] ?? errors[index]?.message);
  expect(told.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(new Set(told.slice(50, 100))).toEqual(
    new Set(['crm.deal.add: aborted. It may have been carried out: look before you repeat it.']),
  );
  expect(new Set(told.slice(100))).toEqual(new Set(['crm.deal.add: not sent, since the batch was aborted.']));
  expect(errors[149]?.code).toBe('aborted');
  await expect(b24.batch(commands, { signal: stop.signal })).rejects.toThrow('enough');
  expect(portal.seen).toHaveLength(2);
});

it('a batch takes no call for a command', async () => {
  await using portal = await portalOf(() => ({ json: { result: {} } }));
  const b24 = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
  const wrong = { deal: b24.crm.deal.get as never };
  await expect(b24.batch(wrong)).rejects.toMatchObject({ field: 'commands.deal', message: expect.stringContaining('`.cmd()`') });
  await expect(b24.v3.batch(wrong)).rejects.toMatchObject({ field: 'commands.deal' });
  await expect(b24.batch({ deal: ['crm.deal.get', { id: 1 }] as never })).rejects.toMatchObject({ field: 'commands.deal' });
  // What is sent by mistake would arrive by then.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(portal.seen).toHaveLength(0);
});

it('a batch of REST 3.0 believes no answer that does not have one result for each command', async () => {
  await using portal = await portalOf(() => ({ json: { result: [{ item: { id: 1 } }] } }));
  const b24 = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
  const one = b24.v3.tasks.task.get.cmd({ id: 1 });
  await expect(b24.v3.batch({ one, two: one })).rejects.toMatchObject({ code: 'no_answer' });
  expect(await b24.v3.batch({ one })).toEqual({ one: { item: { id: 1 } } });
});

it('what an answer tells of a command is read whatever its form, and its running time is kept for the method by our clock', async () => {
  const time = { operating: 7, operating_reset_at: 5060, finish: 5000 };
  await using portal = await portalOf(() => ({
    json: {
      result: { result: { c0: [] }, result_error: [], result_next: { c0: '50' }, result_total: { c0: '120' }, result_time: { c0: time } },
    },
  }));
  const clock = { now: () => 1_000_000, random: () => 0, sleep: () => new Promise<void>(() => {}) };
  const b24 = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` }, clock });
  const { details } = await b24.batchSettled([b24.crm.deal.list.cmd({ select: ['ID'] })]);
  expect(details[0]).toMatchObject({ next: 50, total: 120 });
  expect(b24.operating('crm.deal.list')).toEqual({ seconds: 7, resetAt: 1_060_000 });
});

it('a write that refers to another field of a write than its id waits for it: that field may be empty', async () => {
  await using portal = await portalOf(({ json }) => {
    const made = Object.keys(json['cmd'] as object).map((key) => [key, { item: { id: 1, contactId: 7 } }]);
    return { json: { result: { result: Object.fromEntries(made), result_error: [], result_time: [] } } };
  });
  const b24 = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
  const deal = b24.crm.item.add.cmd({ entityTypeId: 2, fields: { title: 'x' } });
  const add = (contactId: unknown) => b24.crm.item.add.cmd({ entityTypeId: 2, fields: { contactId: contactId as number } });
  await b24.batch({ deal, next: (refs) => add(refs.deal.ref('item', 'id')) });
  expect(portal.seen).toHaveLength(1);
  await b24.batch({ deal, next: (refs) => add(refs.deal.ref('item', 'contactId')) });
  expect(portal.seen).toHaveLength(3);
  expect(Object.values(portal.seen[2]!.json['cmd'] as object)[0]).toContain(
    'fields[contactId]=7'.replaceAll('[', '%5B').replaceAll(']', '%5D'),
  );
});
