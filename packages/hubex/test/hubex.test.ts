import { createSession } from '@portolan/auth';
import { hubexLogin, hubexTokens } from '@portolan/auth/hubex';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { hooksPolicy, type RequestEvent } from '@portolan/transport';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { createContacts, listContacts } from '../src/generated/common/index.js';
import { mergeWebhooks, getWebhook, listWebhooks } from '../src/generated/msg/index.js';
import {
  createTask,
  deleteTask,
  deleteTasks,
  getTask,
  headTasks,
  listTasks,
  type TaskDetails,
  updateTask,
  uploadCheckListAttachment,
} from '../src/generated/work/index.js';
import { count, createHubex, type Hubex, HubexError, list, paginate } from '../src/index.js';
import { hubexError } from '../src/error.js';
import { parseContentRange } from '../src/lists/content-range.js';

let sandbox: Sandbox;
let hubex: Hubex;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.reset());

const open = (more: Partial<Parameters<typeof createHubex>[0]> = {}): Hubex =>
  createHubex({ auth: { serviceToken: sandbox.hubex.serviceToken }, baseUrl: sandbox.hubex.baseUrl, ...more });
const message = (id: number): string => `task ${id}`;

describe('the HubEx client', () => {
  beforeAll(() => {
    hubex = open();
  });

  it('creates, reads, changes and deletes a task', async () => {
    const { data: created } = await createTask({ client: hubex, body: { taskTypeID: 1, notes: 'Printer' } });
    const path = { taskID: created.id! };
    expect((await getTask({ client: hubex, path })).data?.notes).toBe('Printer');
    await updateTask({ client: hubex, path, body: { notes: 'Solved' } });
    expect((await getTask({ client: hubex, path })).data?.notes).toBe('Solved');
    const { data } = await deleteTask({ client: hubex, path });
    expect(JSON.stringify(data)).toContain(String(created.id));
  });

  it('types parameters, body and answer from the spec', () => {
    expectTypeOf(getTask).parameter(0).toExtend<{ path: { taskID: number } }>();
    expectTypeOf<Awaited<ReturnType<typeof getTask>>['data']>().toEqualTypeOf<TaskDetails | undefined>();
    // @ts-expect-error an unknown query parameter, which the service would silently ignore
    const unknown = () => listTasks({ client: hubex, query: { isClosd: true } });
    // @ts-expect-error the path parameter is required
    const missing = () => getTask({ client: hubex });
    expect([unknown, missing]).toHaveLength(2);
  });

  it('walks a list of any length, each record once, with its id', async () => {
    const ids: number[] = [];
    for await (const task of paginate(listTasks, { client: hubex, pageSize: 33 })) ids.push(task.id);
    const { response } = await headTasks({ client: hubex });
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(parseContentRange(response.headers.get('content-range'))!.total);
  });

  it('reads a whole list, and says that nothing changed meanwhile', async () => {
    const { data, ...report } = await list(listTasks, { client: hubex, query: { isClosed: false }, pageSize: 7 });
    expect(data.length).toBeGreaterThan(14);
    expect(report).toEqual({ total: data.length, changed: false, inserted: 0, deleted: 0, gaps: 0 });
  });

  it('counts by HEAD, and by a page of one where HEAD does not take the filter or is not offered', async () => {
    const all = await count(listTasks, { client: hubex });
    const { data } = await list(listTasks, { client: hubex });
    expect(all).toBe(data.length);
    await count(listTasks, { client: hubex, query: { lastModifiedFrom: '2020-01-01T00:00:00Z' } });
    const contacts = await count(listContacts, { client: hubex });
    expect(contacts).toBe((await list(listContacts, { client: hubex })).data.length);
    const methods = sandbox
      .log()
      .flatMap(({ operation, method, status }) =>
        /^(headTasks|listTasks|listContacts)$/.test(operation ?? '') ? [`${method} ${operation} ${status}`] : [],
      );
    expect(methods.slice(-6)).toEqual(
      ['HEAD headTasks 200', 'GET listTasks 206', 'GET listTasks 206', 'GET listContacts 206', 'GET listContacts 206'].slice(-6),
    );
  });

  it('stops asking for pages when the caller has seen enough', async () => {
    for await (const task of paginate(listTasks, { client: hubex, pageSize: 10 })) if (task.id) break;
    expect(sandbox.counters().operations['hubex:listTasks']).toBe(1);
  });

  it('lists nothing with an operation that writes', async () => {
    const before = sandbox.counters().operations['hubex:deleteTasks'];
    const wrong = { client: hubex, body: [1001] } as never;
    await expect(list(deleteTasks as never, wrong)).rejects.toThrow(/^operation: deleteTasks is no list/);
    await expect(count(deleteTasks as never, wrong)).rejects.toThrow(/is no list/);
    expect(sandbox.counters().operations['hubex:deleteTasks']).toBe(before);
  });

  it('counts by a page of one when HEAD is not offered after all', async () => {
    const all = await count(listTasks, { client: hubex });
    sandbox.faults.add({ provider: 'hubex', operation: 'headTasks', status: 404, count: 1 });
    expect(await count(listTasks, { client: hubex })).toBe(all);
  });

  it('refuses a query parameter that the service would ignore, before anything is sent', async () => {
    const call = listTasks({ client: hubex, query: { isClosd: false } as never });
    await expect(call).rejects.toThrow(/^query\.isClosd: listTasks ignores it\. Leave it out\.$/);
    await expect(getTask({ client: hubex, path: { taskID: 1 }, query: { isClosed: true } } as never)).rejects.toThrow(/query\.isClosed/);
    expect(sandbox.counters().requests.hubex).toBe(0);
  });

  it('gives an empty list where the service answers 204', async () => {
    const { data, response } = await listContacts({ client: hubex, query: { searchText: 'nobody is called like this' } });
    expect([response.status, data]).toEqual([204, {}]);
  });

  it('registers a webhook and reads it back', async () => {
    const { data: ids } = await mergeWebhooks({ client: hubex, body: [{ name: 'Tasks', uri: 'https://example.com/hook', events: [40] }] });
    const { data } = await getWebhook({ client: hubex, path: { id: ids[0]! } });
    expect(data).toMatchObject({ name: 'Tasks' });
    expect(Object.keys((await listWebhooks({ client: hubex })).data)).toContain(String(ids[0]));
  });

  it('uploads files, each with what is known of it, as the service names the parts', async () => {
    const parts: string[] = [];
    const look = open({
      policies: [
        (next) => (request) => {
          if (request.body instanceof FormData)
            for (const [name, value] of request.body) parts.push(`${name}=${value instanceof File ? value.name : value}`);
          return next(request);
        },
      ],
    });
    const file = new File(['%PDF'], 'act.pdf', { type: 'application/pdf' });
    const body = {
      TaskCheckListResultID: 31,
      Attachments: [
        { file, description: 'Act' },
        { file: new File(['x'], 'b.txt'), roles: [1, 2] },
      ],
    };
    const { response, data } = await uploadCheckListAttachment({ client: look, path: { taskID: 1, taskCheckListID: 8 }, body });
    expect(response.status).toBe(201);
    expect(data).toBeTypeOf('object');
    expect(parts).toEqual([
      'TaskCheckListResultID=31',
      'Attachments[0].file=act.pdf',
      'Attachments[0].description=Act',
      'Attachments[1].file=b.txt',
      'Attachments[1].roles=1',
      'Attachments[1].roles=2',
    ]);
    expect(sandbox.log().at(-1)).toMatchObject({ operation: 'uploadCheckListAttachment', status: 201 });
  });

  it('says what failed, why and what to do', async () => {
    const error = await createTask({ client: hubex, body: { taskTypeID: 'one' } as never }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HubexError);
    expect(error).toMatchObject({ status: 409, code: 'InvalidData', operation: 'createTask' });
    expect((error as HubexError).message).toMatch(/createTask: HubEx answered 409 InvalidData: .*taskTypeID.* Check the fields/);
    expect((error as HubexError).requestId).toBeTruthy();
  });

  it('sends the application id, and another one when told', async () => {
    const seen: (string | undefined)[] = [];
    const observe = (client: Hubex) => listTasks({ client, headers: { Range: 'items=1-1' } });
    for (const client of [open(), open({ applicationId: 3 })]) await observe(client);
    for (const { operation, headers } of sandbox.log()) if (operation === 'listTasks') seen.push(headers['x-application-id']);
    expect(seen).toEqual(['5', '3']);
  });

  it('signs in by login and tenant, and by tokens at hand', async () => {
    const { baseUrl, login, password } = sandbox.hubex;
    const byLogin = open({ auth: hubexLogin({ login, password, tenant: 2, baseUrl }) });
    expect((await listTasks({ client: byLogin, headers: { Range: 'items=1-1' } })).response.status).toBe(206);
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDB9.c2lnbmF0dXJl';
    const error = await listTasks({ client: open({ auth: hubexTokens({ accessToken: token, baseUrl }) }) }).catch(
      (reason: unknown) => reason,
    );
    expect(String(error)).not.toContain(token);
    expect(error).toMatchObject({ name: 'AuthError' });
  });
});

describe('a sign-in flow', () => {
  it('is refused when it would send credentials to another host than the calls', () => {
    const elsewhere = hubexLogin({ login: 'anna@example.com', password: 'secret-password' });
    expect(() => open({ auth: elsewhere })).toThrow(/auth: it is for api\.hubex\.ru\. Pass the same baseUrl\./);
    expect(sandbox.counters().requests.hubex).toBe(0);
  });
});

describe('a session', () => {
  it('is refused when it would send credentials to another host than the calls', () => {
    const session = createSession({ flow: hubexLogin({ login: 'anna@example.com', password: 'secret-password' }) });
    expect(() => open({ auth: session })).toThrow(/auth: it is for api\.hubex\.ru\. Pass the same baseUrl\./);
    const near = sandbox.hubex.baseUrl.replace(/:(\d+)/, ':1');
    expect(() => open({ auth: hubexLogin({ login: 'a', password: 'b', baseUrl: near }) })).toThrow(/Pass the same baseUrl/);
  });

  it('of a service token goes where the calls go, whatever stands beside it', async () => {
    const auth = { serviceToken: sandbox.hubex.serviceToken, baseUrl: 'https://elsewhere.example.com' };
    expect(await count(listTasks, { client: open({ auth }) })).toBeGreaterThan(0);
  });
});

describe('under load and faults', () => {
  it('renews an expired token once for 1,000 waiting calls, and none fails', async () => {
    const client = open();
    await headTasks({ client });
    sandbox.clock.advance(40 * 60_000);
    const before = sandbox.counters().tokens;
    const calls = await Promise.allSettled(Array.from({ length: 1000 }, (_, id) => headTasks({ client }).then(() => message(id))));
    expect(calls.filter(({ status }) => status === 'rejected')).toEqual([]);
    const after = sandbox.counters().tokens;
    const grants = (tokens: Record<string, number>): number => (tokens['hubex:refreshJwt'] ?? 0) + (tokens['hubex:serviceToken'] ?? 0);
    expect(grants(after) - grants(before)).toBe(1);
  });

  it('repeats a read after a failure, and never a write that may have happened', async () => {
    const client = open({ retry: { attempts: 3, baseDelay: 1 } });
    sandbox.faults.add({ provider: 'hubex', operation: 'listTasks', status: 503, count: 1 });
    sandbox.faults.add({ provider: 'hubex', operation: 'createContacts', status: 503, count: 1 });
    await expect(listTasks({ client, headers: { Range: 'items=1-1' } })).resolves.toBeDefined();
    await expect(createContacts({ client, body: [{ fullName: 'Ann' }] })).rejects.toMatchObject({ status: 503 });
    expect(sandbox.counters().operations).toMatchObject({ 'hubex:listTasks': 2, 'hubex:createContacts': 1 });
  });

  it('shows every attempt to hooks without a secret', async () => {
    const events: RequestEvent[] = [];
    const client = open({ policies: [hooksPolicy({ onRequest: (event) => events.push(event) })] });
    await listTasks({ client, headers: { Range: 'items=1-1' } });
    expect(events.at(-1)).toMatchObject({ operation: 'listTasks', method: 'GET' });
    expect(JSON.stringify(events)).not.toMatch(/eyJ|portolan-demo/);
  });
});

describe('an error', () => {
  const errorOf = (values: unknown): string =>
    hubexError(Response.json({}, { status: 409 }), { code: 'A', message: 'b', arguments: values }, { id: 'x', method: 'GET', url: '' })
      .message;

  it('shows the values that it speaks of, and none that is long: it may be what was sent', () => {
    expect(errorOf(['taskTypeID'])).toContain('A: (taskTypeID) b');
    expect(errorOf({ field: 'name' })).toContain('A: (field: name) b');
    expect(errorOf(['x'.repeat(61)])).toContain('A: b');
    expect(errorOf(undefined)).toContain('A: b');
  });
});

describe('parseContentRange', () => {
  it.each([
    ['items=1-50/1200', { first: 1, last: 50, total: 1200 }],
    ['items 1-50/1200', { first: 1, last: 50, total: 1200 }],
    [' items=0-0/0 ', { first: 0, last: 0, total: 0 }],
    ['items=1-50/*', undefined],
    ['', undefined],
    [null, undefined],
  ])('%s', (header, expected) => expect(parseContentRange(header)).toEqual(expected));
});
