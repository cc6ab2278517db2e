import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bitrix24, createBitrix24, PortolanError } from '../src/index.js';

// Every malformed input below that could hold a secret holds this one, and no error may.
const secret = 's3cr3t';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** What a script without types may pass. */
const create = (options?: unknown): Bitrix24 => createBitrix24(options as never);
const webhook = (address: unknown): Bitrix24 => create({ auth: { webhook: address } });
const application = (portal: unknown, session: unknown = { getToken: async () => secret }): Bitrix24 =>
  create({ auth: { portal, session } });
const open = (more: object = {}): Bitrix24 => create({ auth: { webhook: sandbox.bitrix24.webhook }, ...more });
const send = (method: unknown, params?: unknown, more?: object): Promise<unknown> => open(more).send(method as string, params as object);
const drain = async (method: string, params: object = { fields: {} }): Promise<void> => {
  for await (const _ of open().list(method as never, params as never));
};
const cyclic: Record<string, unknown> = { TITLE: secret };
cyclic['self'] = cyclic;

const cases: [what: string, work: () => unknown, field: string, hint: string][] = [
  ['list: a method that writes', () => drain('crm.deal.add'), 'method', 'writes'],
  ['list: a method that takes away what it lists', () => drain('event.offline.get'), 'method', 'writes'],
  ['no options', () => create(), 'webhook', 'missing'],
  ['options: a webhook', () => create(`https://p.bitrix24.com/rest/1/${secret}/`), 'webhook', 'missing'],
  ['auth: missing', () => create({}), 'webhook', 'missing'],
  ['auth: null', () => create({ auth: null }), 'webhook', 'missing'],
  ['auth: the webhook itself', () => create({ auth: `https://p.bitrix24.com/rest/1/${secret}/` }), 'webhook', 'missing'],
  ['webhook: a number', () => webhook(5), 'webhook', 'missing'],
  ['webhook: empty', () => webhook(''), 'webhook', 'missing'],
  ['webhook: an environment variable that is not set', () => webhook('undefined'), 'webhook', 'not a URL'],
  ['webhook: no scheme', () => webhook(`p.bitrix24.com/rest/1/${secret}/`), 'webhook', 'not a URL'],
  ['webhook: http', () => webhook(`http://p.bitrix24.com/rest/1/${secret}/`), 'webhook', 'not https'],
  ['webhook: a line break', () => webhook(`https://p.bitrix24.com/rest/1/${secret}/\n`), 'webhook', 'line break'],
  ['webhook: no user', () => webhook(`https://p.bitrix24.com/rest/${secret}/`), 'webhook', 'user id'],
  ['webhook: no code', () => webhook('https://p.bitrix24.com/rest/1/'), 'webhook', 'code is missing'],
  ['webhook: with a method', () => webhook(`https://p.bitrix24.com/rest/1/${secret}/profile.json`), 'webhook', 'method name'],
  ['webhook: another path', () => webhook(`https://p.bitrix24.com/crm/1/${secret}/`), 'webhook', '/rest/'],
  ['webhook: a query', () => webhook(`https://p.bitrix24.com/rest/1/${secret}/?x=1`), 'webhook', 'query'],
  ['portal: empty', () => application(''), 'portal', 'missing'],
  ['portal: null', () => application(null), 'portal', 'missing'],
  ['portal: a space', () => application('p.bitrix24 .com'), 'portal', 'white space'],
  ['portal: with a path', () => application(`https://p.bitrix24.com/${secret}/`), 'portal', 'path'],
  ['portal: http', () => application(`http://${secret}.bitrix24.com`), 'portal', 'not https'],
  ['portal: credentials', () => application(`https://u:${secret}@p.bitrix24.com`), 'portal', 'user info'],
  ['session: missing', () => application('p.bitrix24.com', null), 'session', 'no tokens'],
  ['session: a token', () => application('p.bitrix24.com', secret), 'session', 'no tokens'],
  ['rate: unknown', () => open({ rate: secret }), 'rate', 'no tariff'],
  ['fetch: no function', () => open({ fetch: secret }), 'fetch', 'not a function'],
  ['timeout: no number', () => send('profile', {}, { timeout: secret }), 'timeout', 'not a number'],
  ['method: empty', () => send(''), 'method', 'not a method name'],
  ['method: undefined', () => send(undefined), 'method', 'not a method name'],
  ['method: with a query', () => send(`profile?auth=${secret}`), 'method', 'not a method name'],
  ['method: a path out', () => send(`../${secret}/profile`), 'method', 'not a method name'],
  ['method of v3: with a slash', () => open().v3.send(`tasks/${secret}`), 'method', 'not a method name'],
  ['params: a cycle', () => send('crm.deal.add', { fields: cyclic }), 'body', 'no JSON'],
  ['params: a bigint', () => send('crm.deal.get', { id: 1n }), 'body', 'no JSON'],
  ['list: a bigint', () => drain('crm.deal.list', { filter: { ID: 1n } }), 'params', 'no JSON'],
  ['list: a cycle', () => drain('crm.deal.list', { filter: cyclic }), 'params', 'no JSON'],
  ['batch: no params', () => open().batch({ a: { method: '' } as never }), 'method', 'not a method name'],
  [
    'batch: a file',
    () => open().batch({ a: { method: 'crm.deal.add', params: { fields: { PHOTO: new Blob([secret]) } } } }),
    'params.fields[PHOTO]',
    'Convert it',
  ],
  [
    'batch: a date of a library',
    () => open().batch({ a: { method: 'crm.deal.list', params: { filter: { DATE: new URL('https://example.com/') } } } }),
    'params.filter[DATE]',
    'Convert it',
  ],
  [
    'batch: a text like a reference',
    () => open().batch({ a: { method: 'crm.deal.add', params: { fields: { TITLE: '$result[x]' } } } }),
    'params.fields[TITLE]',
    'reference',
  ],
  ['batch: a cycle', () => open().batch({ a: { method: 'crm.deal.add', params: cyclic } }), 'params', 'nested'],
  [
    'batch: a date that is none',
    () => open().batch({ a: { method: 'crm.deal.list', params: { filter: { DATE: new Date(secret) } } } }),
    'params.filter[DATE]',
    'date',
  ],
  [
    'batch: a command that is no method',
    () => open().batch({ a: { method: `profile?auth=${secret}`, params: {} } }),
    'method',
    'not a method name',
  ],
];

describe('malformed input gives an error that names the field and the remedy, keeps the secret and sends nothing', () => {
  it.each(cases)('%s', async (_, work, field, hint) => {
    const before = sandbox.log().length;
    const error = await failure(work);
    expect(error).toBeInstanceOf(PortolanError);
    expect(error).toMatchObject({ name: 'UsageError', code: 'usage', field });
    expect(error.message.startsWith(`${field}: `)).toBe(true);
    expect(error.message).toContain(hint);
    expect(error.remedy.length).toBeGreaterThan(4);
    expect(error.message).toContain(error.remedy);
    expect(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(secret);
    expect(sandbox.log()).toHaveLength(before);
  });

  it('in at least thirty ways', () => expect(cases.length).toBeGreaterThanOrEqual(30));
});

async function failure(work: () => unknown): Promise<Error & { remedy: string }> {
  try {
    await work();
  } catch (error) {
    return error as Error & { remedy: string };
  }
  throw new Error('It did not fail.');
}
