import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSession, type Session } from '@portolan/auth';
import { bitrix24Application } from '@portolan/auth/bitrix24';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { inspect } from 'node:util';
import { type RequestEvent } from '@portolan/transport';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { Reference } from '../src/batch/reference.js';
import {
  type Bitrix24,
  bitrix24Hooks,
  Bitrix24Error,
  type Bitrix24Options,
  createBitrix24,
  createLeakyBucket,
  type ListError,
} from '../src/index.js';
import type { Contact, Deal } from '../src/generated/v2/crm/index.js';
import { portalOf } from './portal.js';

let sandbox: Sandbox;
let b24: Bitrix24;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.reset());

const open = (more: Partial<Bitrix24Options> = {}): Bitrix24 =>
  createBitrix24({ auth: { webhook: sandbox.bitrix24.webhook }, retry: { baseDelay: 1 }, ...more });

describe('calls by name', () => {
  beforeAll(() => {
    b24 = open();
  });

  it('are the same as a string and nested', async () => {
    const id = await b24.call('crm.deal.add', { fields: { TITLE: 'One' } });
    expect((await b24.crm.deal.get({ id })).TITLE).toBe('One');
    expect((await b24.call('crm.deal.get', { id })).TITLE).toBe('One');
  });

  it('type parameters and results by the method', () => {
    expectTypeOf(b24.crm.deal.get).returns.resolves.toExtend<Deal>();
    expectTypeOf(b24.call<'crm.deal.get'>).returns.resolves.toExtend<Deal>();
    const wrong = (): unknown[] => [
      // @ts-expect-error no such method
      b24.call('crm.deal.lst'),
      // @ts-expect-error no such field of a deal
      b24.crm.deal.list({ filter: { '>=OPORTUNITY': 1 } }),
      // @ts-expect-error no such field to select
      b24.crm.deal.list({ select: ['ID', 'TITEL'] }),
      // @ts-expect-error no such field of a record in a group
      b24.crm.item.list({ entityTypeId: 2, filter: { 0: { logic: 'OR', 0: { '%titel': 'a' } } } }),
      // @ts-expect-error the id is required
      b24.crm.deal.get(),
    ];
    const right = (): unknown[] => [
      b24.crm.deal.list({
        filter: { '>=OPPORTUNITY': 1, '@STAGE_ID': ['NEW', 'WON'], UF_CRM_1: 'x', '%TITLE': 'a' },
        select: ['ID', 'UF_*', 'UF_CRM_1'],
        order: { ID: 'ASC' },
      }),
      b24.crm.item.list({
        entityTypeId: 2,
        filter: { stageId: 'NEW', 0: { logic: 'OR', 0: { '%title': 'a' }, 1: { '>=opportunity': 1, '!ufCrm1': 'x' } } },
      }),
      b24.crm.activity.list({ filter: { COMPLETED: 'N', BINDINGS: [{ OWNER_TYPE_ID: 2 }, { OWNER_TYPE_ID: 3, OWNER_ID: 7 }] } }),
      b24.user.current(),
    ];
    expect([wrong, right]).toHaveLength(2);
  });

  it('give the whole answer on request', async () => {
    const { result, total, time } = await b24.raw('crm.deal.list', { select: ['ID'] });
    expect(result).toHaveLength(50);
    expect(total).toBeGreaterThan(50);
    expect(time?.operating).toBeTypeOf('number');
  });

  it('are not promises, so that a namespace can be awaited by mistake', async () => {
    expect(typeof (await (b24.crm as unknown as Promise<unknown>))).toBe('function');
    expect((await Promise.resolve(b24)) === b24).toBe(true);
  });

  it('are not sent by a logger that looks for a form to print', async () => {
    JSON.stringify({ b24, crm: [b24.crm] });
    for (const thing of [b24, b24.crm, b24.crm.deal.list]) expect(String(thing)).toMatch(/object|function/);
    expect(Object.prototype.hasOwnProperty.call(b24.event, 'bind')).toBe(false);
    expect(typeof b24.event.bind).toBe('function');
    expect(sandbox.counters().requests.bitrix24).toBe(0);
  });

  it('refuse what is no method name before anything is sent', async () => {
    await expect(b24.send('crm.deal.list?auth=x')).rejects.toMatchObject({ name: 'UsageError', field: 'method' });
    expect(sandbox.counters().requests.bitrix24).toBe(0);
  });

  it('say what failed, why and what to do', async () => {
    const error = await b24.crm.deal.get({ id: 99_999_999 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Bitrix24Error);
    expect((error as Bitrix24Error).message).toMatch(/^crm\.deal\.get: Bitrix24 answered 400 .*Check the id\.$/);
    const { errors } = await b24.batchSettled([b24.crm.deal.get.cmd({ id: 99_999_999 })]);
    expect(errors[0]).toMatchObject({ code: (error as Bitrix24Error).code, message: (error as Bitrix24Error).message });
    const event = await b24.event.bind({ event: 'ONCRMDEALADD', handler: 'https://example.com' }).catch((reason: unknown) => reason);
    expect((event as Bitrix24Error).message).toMatch(/Only an application may call this method; a webhook may not\.$/);
    const unknown = await b24.send('crm.nothing.list').catch((reason: unknown) => reason);
    expect(unknown).toMatchObject({ code: 'ERROR_METHOD_NOT_FOUND', status: 404 });
  });
});

it('a portal in trouble says of a write that it may have been carried out, of a read that it may be tried again', async () => {
  await using portal = await portalOf(() => ({ status: 502, json: {} }));
  const client = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` }, retry: { attempts: 1 } });
  await expect(client.crm.deal.add({ fields: { TITLE: 'x' } })).rejects.toThrow(
    /502.*\. It may have been carried out: look before you repeat it\.$/,
  );
  await expect(client.crm.deal.get({ id: 1 })).rejects.toThrow(/502.*\. Try again later\.$/);
});

it('an account that is not found is no wrong id', async () => {
  const refusal = { error: 'APPLICATION_NOT_FOUND', error_description: 'Application not found' };
  await using portal = await portalOf(() => ({ status: 401, json: refusal }));
  const client = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
  await expect(client.profile()).rejects.toThrow(/Check the webhook address or sign in again\.$/);
});

it('a write that found the bucket full has not been carried out', async () => {
  await using portal = await portalOf(() => ({ status: 503, json: { error: 'QUERY_LIMIT_EXCEEDED' } }));
  const client = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` }, retry: { attempts: 1 } });
  await expect(client.crm.deal.add({ fields: { TITLE: 'x' } })).rejects.toThrow(/QUERY_LIMIT_EXCEEDED\. Try again later\.$/);
});

describe('a refusal with status 200, which many methods document', () => {
  it('is an error all the same, unless the caller wants none', async () => {
    await using portal = await portalOf(() => ({ json: { error: '', error_description: 'No such document' } }));
    const client = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
    const refused = { name: 'Bitrix24Error', status: 200, message: expect.stringContaining('No such document') };
    await expect(client.sign.b2e.document.get({ uid: 'x' })).rejects.toMatchObject(refused);
    await expect(client.raw('crm.deal.list')).rejects.toMatchObject(refused);
    await expect(client.v3.tasks.task.get({ id: 1 })).rejects.toMatchObject(refused);
    const { data } = await client.send('crm.deal.list', {}, { throwOnError: false });
    expect(data).toMatchObject({ error_description: 'No such document' });
  });
});

describe('a refusal that is malformed', () => {
  it.each([
    [null, 'http_500'],
    [{ error: null }, 'http_500'],
    [{ error: 'X', error_description: ['a'] }, 'X'],
    [{ error: 7, error_description: 7 }, '7'],
    [{ error: { code: null, message: 5 } }, 'http_500'],
    [{ error: { code: 'X', validation: { field: 'a' } } }, 'X'],
    [{ error: { code: 'X', validation: [null, { field: 'a' }] } }, 'X'],
  ])('%j is an error of Bitrix24 all the same', async (json, code) => {
    await using portal = await portalOf(() => ({
      status: 500,
      json,
      body: JSON.stringify(json),
      headers: { 'content-type': 'application/json' },
    }));
    const client = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` }, retry: { attempts: 1 } });
    await expect(client.profile()).rejects.toMatchObject({ name: 'Bitrix24Error', status: 500, code });
  });
});

describe('lists', () => {
  it('take an answer without a result for no end, but for an error', async () => {
    let calls = 0;
    await using portal = await portalOf(({ json }) => {
      calls += 1;
      if (calls === 4) return { json: { error: 'ODD', error_description: 'with status 200' } };
      const [[, , after], [, , to] = [0, 0, 500]] = json['filter'] as [[string, string, number], [string, string, number]?];
      const ids = Array.from({ length: 500 }, (_, place) => place + 1).filter((id) => id > after && id <= to);
      const ordered = (json['order'] as { id: string }).id === 'DESC' ? ids.toReversed() : ids;
      return { json: { result: { items: ordered.slice(0, 50).map((id) => ({ id })) } } };
    });
    const client = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
    const got: number[] = [];
    const read = async (cursor?: string): Promise<void> => {
      for await (const { items } of client.v3.list('tasks.task.list', {}, { cursor }).pages()) got.push(...items.map(({ id }) => id!));
    };
    const error: unknown = await read().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ListError', code: 'ODD' });
    await read((error as ListError).cursor);
    expect(got).toEqual(Array.from({ length: 500 }, (_, place) => place + 1));
  });

  it('walk every page of v2, in every shape of result', async () => {
    const client = open();
    const ids = new Set<unknown>();
    for await (const deal of client.list('crm.deal.list', { select: ['ID'] })) ids.add(deal.ID);
    const items = new Set<unknown>();
    for await (const item of client.list('crm.item.list', { entityTypeId: 2 })) items.add(item.id);
    expect(ids.size).toBe(items.size);
    expect(ids.size).toBeGreaterThan(100);
    let tasks = 0;
    for await (const task of client.list('tasks.task.list')) tasks += task.id ? 1 : 0;
    let tasks3 = 0;
    for await (const task of client.v3.list('tasks.task.list', { select: ['id'] })) tasks3 += task.id ? 1 : 0;
    expect([tasks, tasks3]).toEqual([70, 70]);
  });
});

describe('batch', () => {
  it('types its results by key', async () => {
    const client = open();
    const id = await client.crm.deal.add({ fields: { TITLE: 'In a batch & more', OPPORTUNITY: 10 } });
    const { deal, found, me } = await client.batch({
      deal: client.crm.deal.get.cmd({ id }),
      found: client.crm.deal.list.cmd({ filter: { TITLE: 'In a batch & more' }, select: ['ID', 'TITLE'] }),
      me: client.command('user.current'),
    });
    expectTypeOf(deal).toExtend<Deal>();
    expect(deal.TITLE).toBe('In a batch & more');
    expect(found.map(({ ID }) => Number(ID))).toEqual([id]);
    expect(me.NAME).toBe('Anna');
    expect(sandbox.counters().operations['bitrix24:batch']).toBe(1);
  });

  it('keeps refused commands apart, or throws the first', async () => {
    const client = open();
    const commands = { bad: client.crm.deal.get.cmd({ id: 99_999_999 }), good: client.crm.deal.list.cmd({ select: ['ID'] }) };
    const { results, errors } = await client.batchSettled(commands);
    expect(results.good).toHaveLength(50);
    expect(errors.bad).toBeInstanceOf(Bitrix24Error);
    await expect(client.batch(commands)).rejects.toMatchObject({ operation: 'crm.deal.get' });
  });

  it('splits more commands than a batch takes', async () => {
    const client = open();
    const commands = Array.from({ length: 120 }, (_, index) => client.crm.deal.add.cmd({ fields: { TITLE: `split ${index}` } }));
    const ids = await client.batch(commands);
    expect(ids).toHaveLength(120);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(sandbox.counters().operations['bitrix24:batch']).toBe(3);
  });

  it('types references by key, in an object literal, whatever the order', async () => {
    const client = open();
    const id = await client.crm.deal.add({ fields: { TITLE: 'Referred to', OPPORTUNITY: 10 } });
    const { same, deal } = await client.batch({
      same: ({ deal: refs }) => client.crm.deal.list.cmd({ filter: { ID: refs.ref('ID') }, select: ['ID', 'TITLE'] }),
      deal: client.crm.deal.get.cmd({ id }),
    });
    expectTypeOf(deal).toExtend<Deal>();
    expectTypeOf(same).toExtend<readonly Deal[]>();
    expect(same.map(({ TITLE }) => TITLE)).toEqual(['Referred to']);
    expect(sandbox.counters().operations['bitrix24:batch']).toBe(1);
    const wrong = (): unknown[] => [
      // @ts-expect-error no such field of a deal
      client.batch({ deal: client.crm.deal.get.cmd({ id }), next: ({ deal: refs }) => client.crm.deal.get.cmd({ id: refs.ref('IDD') }) }),
      // @ts-expect-error no such command
      client.batch({ deal: client.crm.deal.get.cmd({ id }), next: ({ dael }) => client.crm.deal.get.cmd({ id: dael.ref('ID') }) }),
      // @ts-expect-error a whole deal is no id
      client.batch({ deal: client.crm.deal.get.cmd({ id }), next: ({ deal: refs }) => client.crm.deal.get.cmd({ id: refs.ref() }) }),
      // @ts-expect-error a list has places
      client.batch({ deals: client.crm.deal.list.cmd({}), next: ({ deals }) => client.crm.deal.get.cmd({ id: deals.ref('ID') }) }),
      client.batch({ deals: client.crm.deal.list.cmd({}), next: ({ deals }) => client.crm.deal.get.cmd({ id: deals.ref(0, 'ID') }) }),
    ];
    expect(wrong).toBeTypeOf('function');
  });

  it('types chains of any length, step by step', async () => {
    const client = open();
    const { deal, contacts, contact, same } = await client.batch(
      { deal: client.crm.deal.get.cmd({ id: 1 }), me: client.user.current.cmd() },
      ({ deal: from }) => ({ contacts: client.crm.contact.list.cmd({ filter: { ID: from.ref('CONTACT_ID') }, select: ['ID'] }) }),
      ({ contacts: found }) => ({ contact: client.crm.contact.get.cmd({ id: found.ref(0, 'ID') }) }),
      ({ contact: one, deal: from }) => ({
        same: client.crm.deal.list.cmd({ filter: { CONTACT_ID: one.ref('ID'), ID: from.ref('ID') }, select: ['ID', 'TITLE'] }),
      }),
    );
    expectTypeOf(deal).toExtend<Deal>();
    expectTypeOf(contacts).toEqualTypeOf<Pick<Contact, 'ID'>[]>();
    expectTypeOf(contact).toExtend<Contact>();
    expectTypeOf(same[0]!.TITLE).toEqualTypeOf<Deal['TITLE']>();
    expect([contact.ID, same[0]!.TITLE]).toEqual([deal.CONTACT_ID, deal.TITLE]);
    expect(sandbox.counters().operations['bitrix24:batch']).toBe(1);

    const { results, errors } = await client.batchSettled(
      { gone: client.crm.deal.get.cmd({ id: 99_999_999 }) },
      ({ gone }) => ({ next: client.crm.contact.get.cmd({ id: gone.ref('CONTACT_ID') }) }),
      ({ next }) => ({ last: client.crm.deal.list.cmd({ filter: { CONTACT_ID: next.ref('ID') } }) }),
      { halt: false },
    );
    expect([Object.keys(results), errors.next?.code, errors.last?.code]).toEqual([[], 'skipped', 'skipped']);

    const wrong = (): unknown[] => [
      // @ts-expect-error a later step knows no such command
      client.batch({ deal: client.crm.deal.get.cmd({ id: 1 }) }, ({ dael }) => ({ next: client.crm.deal.get.cmd({ id: dael.ref('ID') }) })),
      client.batch(
        { deal: client.crm.deal.get.cmd({ id: 1 }) },
        ({ deal: from }) => ({ next: client.crm.contact.get.cmd({ id: from.ref('CONTACT_ID') }) }),
        // @ts-expect-error a contact has no such field
        ({ next }) => ({ last: client.crm.contact.get.cmd({ id: next.ref('CONTACT_ID') }) }),
      ),
      client.batch(
        { deal: client.crm.deal.get.cmd({ id: 1 }) },
        // @ts-expect-error the key is taken
        ({ deal: from }) => ({ deal: client.crm.deal.get.cmd({ id: from.ref('ID') }) }),
      ),
    ];
    expect(wrong).toBeTypeOf('function');
  });

  it('refuses steps that make no commands, or take a key twice', async () => {
    const client = open();
    const get = client.crm.deal.get.cmd({ id: 1 });
    const loose = client.batch as (...steps: unknown[]) => Promise<unknown>;
    await expect(loose({ deal: get }, () => ({ deal: get }))).rejects.toMatchObject({ name: 'UsageError', field: 'commands.deal' });
    const wrong = [
      [{ deal: get }, () => undefined],
      [{ deal: get }, async () => ({ next: get })],
      [{ deal: get }, () => [get]],
      [[get], () => ({ next: get })],
      [{ deal: get }, { halt: true }, () => ({ next: get })],
      [],
    ];
    for (const steps of wrong)
      await expect(loose(...steps), String(steps)).rejects.toMatchObject({ name: 'UsageError', field: 'commands' });
    await expect((client.v3.batch as typeof loose)()).rejects.toMatchObject({ name: 'UsageError', field: 'commands' });
    expect(sandbox.counters().operations['bitrix24:batch'] ?? 0).toBe(0);
  });

  it('never sends a write with a hole: after a failed read, an empty one, a failed write', async () => {
    const client = open();
    const add = (title: unknown): ReturnType<typeof client.crm.deal.add.cmd> =>
      client.crm.deal.add.cmd({ fields: { TITLE: title as string } });
    const { results, errors } = await client.batchSettled({
      gone: client.crm.deal.get.cmd({ id: 99_999_999 }),
      none: client.crm.deal.list.cmd({ filter: { ID: 99_999_999 } }),
      afterGone: ({ gone }) => add(gone.ref('TITLE')),
      afterNone: ({ none }) => add(none.ref(0, 'TITLE')),
      bad: client.crm.deal.update.cmd({ id: 99_999_999, fields: {} }),
      afterBad: ({ bad }) => add(bad.ref()),
      read: ({ none }) => client.crm.deal.list.cmd({ filter: { ID: none.ref(0, 'ID') } }),
      well: add('independent'),
    });
    expect(Object.keys(results).toSorted()).toEqual(['none', 'well']);
    expect(errors.gone).toBeInstanceOf(Bitrix24Error);
    for (const key of ['afterGone', 'afterNone', 'afterBad', 'read'] as const) expect(errors[key]).toMatchObject({ code: 'skipped' });
    const { result } = await client.raw('crm.deal.list', { order: { ID: 'DESC' }, select: ['TITLE'] });
    expect(result[0]!.TITLE).toBe('independent');
    expect(result.filter(({ TITLE }) => TITLE === '')).toEqual([]);
  });

  it('stops at the first error when told to, and says what was not sent', async () => {
    const client = open();
    const { results, errors } = await client.batchSettled(
      { one: client.user.current.cmd(), two: client.crm.deal.get.cmd({ id: 99_999_999 }), three: client.crm.deal.add.cmd({ fields: {} }) },
      { halt: true },
    );
    expect(Object.keys(results)).toEqual(['one']);
    expect(errors.three).toMatchObject({ code: 'skipped', because: 'two' });
  });
});

describe('batch of v3', () => {
  it('types its results by key or in order', async () => {
    const { v3 } = open();
    const get = (id: number): ReturnType<typeof v3.tasks.task.get.cmd> => v3.tasks.task.get.cmd({ id, select: ['id', 'title'] });
    const { one, all } = await v3.batch({ one: get(1), all: v3.command('tasks.task.list', { select: ['id'] }) });
    expectTypeOf(one.item.title).toEqualTypeOf<string | undefined>();
    expect(one.item.id).toBe(1);
    expect(all.items.length).toBeGreaterThan(1);
    const [second, third] = await v3.batch([get(2), get(3)]);
    expect([second.item.id, third.item.id]).toEqual([2, 3]);
    expect(sandbox.counters().operations['bitrix24:batch']).toBe(2);
  });

  it('refuses what it cannot send: too many, a reference, a token', async () => {
    const { v3 } = open();
    const get = v3.tasks.task.get.cmd({ id: 1 });
    await expect(v3.batch(Array.from({ length: 51 }, () => get))).rejects.toMatchObject({ field: 'commands' });
    const refers = { ...get, params: { id: new Reference('c0', ['id']) } };
    await expect(v3.batch({ one: refers })).rejects.toMatchObject({ field: 'commands.one' });
    const session = { getToken: () => Promise.resolve('token') };
    const app = createBitrix24({ auth: { portal: 'example.bitrix24.com', session } });
    await expect(app.v3.batch([get])).rejects.toMatchObject({ field: 'batch' });
    expect(sandbox.counters().requests.bitrix24).toBe(0);
  });
});

describe('limits and repeats', () => {
  it('share one bucket between v2 and v3 and wait out a full one, writes included', async () => {
    sandbox.configureBitrix24Limits({ capacity: 2, perSecond: 50 });
    const rate = createLeakyBucket({ capacity: 50, leakPerSecond: 50 });
    const client = open({ rate, retry: { attempts: 10, baseDelay: 20, maxDelay: 100 } });
    const calls = await Promise.allSettled([
      ...Array.from({ length: 5 }, (_, index) => client.crm.deal.add({ fields: { TITLE: `limited ${index}` } })),
      ...Array.from({ length: 5 }, () => client.v3.tasks.task.get({ id: 1, select: ['id'] })),
    ]);
    expect(calls.filter(({ status }) => status === 'rejected')).toEqual([]);
    const made = await client.raw('crm.deal.list', { filter: { '%TITLE': 'limited' } });
    expect(made.result).toHaveLength(5);
  });

  it('repeats a read, never a v2 write that may have happened, and a v3 write under one key', async () => {
    const client = open();
    for (const operation of ['crm.deal.list', 'crm.deal.add', 'tasks.task.add'])
      sandbox.faults.add({ provider: 'bitrix24', operation, status: 502, count: 1 });
    await expect(client.crm.deal.list({ select: ['ID'] })).resolves.toBeDefined();
    await expect(client.crm.deal.add({ fields: { TITLE: 'Once' } })).rejects.toMatchObject({ status: 502 });
    await expect(client.v3.tasks.task.add({ fields: { title: 'Once', creatorId: 1, responsibleId: 1 } })).resolves.toBeDefined();
    const keys = sandbox
      .log()
      .filter(({ operation }) => operation === 'tasks.task.add')
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('does not mistake another 503 for a full bucket', async () => {
    sandbox.faults.add({ provider: 'bitrix24', operation: 'crm.deal.add', status: 503, body: { error: 'OVERLOAD_LIMIT' }, count: 1 });
    await expect(open().crm.deal.add({ fields: { TITLE: 'Blocked' } })).rejects.toMatchObject({ code: 'OVERLOAD_LIMIT' });
    expect(sandbox.counters().operations['bitrix24:crm.deal.add']).toBe(1);
  });
});

describe('an application', () => {
  /** A session of the sandbox's demo application, signed in as its demo user. */
  const signedIn = async (): Promise<{ portal: string; session: Session }> => {
    const { portal, clientId, clientSecret, tokenUrl } = sandbox.bitrix24;
    const application = bitrix24Application({ portal, clientId, clientSecret, tokenUrl });
    const state = application.createState();
    const page = await fetch(`${application.authorizeUrl(state)}&decision=allow`, { redirect: 'manual' });
    const session = createSession({ flow: application.flow });
    await session.adopt(await application.exchange(application.parseCallback(page.headers.get('location')!, state)));
    return { portal, session };
  };

  it('is reached by the bare host of a portal on loopback, in both versions', async () => {
    const { portal, session } = await signedIn();
    expect(portal).toMatch(/^127\.0\.0\.1:\d+$/);
    const client = open({ auth: { portal, session } });
    expect((await client.user.current()).NAME).toBe('Anna');
    expect(await client.v3.tasks.task.get({ id: 1, select: ['id'] })).toBeDefined();
  });

  it('is not asked for its token in the address: a v3 batch has no other place for it', async () => {
    const { portal, session } = await signedIn();
    const client = open({ auth: { portal, session } });
    const calls = [{ method: 'tasks.task.get', query: { id: 1, select: ['id'] } }];
    const before = sandbox.counters().requests.bitrix24;
    await expect(client.v3.call('batch', calls)).rejects.toMatchObject({
      name: 'UsageError',
      field: 'batch',
      remedy: 'Send the calls one by one.',
    });
    expect(sandbox.counters().requests.bitrix24).toBe(before);
    expect(await open().v3.call('batch', calls)).toHaveLength(1);
  });
});

describe('a renamed portal', () => {
  const moved = async (
    location: string | undefined,
    work: (portal: string) => Promise<unknown>,
    status = 302,
  ): Promise<{ error: unknown; followed: number }> => {
    let followed = 0;
    const other = createServer((_, response) => void ((followed += 1), response.end('{"result":[]}')));
    const old = createServer((_, response) => void response.writeHead(status, location === undefined ? {} : { location }).end());
    for (const server of [other, old]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = (server: Server): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (location !== undefined) location = location.replace('OTHER', host(other));
    const error = await work(host(old)).catch((reason: unknown) => reason);
    for (const server of [other, old]) server.close();
    return { error, followed };
  };

  it('is an error that names the new host and nothing else; neither code nor token goes there', async () => {
    const webhook = (portal: string): Promise<unknown> =>
      open({ auth: { webhook: `http://${portal}/rest/1/s3cr3t/` } }).call('crm.deal.list');
    const token = (portal: string): Promise<unknown> =>
      open({ auth: { portal, session: { getToken: async () => 's3cr3t' } } }).v3.call('tasks.task.list');
    for (const work of [webhook, token]) {
      const { error, followed } = await moved('http://OTHER/rest/1/s3cr3t/crm.deal.list?auth=s3cr3t', work);
      expect(error).toMatchObject({ name: 'Bitrix24Error', status: 302, code: 'http_302' });
      expect((error as Error).message).toMatch(
        /: Bitrix24 answered 302 http_302: the portal was renamed to 127\.0\.0\.1:\d+\. Pass the new address\.$/,
      );
      expect(`${JSON.stringify(error)} ${String(error)}`).not.toContain('s3cr3t');
      expect(followed).toBe(0);
    }
  });

  it.each([undefined, '/elsewhere', 'https://user:s3cr3t@example.com/', 'https://s3cr3t!/'])(
    'that does not say where: %s',
    async (location) => {
      const { error } = await moved(
        location,
        (portal) => open({ auth: { webhook: `http://${portal}/rest/1/code/` } }).call('crm.deal.list'),
        308,
      );
      expect((error as Error).message).toContain('the portal was renamed to another address. Pass the new address.');
    },
  );
});

describe('secrets', () => {
  it('stay out of hooks and errors', async () => {
    const code = new URL(sandbox.bitrix24.webhook).pathname.split('/')[3]!;
    const seen: RequestEvent[] = [];
    // @ts-expect-error Repetitions are told to `retry: { onRetry }`, not to hooks.
    bitrix24Hooks({ onRetry: () => {} });
    const client = open({ policies: [bitrix24Hooks({ onRequest: (event) => seen.push(event) })] });
    await client.crm.deal.list({ select: ['ID'] });
    expect(seen).toHaveLength(1);
    const error = await client.crm.deal.get({ id: 99_999_999 }).catch((reason: unknown) => reason);
    const offline = await createBitrix24({ auth: { webhook: `http://127.0.0.1:9/rest/1/${code}/` }, retry: { attempts: 1 } })
      .profile()
      .catch((reason: unknown) => reason);
    expect(offline).toMatchObject({ name: 'NetworkError' });
    for (const thing of [seen, error, offline]) expect(`${JSON.stringify(thing)} ${String(thing)}`).not.toContain(code);
  });

  it.each<[string, { parse?: 'response'; throwOnError?: boolean; method?: string; v3?: boolean }]>([
    ['an answer that was read', {}],
    ['an answer that is a stream', { parse: 'response' }],
    ['a refusal', { throwOnError: false, method: 'no.such.method' }],
    ['an answer of REST 3.0', { v3: true }],
  ])('stay out of %s, its copies and what a logger makes of it', async (_, given) => {
    const code = new URL(sandbox.bitrix24.webhook).pathname.split('/')[3]!;
    const { v3, method = v3 ? 'tasks.task.get' : 'user.current', ...options } = given;
    const client = v3 ? open().v3 : open();
    const { response } = await client.send(method, v3 ? { id: 1, select: ['id'] } : {}, options);
    const copies = response.bodyUsed ? [response] : [response, response.clone(), response.clone().clone()];
    expect(copies.length > 1).toBe('parse' in given);
    for (const copy of copies) {
      expect(copy.url).toBe(`http://${sandbox.bitrix24.portal}/***/${method}`);
      expect(`${inspect(copy)} ${JSON.stringify(copy)}`).not.toContain(code);
    }
    if ('parse' in given) for (const copy of copies) expect(await copy.json()).toMatchObject({ result: { NAME: 'Anna' } });
  });

  it('stay out of an answer whose own address cannot be shadowed, as in the extension host of VS Code', async () => {
    const fixed = async (...given: Parameters<typeof fetch>): Promise<Response> => {
      const response = await fetch(...given);
      const { url, clone } = response;
      const fix = (to: Response): Response =>
        Object.defineProperties(to, { url: { value: url }, clone: { value: () => fix(clone.call(to)) } });
      return fix(response);
    };
    const client = open({ fetch: fixed });
    const read = await client.send('user.current');
    expect(read).toMatchObject({ data: { result: { NAME: 'Anna' } }, response: { status: 200 } });
    const { response } = await client.send('user.current', {}, { parse: 'response' });
    for (const answer of [read.response, response]) expect(answer.url).toBe(`http://${sandbox.bitrix24.portal}/***/user.current`);
    expect(response.headers.get('content-type')).toMatch(/json/);
    expect(await response.json()).toMatchObject({ result: { NAME: 'Anna' } });
  });

  it('stay out of an answer that a proxy gives, even the same one twice', async () => {
    const same = new Response(null, { status: 204 });
    Object.defineProperty(same, 'url', {
      value: 'https://proxy.example/?to=https%3A%2F%2Fone.bitrix24.com%2Frest%2F1%2Fs3cr3t%2F',
      configurable: true,
    });
    const client = open({ fetch: async () => same });
    for (const method of ['profile', 'user.current']) {
      expect((await client.send(method)).response.url).toBe(`https://proxy.example/***/${method}`);
    }
  });
});
