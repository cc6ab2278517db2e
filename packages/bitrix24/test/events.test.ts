import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { AuthError } from '@portolan/auth';
import { bitrix24Portals } from '@portolan/auth/bitrix24';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { type Bitrix24Event, eventHandler, installHandler, memorySeen, type OfflineBatch, offlineEvents } from '../src/events/index.js';
import { type Bitrix24, createBitrix24 } from '../src/index.js';
import { nodeListener } from '../src/node.js';
import { portalOf } from './portal.js';

const proof = 'application-token-1';
const post = (fields: Record<string, string>) =>
  new Request('https://app.example.com/', { method: 'POST', body: new URLSearchParams(fields) });
const deal = (more: Record<string, string> = {}) =>
  post({
    event: 'ONCRMDEALADD',
    event_handler_id: '9',
    'data[FIELDS][ID]': '7',
    ts: '1700000000',
    'auth[domain]': 'p.bitrix24.com',
    'auth[member_id]': 'm1',
    'auth[application_token]': proof,
    ...more,
  });

function receiver(more: { fails?: Error; memberId?: string } = {}) {
  const events: Bitrix24Event[] = [];
  const errors: [unknown, Bitrix24Event | undefined][] = [];
  const handle = eventHandler({
    applicationToken: proof,
    memberId: more.memberId,
    on: {
      ONCRMDEALADD(event) {
        expectTypeOf(event.data.FIELDS.ID).toEqualTypeOf<string>();
        expectTypeOf(event.name).toEqualTypeOf<'ONCRMDEALADD'>();
        if (more.fails) throw more.fails;
        events.push(event);
      },
    },
    onOther: (event) => void events.push(event),
    onError: (error, event) => errors.push([error, event]),
  });
  return { handle, events, errors };
}

describe('the receiver of events', () => {
  it('hands an event over by its name', async () => {
    const { handle, events, errors } = receiver();
    expect((await handle(deal())).status).toBe(200);
    expect(events).toMatchObject([
      {
        name: 'ONCRMDEALADD',
        data: { FIELDS: { ID: '7' } },
        memberId: 'm1',
        portal: 'p.bitrix24.com',
        sentAt: new Date(1_700_000_000_000),
        handlerId: '9',
      },
    ]);
    expect([errors, JSON.stringify(events)]).toEqual([[], expect.not.stringContaining(proof)]);
  });

  it('tells a failure of the handler from a stranger, and portals from each other', async () => {
    const fails = new AuthError({ code: 'refused', field: 'token', problem: 'it is dead', remedy: 'Sign in again.' });
    expect((await receiver({ fails }).handle(deal())).status).toBe(500);
    const { handle, events } = receiver();
    for (const id of ['m1', 'm2', 'm1']) expect((await handle(deal({ 'auth[member_id]': id }))).status).toBe(200);
    expect(events.map(({ memberId }) => memberId)).toEqual(['m1', 'm2']);
  });

  it('takes no event without a time for a repetition', async () => {
    const { handle, events } = receiver();
    for (let time = 0; time < 2; time += 1) expect((await handle(deal({ ts: '' }))).status).toBe(200);
    expect(events.map(({ sentAt }) => sentAt)).toEqual([undefined, undefined]);
  });

  it('types the name of an event', () => {
    // @ts-expect-error no such event
    expect(() => eventHandler({ applicationToken: proof, on: { ONCRMDEALAD: () => {} }, onError: () => {} })).not.toThrow();
  });

  it('gives the others to onOther, whatever the case', async () => {
    const { handle, events } = receiver();
    await handle(deal({ event: 'onSomethingNew' }));
    await handle(deal({ event: 'onCrmDealAdd' }));
    expect(events.map(({ name }) => name)).toEqual(['ONSOMETHINGNEW', 'ONCRMDEALADD']);
  });

  it('handles a repeated delivery once, another one again', async () => {
    const { handle, events } = receiver();
    for (const request of [
      deal(),
      deal(),
      deal({ ts: '1700000001' }),
      deal({ 'data[FIELDS][ID]': '8' }),
      deal({ 'auth[access_token]': 'x' }),
    ])
      await handle(request);
    expect(events).toHaveLength(3);
  });

  it.each<[string, Record<string, string>]>([
    ['another token', { 'auth[application_token]': 'application-token-2' }],
    ['a part of the token', { 'auth[application_token]': proof.slice(0, -1) }],
    ['no token', { 'auth[application_token]': '' }],
    ['a list for a token', { 'auth[application_token]': '', 'auth[application_token][0]': proof }],
  ])('refuses a stranger with %s', async (_, more) => {
    const { handle, events, errors } = receiver();
    expect((await handle(deal(more))).status).toBe(403);
    expect(events).toEqual([]);
    expect(String(errors[0]![0])).not.toContain(proof);
  });

  it('refuses the right token of another portal', async () => {
    expect((await receiver({ memberId: 'm2' }).handle(deal())).status).toBe(403);
  });

  it('tells of a handler that failed, and takes the delivery again', async () => {
    const fails = new Error('database down');
    const { handle, errors } = receiver({ fails });
    const answer = await handle(deal());
    expect([answer.status, await answer.text(), errors]).toEqual([500, '', [[fails, expect.objectContaining({ name: 'ONCRMDEALADD' })]]]);
    expect((await handle(deal())).status).toBe(500);
    expect(errors).toHaveLength(2);
  });

  it('survives a log that fails, and answers nothing but POST', async () => {
    const handle = eventHandler({
      applicationToken: proof,
      on: {},
      onError() {
        throw new Error('disk full');
      },
    });
    expect((await handle(post({ hello: 'world' }))).status).toBe(400);
    expect((await handle(new Request('https://x/'))).status).toBe(405);
  });

  it('wants a token worth the name', () => {
    for (const applicationToken of ['', 'short', undefined as unknown as string])
      expect(() => eventHandler({ applicationToken, on: {}, onError: () => {} })).toThrow(/^applicationToken/);
  });

  it('never crashes, nor handles, whatever a stranger sends', async () => {
    const { handle, events } = receiver();
    const name = fc.constantFrom(
      'event',
      'ts',
      'data',
      'data[FIELDS][ID]',
      'auth',
      'auth[domain]',
      'auth[member_id]',
      'auth[application_token]',
      '__proto__[x]',
      'a[[]',
    );
    const value = fc.oneof(fc.string(), fc.constantFrom('ONCRMDEALADD', 'p.bitrix24.com', 'm1', '-1', 'NaN', '{}'));
    const body = fc.oneof(
      fc.array(fc.tuple(name, value)).map((pairs) => String(new URLSearchParams(pairs))),
      fc.string({ unit: 'binary' }),
      fc.json(),
    );
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data', ''),
        async (text, type) => {
          const { status } = await handle(new Request('https://x/', { method: 'POST', body: text, headers: { 'content-type': type } }));
          expect([400, 403]).toContain(status);
        },
      ),
    );
    expect(events).toEqual([]);
  });

  it('remembers no more than it is told to', () => {
    const seen = memorySeen(2);
    expect(['a', 'b', 'a', 'c', 'a'].map((digest) => seen.add(digest))).toEqual([true, true, false, true, true]);
  });
});

describe('an application', () => {
  const world = async (): Promise<{ sandbox: Sandbox; tokens: () => Promise<{ access: string; refresh: string; member: string }> }> => {
    const sandbox = await startSandbox();
    const { portal, clientId, clientSecret, tokenUrl } = sandbox.bitrix24;
    // As the portal itself would obtain them for the user who installs.
    const portals = bitrix24Portals({ clientId, clientSecret, tokenUrl });
    return {
      sandbox,
      async tokens() {
        const state = portals.createState();
        const page = await fetch(`${portals.authorizeUrl(portal, state)}&decision=allow`, { redirect: 'manual' });
        const { memberId } = await portals.exchange(portals.parseCallback(page.headers.get('location')!, { portal, state }));
        const { accessToken, refreshToken } = (await portals.session(memberId).current())!;
        return { access: accessToken, refresh: refreshToken!, member: memberId };
      },
    };
  };

  it('is installed by the callback over HTTP, calls, gets events, and is removed', async () => {
    const { sandbox, tokens } = await world();
    const { portal, clientId, clientSecret, tokenUrl } = sandbox.bitrix24;
    const portals = bitrix24Portals({ clientId, clientSecret, tokenUrl });
    const [got, removed, errors]: [string[], unknown[], unknown[]] = [[], [], []];
    const install = installHandler({
      portals,
      async onInstall({ memberId }) {
        got.push((await createBitrix24({ auth: { session: portals.session(memberId) } }).user.current()).NAME!);
      },
      onUninstall: (event) => void removed.push(event),
      onError: (error) => errors.push(error),
    });
    const events = eventHandler({
      portals,
      on: { ONCRMDEALUPDATE: ({ data }) => void got.push(data.FIELDS!.ID!) },
      onError: (error) => errors.push(error),
    });
    const server = createServer((request, response) => nodeListener(request.url === '/install' ? install : events)(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const send = async (path: string, fields: Record<string, string>) =>
      (
        await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
          method: 'POST',
          body: new URLSearchParams(fields),
        })
      ).status;

    const { access, refresh, member } = await tokens();
    const auth = { 'auth[domain]': portal, 'auth[member_id]': member, 'auth[application_token]': proof };
    const change = { event: 'ONCRMDEALUPDATE', 'data[FIELDS][ID]': '5', ts: '1', ...auth };
    expect(await send('/events', change)).toBe(403);
    expect(
      await send('/install', { event: 'ONAPPINSTALL', ...auth, 'auth[access_token]': 'made-up', 'auth[refresh_token]': 'made-up' }),
    ).toBe(403);
    expect(
      await send('/install', {
        event: 'ONAPPINSTALL',
        ...auth,
        'auth[access_token]': access,
        'auth[refresh_token]': refresh,
        'auth[expires_in]': '3600',
      }),
    ).toBe(200);
    expect(await send('/events', change)).toBe(200);
    expect(await send('/install', { event: 'ONAPPUNINSTALL', 'data[CLEAN]': '1', ...auth, 'auth[application_token]': 'guess' })).toBe(403);
    expect(await send('/install', { event: 'ONAPPUNINSTALL', 'data[CLEAN]': '1', ...auth })).toBe(200);
    expect(await send('/events', { ...change, ts: '2' })).toBe(403);
    expect(await send('/install', { event: 'ONCRMDEALADD', ...auth })).toBe(400);
    expect([got, removed]).toEqual([['Anna', '5'], [{ memberId: member, clean: true }]]);
    expect(errors.map(String).join()).not.toMatch(new RegExp([access, refresh, proof, clientSecret].join('|')));
    server.close();
    await sandbox.close();
  });

  it('opens in a frame with a session of its user', async () => {
    const { sandbox, tokens } = await world();
    const { portal, clientId, clientSecret, tokenUrl } = sandbox.bitrix24;
    const handle = installHandler({
      portals: bitrix24Portals({ clientId, clientSecret, tokenUrl }),
      onOpen: async ({ session, launch }) =>
        new Response(`${(await createBitrix24({ auth: { session } }).user.current()).NAME} ${launch.placement}`),
    });
    const { access, refresh, member } = await tokens();
    const open = (refreshId: string, query = `DOMAIN=${portal}&PROTOCOL=0&LANG=en`) =>
      handle(
        new Request(`https://app.example.com/?${query}`, {
          method: 'POST',
          body: new URLSearchParams({
            AUTH_ID: access,
            REFRESH_ID: refreshId,
            member_id: member,
            PLACEMENT: 'DEFAULT',
            APPLICATION_TOKEN: proof,
          }),
        }),
      );
    expect((await open('made-up')).status).toBe(403);
    expect(await (await open(refresh)).text()).toBe('Anna DEFAULT');
    expect((await open(refresh, '')).status).toBe(400);
    await sandbox.close();
  });
});

it('a listener of Node sends every cookie', async () => {
  const answer = new Response(null, {
    headers: [...['a=1', 'b=2'].map((cookie): [string, string] => ['set-cookie', cookie]), ['x-one', '1']],
  });
  const server = createServer(nodeListener(async () => answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.closeAllConnections();
  server.close();
  expect([headers.getSetCookie(), headers.get('x-one')]).toEqual([['a=1', 'b=2'], '1']);
});

describe('offline events', () => {
  /** A queue as the documentation describes it. */
  const queue = async (count: number) => {
    const rows = Array.from({ length: count }, (_, place) => ({
      ID: String(place + 1),
      MESSAGE_ID: `m${place + 1}`,
      EVENT_NAME: 'ONCRMDEALUPDATE',
      EVENT_DATA: { FIELDS: { ID: String(place + 1) } },
      process: '',
      error: false,
    }));
    const log: string[] = [];
    let processes = 0;
    const portal = await portalOf(({ url, json }) => {
      const method = url.pathname.split('/').at(-1)!;
      const {
        process_id,
        message_id,
        limit = 50,
        error,
      } = json as { process_id?: string; message_id?: string[]; limit?: number; error?: number };
      log.push([method, process_id, message_id].filter(Boolean).join(' '));
      const mine = rows.filter((row) => row.process === process_id && (!message_id || message_id.includes(row.MESSAGE_ID)));
      if (method === 'event.offline.clear') for (const row of mine) rows.splice(rows.indexOf(row), 1);
      if (method === 'event.offline.error') for (const row of mine) row.error = true;
      if (method !== 'event.offline.get') return { json: { result: true } };
      const free = rows
        .filter((row) => (process_id ? row.process === process_id : row.process === '') && (error === 1 || !row.error))
        .slice(0, limit);
      const process = free.length === 0 ? null : (process_id ?? `p${(processes += 1)}`);
      for (const row of free) row.process = process!;
      return { json: { result: { process_id: process, events: free } } };
    });
    const b24: Bitrix24 = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
    return { portal, b24, rows, log };
  };
  const idsOf = ({ events }: OfflineBatch) => events.map(({ record }) => Number(record.ID));

  it('come batch by batch, confirmed when the next one is asked for', async () => {
    const { portal, b24, rows, log } = await queue(5);
    await using _ = portal;
    const got: number[][] = [];
    for await (const batch of offlineEvents(b24, { limit: 2, interval: 0 })) {
      expect(rows).toHaveLength(5 - got.length * 2);
      const [event] = batch.events;
      if (event?.name === 'ONCRMDEALUPDATE') expect(event.data).toEqual({ FIELDS: { ID: expect.any(String) } });
      got.push(idsOf(batch));
    }
    expect([got, rows]).toEqual([[[1, 2], [3, 4], [5]], []]);
    expect(log.slice(0, 3)).toEqual(['event.offline.get', 'event.offline.clear p1', 'event.offline.get']);
  });

  it('that failed are marked, the rest of the batch is confirmed', async () => {
    const { portal, b24, rows, log } = await queue(3);
    await using _ = portal;
    for await (const batch of offlineEvents(b24, { interval: 0 })) batch.fail(batch.events.slice(0, 1));
    expect(rows.map(({ ID, error }) => [ID, error])).toEqual([['1', true]]);
    expect(log.slice(1, 3)).toEqual(['event.offline.error p1 m1', 'event.offline.clear p1 m2,m3']);
  });

  it('of a batch that broke off stay reserved, and are taken up again', async () => {
    const { portal, b24, rows, log } = await queue(3);
    await using _ = portal;
    let processId = '';
    const crash = async () => {
      for await (const batch of offlineEvents(b24, { interval: 0 })) {
        processId = batch.processId;
        throw new Error('crash');
      }
    };
    await expect(crash()).rejects.toThrow('crash');
    expect([rows.length, log]).toEqual([3, ['event.offline.get']]);
    const again: number[][] = [];
    for await (const batch of offlineEvents(b24, { interval: 0, processId })) again.push(idsOf(batch));
    expect([again, rows]).toEqual([[[1, 2, 3]], []]);
  });

  it('of a reservation larger than the limit are taken up whole, and none is confirmed unseen', async () => {
    const { portal, b24, rows, log } = await queue(5);
    await using _ = portal;
    await b24.call('event.offline.get', { clear: 0 });
    const again: number[][] = [];
    for await (const batch of offlineEvents(b24, { interval: 0, limit: 2, processId: 'p1' })) {
      again.push(idsOf(batch));
      if (again.length === 1) batch.fail(batch.events.slice(1));
    }
    expect(again).toEqual([[1, 2], [3, 4], [5]]);
    expect(rows.map(({ ID, error }) => [ID, error])).toEqual([['2', true]]);
    expect(log.filter((line) => line.includes('clear'))).toEqual([
      'event.offline.clear p1 m1',
      'event.offline.clear p1 m3,m4',
      'event.offline.clear p1 m5',
    ]);
  });

  it('that fail again when failed ones are asked for end the reservation', async () => {
    const { portal, b24, rows } = await queue(2);
    await using _ = portal;
    await b24.call('event.offline.get', { clear: 0 });
    let batches = 0;
    for await (const batch of offlineEvents(b24, { interval: 0, limit: 2, errors: true, processId: 'p1' })) {
      expect((batches += 1)).toBe(1);
      batch.fail(batch.events);
    }
    expect(rows).toHaveLength(2);
    expect(portal.seen[1]!.json).toMatchObject({ error: 1 });
  });

  it('are waited for until the signal ends it', async () => {
    const { portal, b24, log } = await queue(0);
    await using _ = portal;
    const stop = new AbortController();
    let waits = 0;
    const clock = { now: () => 0, random: () => 0, sleep: async () => void ((waits += 1) === 3 && stop.abort(new Error('stop'))) };
    const run = async () => {
      for await (const batch of offlineEvents(b24, { interval: 5, signal: stop.signal, clock })) expect(batch).toBeUndefined();
    };
    await expect(run()).rejects.toThrow('stop');
    expect(log).toHaveLength(3);
  });
});
