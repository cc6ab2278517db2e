import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCompletedWorks, createTask } from '../src/generated/work/index.js';
import { count, createHubex, type Hubex } from '../src/index.js';
import { listTasks } from '../src/generated/work/index.js';
import { bulk } from '../src/via/bulk.js';

let sandbox: Sandbox;
let hubex: Hubex;

beforeAll(async () => {
  sandbox = await startSandbox();
  hubex = createHubex({ auth: { serviceToken: sandbox.hubex.serviceToken }, baseUrl: sandbox.hubex.baseUrl, retry: { baseDelay: 1 } });
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.reset());

const stamps = (operation: string): (string | undefined)[] =>
  sandbox.log().flatMap((entry) => (entry.operation === operation ? [entry.headers['x-concurrency-stamp']] : []));

describe('a write that takes a stamp', () => {
  const body = { taskTypeID: 1, notes: 'Printer' };

  it('carries one of its own, each another', async () => {
    await createTask({ client: hubex, body });
    await createTask({ client: hubex, body });
    const [first, second] = stamps('createTask');
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
  });

  it('is sent again with the same stamp when it got no answer and was not carried out', async () => {
    const before = await count(listTasks, { client: hubex });
    sandbox.faults.add({ provider: 'hubex', operation: 'createTask', reset: true, count: 1 });
    const { data } = await createTask({ client: hubex, body });
    expect(data.id).toBeGreaterThan(0);
    expect(await count(listTasks, { client: hubex })).toBe(before + 1);
    const [first, second] = stamps('createTask');
    expect(second).toBe(first);
  });

  it('is not doubled when only its answer was lost: the repetition is recognized', async () => {
    const before = await count(listTasks, { client: hubex });
    sandbox.faults.add({ provider: 'hubex', operation: 'createTask', reset: true, when: 'after', count: 1 });
    const error = await createTask({ client: hubex, body }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'HubexError', status: 409, maybeDone: true, stamp: stamps('createTask')[0] });
    expect(String(error)).toMatch(/createTask: HubEx answered 409 .* look before you send it anew\.$/);
    expect(await count(listTasks, { client: hubex })).toBe(before + 1);
  });

  it('whose repetition is refused for its data says so', async () => {
    sandbox.faults.add({ provider: 'hubex', operation: 'createTask', reset: true, count: 1 });
    const call = createTask({ client: hubex, body: { taskTypeID: 'one' } as never });
    await expect(call).rejects.toMatchObject({ code: 'InvalidData', maybeDone: true, message: expect.stringContaining('taskTypeID') });
  });

  it('that is never answered says that it may have been carried out, and which stamp makes another call a repetition', async () => {
    sandbox.faults.add({ provider: 'hubex', operation: 'createTask', reset: true, when: 'after', count: 9 });
    const error = await createTask({ client: hubex, body }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'NetworkError', stamp: stamps('createTask')[0] });
    expect(String(error)).toContain('It may have been carried out');
    expect(new Set(stamps('createTask')).size).toBe(1);
    expect(stamps('createTask')).toHaveLength(3);
  });

  it('is sent as often as the client may, once included', async () => {
    const client = createHubex({
      auth: { serviceToken: sandbox.hubex.serviceToken },
      baseUrl: sandbox.hubex.baseUrl,
      retry: { attempts: 1 },
    });
    sandbox.faults.add({ provider: 'hubex', operation: 'createTask', status: 503, count: 9 });
    await expect(createTask({ client, body })).rejects.toMatchObject({ status: 503 });
    expect(stamps('createTask')).toHaveLength(1);
  });

  it('is not repeated when its body is a stream, which is gone after the first attempt', async () => {
    sandbox.faults.add({ provider: 'hubex', operation: 'createTask', status: 500, count: 9 });
    const stream = new Blob([JSON.stringify(body)]).stream();
    await expect(createTask({ client: hubex, body: stream as never })).rejects.toMatchObject({ status: 500 });
    expect(stamps('createTask')).toHaveLength(1);
  });

  it('is stamped although the caller passes none by name, and keeps a name in another case', async () => {
    await createTask({ client: hubex, body, headers: { 'X-Concurrency-Stamp': undefined as never } });
    await createTask({ client: hubex, body, headers: { 'x-concurrency-stamp': '0b0e2a4e-6a3b-4a39-9d0e-3f1a5c1d2e3f' } as never });
    expect(stamps('createTask')).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), '0b0e2a4e-6a3b-4a39-9d0e-3f1a5c1d2e3f']);
  });

  it('gets the first answer again where the service offers it', async () => {
    sandbox.faults.add({ provider: 'hubex', operation: 'createCompletedWorks', reset: true, when: 'after', count: 1 });
    const works = [{ taskID: 1001, data: [{ workTypeID: 10, quantity: 1, measurementUnitID: 1 }] }];
    const { response } = await createCompletedWorks({ client: hubex, body: works as never });
    expect(response.status).toBe(200);
    expect(stamps('createCompletedWorks')).toHaveLength(2);
  });

  it('keeps the stamp that the caller passes, so that a later process can repeat it', async () => {
    const headers = { 'X-Concurrency-Stamp': '0b0e2a4e-6a3b-4a39-9d0e-3f1a5c1d2e3f' };
    await createTask({ client: hubex, body, headers });
    await expect(createTask({ client: hubex, body, headers })).rejects.toMatchObject({ status: 409 });
    expect(stamps('createTask')).toEqual([headers['X-Concurrency-Stamp'], headers['X-Concurrency-Stamp']]);
  });

  it('is not repeated when the server names a time, or refuses it', async () => {
    sandbox.faults.add({ provider: 'hubex', operation: 'createTask', status: 503, headers: { 'retry-after': '30' }, count: 1 });
    await expect(createTask({ client: hubex, body })).rejects.toMatchObject({ status: 503, retryAfter: 30 });
    await expect(createTask({ client: hubex, body: { taskTypeID: 'one' } as never })).rejects.toMatchObject({ code: 'InvalidData' });
    expect(stamps('createTask')).toHaveLength(2);
  });
});

describe('a bulk answer', () => {
  const failures = async (data: unknown): Promise<unknown> => {
    const result = await bulk(
      { id: 'x', method: 'POST', url: '/', errors: ['error', 'errors'] },
      async () => ({ data, response: new Response() }),
      {},
    );
    return (result as { failures?: unknown }).failures;
  };

  it.each<[string, unknown, unknown[]]>([
    ['codes', [{ id: 1, error: 'TaskNotFound' }, { id: 2 }], [{ at: '0', code: 'TaskNotFound', item: { id: 1, error: 'TaskNotFound' } }]],
    ['texts', [{ id: 1 }, { error: 'No such task.' }], [{ at: '1', message: 'No such task.' }]],
    [
      'a list beside the items',
      { items: [{ code: '1' }], errors: [{ code: '2', reason: 'InUse', message: 'b' }] },
      [{ at: '', code: 'InUse', message: 'b', item: { code: '2' } }],
    ],
    ['one for all', { id: 1, error: 'NotAllowed' }, [{ at: '', code: 'NotAllowed' }]],
    ['models', { 7: { error: { code: 'A', message: 'b' } } }, [{ at: '7', code: 'A', message: 'b', item: { code: 'A', message: 'b' } }]],
    [
      'lists',
      [{ errors: [{ code: 'A' }, { code: 'B' }] }],
      [
        { at: '0', code: 'A' },
        { at: '0', code: 'B' },
      ],
    ],
    [
      'deeper',
      [{ taskID: 1, assignments: [{ userID: 2 }, { userID: 3, error: 'UserBanned' }] }],
      [{ at: '0.assignments.1', code: 'UserBanned', item: { userID: 3 } }],
    ],
    ['lists with nothing in them', [{ errors: [null] }, { error: 0 }, { error: false }], []],
    ['nothing', [{ error: null }, { error: '' }, { errors: [] }, {}], []],
    ['no answer', undefined, []],
  ])('gives the errors of its items: %s', async (_, data, expected) => {
    expect(await failures(data)).toMatchObject(expected);
    expect(await failures(data)).toHaveLength(expected.length);
  });
});
