import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bitrix24Portals, bitrix24Portals } from '@portolan/auth/bitrix24';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { type Bitrix24Event, eventHandler, installHandler, type OfflineBatch, offlineEvents } from '../src/events/index.js';
import { type Bitrix24, createBitrix24, type Rename } from '../src/index.js';
import { nodeListener } from '../src/node.js';

let sandbox: Sandbox;
let server: Server;
/** Where the server of the application is. */
let address: string;
let portals: Bitrix24Portals;
let b24: Bitrix24;
let got: Bitrix24Event[];
let removed: unknown[];
let errors: unknown[];

beforeAll(async () => {
  sandbox = await startSandbox({ bitrix24Limits: { capacity: 10_000 } });
});
afterAll(() => sandbox.close());
/** An application that the portal has installed by its callback. */
beforeEach(async () => {
  sandbox.reset();
  [got, removed, errors] = [[], [], []];
  const { clientId, clientSecret, tokenUrl, memberId } = sandbox.bitrix24;
  portals = bitrix24Portals({ clientId, clientSecret, tokenUrl });
  const onError = (error: unknown): void => void errors.push(error);
  const install = installHandler({
    portals,
    onInstall(installation) {
      expect(installation).toMatchObject({ memberId, portal: sandbox.bitrix24.portal, status: 'L' });
    },
    onUninstall: (portal) => void removed.push(portal),
    onOpen: async ({ session, launch }) =>
      new Response(`${(await createBitrix24({ auth: { session } }).user.current()).NAME} ${JSON.stringify(launch.placementOptions)}`),
    onError,
  });
  const events = eventHandler({ portals, on: {}, onOther: (event) => void got.push(event), onError });
  server = createServer((request, response) => nodeListener(request.url?.startsWith('/events') ? events : install)(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await sandbox.bitrix24Application.install({ handler: `${address}/install` })).toMatchObject({ status: 200 });
  b24 = createBitrix24({ auth: { session: portals.session(memberId) } });
  return async () => {
    await sandbox.settled();
    server.closeAllConnections();
    server.close();
    expect(errors).toEqual([]);
  };
});

describe('an application that a portal has installed', () => {
  it('hears of what it binds, with tokens of whoever caused it', async () => {
    await b24.event.bind({ event: 'ONCRMDEALADD', handler: `${address}/events` });
    await b24.event.bind({ event: 'ONTASKADD', handler: `${address}/events` });
    const id = await b24.crm.deal.add({ fields: { TITLE: 'Pump' } });
    const { task } = await b24.tasks.task.add({ fields: { TITLE: 'Mount it', RESPONSIBLE_ID: 1 } });
    await sandbox.settled();
    expect(got.map(({ name, data }) => [name, data])).toMatchObject([
      ['ONCRMDEALADD', { FIELDS: { ID: String(id) } }],
      ['ONTASKADD', { FIELDS_BEFORE: 'undefined', FIELDS_AFTER: { ID: task.id } }],
    ]);
    const { accessToken } = got[0]!.claim.tokens!;
    const theirs = createBitrix24({ auth: { portal: got[0]!.portal, session: { getToken: async () => accessToken } } });
    expect((await theirs.user.current()).NAME).toBe('Anna');
  });

  it('is opened by a user, with that user’s rights', async () => {
    const opened = { handler: `${address}/`, userId: 2, placement: 'CRM_DEAL_DETAIL_TAB', placementOptions: { ID: '7' } };
    expect(await sandbox.bitrix24Application.open(opened)).toEqual({ status: 200, body: 'Boris {"ID":"7"}' });
    expect((await b24.user.current()).NAME).toBe('Anna');
  });

  it('is removed: its tokens are forgotten here and worth nothing there', async () => {
    const { memberId } = sandbox.bitrix24;
    expect(await sandbox.bitrix24Application.uninstall({ handler: `${address}/install`, clean: true })).toMatchObject({ status: 200 });
    expect([removed, await portals.get(memberId)]).toEqual([[{ memberId, clean: true }], undefined]);
    await expect(b24.user.current()).rejects.toMatchObject({ code: 'sign_in_required' });
  });
});

describe('the queue of offline events', () => {
  const idsOf = ({ events }: OfflineBatch) => events.map(({ data }) => Number((data as { FIELDS: { ID: string } }).FIELDS.ID));
  const change = async (...ids: number[]): Promise<void> => {
    for (const id of ids) await b24.crm.deal.update({ id, fields: { COMMENTS: 'x' } });
  };
  const drain = async (options: Parameters<typeof offlineEvents>[1] = {}): Promise<number[][]> => {
    const batches: number[][] = [];
    for await (const batch of offlineEvents(b24, { interval: 0, ...options })) batches.push(idsOf(batch));
    return batches;
  };
  beforeEach(() => b24.event.bind({ event: 'ONCRMDEALUPDATE', event_type: 'offline' }));

  it('is read batch by batch and confirmed; what changes meanwhile comes after', async () => {
    await change(1, 2, 3, 1);
    const batches: number[][] = [];
    for await (const batch of offlineEvents(b24, { limit: 2, interval: 0 })) {
      batches.push(idsOf(batch));
      if (batches.length === 1) await change(1);
    }
    expect(batches).toEqual([
      [1, 2],
      [3, 1],
    ]);
    expect(await b24.event.offline.list()).toEqual([]);
  });

  it('keeps a batch that broke off for its process', async () => {
    await change(1, 2);
    let processId = '';
    for await (const batch of offlineEvents(b24, { interval: 0 })) {
      processId = batch.processId;
      break;
    }
    expect(await drain()).toEqual([]);
    expect(await drain({ processId })).toEqual([[1, 2]]);
    expect(await b24.event.offline.list()).toEqual([]);
  });

  it('keeps what failed for those who ask for it', async () => {
    await change(1, 2, 3);
    for await (const batch of offlineEvents(b24, { interval: 0 })) batch.fail(batch.events.slice(0, 1));
    expect(await drain()).toEqual([]);
    expect((await b24.event.offline.list()).map(({ ERROR }) => ERROR)).toEqual(['1']);
    expect(await drain({ errors: true })).toEqual([[1]]);
    expect(await b24.event.offline.list()).toEqual([]);
  });

  it('leaves out what the application changed itself', async () => {
    await b24.event.bind({ event: 'ONCRMDEALUPDATE', event_type: 'offline', auth_connector: 'shop' });
    await b24.send('crm.deal.update', { id: 1, fields: { COMMENTS: 'x' }, auth_connector: 'shop' });
    await change(2);
    expect(await drain({ connector: 'shop' })).toEqual([[2]]);
  });
});

describe('a portal that is renamed', () => {
  it('is followed by its sessions, and events from there are accepted', async () => {
    const renames: Rename[] = [];
    const { memberId } = sandbox.bitrix24;
    const watched = createBitrix24({ auth: { session: portals.session(memberId) }, onRename: (rename) => void renames.push(rename) });
    await watched.event.bind({ event: 'ONCRMDEALADD', handler: `${address}/events` });
    const moved = sandbox.renameBitrix24Portal();
    const id = await watched.crm.deal.add({ fields: { TITLE: 'Moved once' } });
    expect(await watched.crm.deal.list({ filter: { TITLE: 'Moved once' }, select: ['ID'] })).toMatchObject([{ ID: String(id) }]);
    await sandbox.settled();
    expect(renames).toEqual([moved]);
    expect(got.map(({ portal }) => portal)).toEqual([moved.to]);
    expect((await portals.get(memberId))?.portal).toBe(moved.to);
    const redirected = sandbox.log().filter(({ status }) => status === 302);
    expect(redirected).toHaveLength(1);
  });

  it('is followed by a webhook only when its owner says so', async () => {
    const { webhook } = sandbox.bitrix24;
    const moved = sandbox.renameBitrix24Portal();
    await expect(createBitrix24({ auth: { webhook } }).user.current()).rejects.toMatchObject({ status: 302 });
    const followed = createBitrix24({ auth: { webhook }, onRename: ({ to }) => to === moved.to });
    expect((await followed.user.current()).NAME).toBe('Anna');
  });
});
