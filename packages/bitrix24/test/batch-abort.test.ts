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
  expect(portal.seen).toHaveLength(0);
});
