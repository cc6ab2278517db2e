import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTask, getTask, listTasks, uploadCheckListAttachment } from '../src/generated/work/index.js';
import { createHubex, type Hubex, PortolanError } from '../src/index.js';

// Every malformed input below that could hold a secret holds this one, and no error may.
const secret = 's3cr3t';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** What a script without types may pass. */
const create = (options?: unknown): Hubex => createHubex(options as never);
const withToken = (serviceToken: unknown): Hubex => create({ auth: { serviceToken } });
const open = (more: object = {}): Hubex =>
  create({ auth: { serviceToken: sandbox.hubex.serviceToken }, baseUrl: sandbox.hubex.baseUrl, ...more });
const list = (call: object, more?: object): Promise<unknown> => listTasks({ client: open(more), ...call } as never);
const cyclic: Record<string, unknown> = { notes: secret };
cyclic['self'] = cyclic;

const cases: [what: string, work: () => unknown, field: string, hint: string][] = [
  ['no options', () => create(), 'serviceToken', 'missing'],
  ['options: a token', () => create(secret), 'serviceToken', 'missing'],
  ['auth: missing', () => create({}), 'serviceToken', 'missing'],
  ['auth: null', () => create({ auth: null }), 'serviceToken', 'missing'],
  ['auth: the token itself', () => create({ auth: secret }), 'serviceToken', 'missing'],
  ['auth: a source that is none', () => create({ auth: { getToken: secret } }), 'serviceToken', 'missing'],
  ['auth: a flow that is none', () => create({ auth: { signIn: secret, renew: secret } }), 'serviceToken', 'missing'],
  ['service token: a number', () => withToken(5), 'serviceToken', 'missing'],
  ['service token: empty', () => withToken(''), 'serviceToken', 'empty'],
  ['service token: an environment variable that is not set', () => withToken('undefined'), 'serviceToken', 'not set'],
  ['service token: a line break', () => withToken(`${secret}\n`), 'serviceToken', 'line break'],
  ['service token: Bearer', () => withToken(`Bearer ${secret}`), 'serviceToken', 'Bearer'],
  ['service token: quotes', () => withToken(`'${secret}'`), 'serviceToken', 'quotes'],
  ['base URL: no URL', () => open({ baseUrl: secret }), 'baseUrl', 'not a URL'],
  ['base URL: a number', () => open({ baseUrl: 5 }), 'baseUrl', 'not a URL'],
  ['base URL: http', () => open({ baseUrl: `http://${secret}.example.com/fsm` }), 'baseUrl', 'not https'],
  ['base URL: credentials', () => open({ baseUrl: `https://u:${secret}@api.hubex.ru/fsm` }), 'baseUrl', 'user info'],
  ['base URL: a query', () => open({ baseUrl: `https://api.hubex.ru/fsm?token=${secret}` }), 'baseUrl', 'query'],
  ['application id: a line break', () => list({}, { applicationId: `5\n${secret}` }), 'headers.X-Application-ID', 'line break'],
  ['fetch: no function', () => open({ fetch: secret }), 'fetch', 'not a function'],
  ['timeout: no number', () => list({}, { timeout: secret }), 'timeout', 'not a number'],
  ['timeout: negative', () => list({}, { timeout: -5 }), 'timeout', 'not a number'],
  ['timeout of a call: no number', () => list({ timeout: secret }), 'timeout', 'not a number'],
  ['token of a source: a line break', () => list({}, { auth: { getToken: async () => `${secret}\n${secret}` } }), 'token', 'line break'],
  ['path parameter: missing', () => getTask({ client: open() } as never), 'path.taskID', 'missing'],
  ['path parameter: undefined', () => getTask({ client: open(), path: { taskID: undefined as never } }), 'path.taskID', 'missing'],
  ['path parameter: dots', () => getTask({ client: open(), path: { taskID: '..' as never } }), 'path.taskID', 'dots'],
  ['path parameter: an object', () => getTask({ client: open(), path: { taskID: { id: secret } as never } }), 'path.taskID', 'not a text'],
  ['path: null', () => getTask({ client: open(), path: null as never }), 'path.taskID', 'missing'],
  ['query: an object', () => list({ query: { fetch: { value: secret } } }), 'query.fetch', 'not a text'],
  ['query: NaN', () => list({ query: { fetch: Number(secret) } }), 'query.fetch', 'not a text'],
  ['query: a date that is none', () => list({ query: { creationFrom: new Date(secret) } }), 'query.creationFrom', 'not a text'],
  ['query: a name that is none', () => list({ query: { isClosd: secret } }), 'query.isClosd', 'listTasks ignores it'],
  ['query: a list', () => list({ query: [secret] }), 'query.0', 'ignores it'],
  ['header: a line break', () => list({ headers: { Range: `items=1-1\n${secret}` } }), 'headers.Range', 'line break'],
  ['header: Cyrillic', () => list({ headers: { Range: `${secret} я` } }), 'headers.Range', 'strange'],
  ['body: a cycle', () => createTask({ client: open(), body: cyclic as never }), 'body', 'no JSON'],
  ['body: a bigint', () => createTask({ client: open(), body: { taskTypeID: 1n } as never }), 'body', 'no JSON'],
  ['form: a cycle', () => upload({ Attachments: [cyclic] }), 'body', 'nested'],
  [
    'form: bytes instead of a file',
    () => upload({ Attachments: [{ file: new TextEncoder().encode(secret) }] }),
    'body.Attachments[0].file',
    'not a text',
  ],
];
const upload = (body: object): Promise<unknown> =>
  uploadCheckListAttachment({ client: open(), path: { taskID: 1, taskCheckListID: 1 }, body } as never);

describe('malformed input gives an error that names the field and the remedy, keeps the secret and sends nothing', () => {
  it.each(cases)('%s', async (_, work, field, hint) => {
    const before = sandbox.log().filter(({ operation }) => operation !== 'createAccessToken' && operation !== 'createRefreshToken').length;
    const error = await failure(work);
    expect(error).toBeInstanceOf(PortolanError);
    expect(error).toMatchObject({ name: 'UsageError', code: 'usage', field });
    expect(error.message.startsWith(`${field}: `)).toBe(true);
    expect(error.message).toContain(hint);
    expect(error.remedy.length).toBeGreaterThan(4);
    expect(error.message).toContain(error.remedy);
    expect(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(secret);
    expect(sandbox.log().filter(({ operation }) => operation !== 'createAccessToken' && operation !== 'createRefreshToken')).toHaveLength(
      before,
    );
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
