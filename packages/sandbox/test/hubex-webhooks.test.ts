import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { hubexCaller, listen, sandbox } from './http.js';
import type { HubexCaller, Listener } from './http.js';

let to: Sandbox;
let call: HubexCaller;
let listener: Listener;
let uri: string;
let status = 200;
let received: Record<string, unknown>[] = [];
beforeAll(async () => {
  to = await sandbox();
  listener = await listen(({ type, text }) => {
    received.push({ type, ...JSON.parse(text) });
    return status;
  });
  uri = listener.uri;
});
afterAll(async () => {
  listener.server.close();
  await to.close();
});
beforeEach(async () => {
  to.reset();
  status = 200;
  received = [];
  call = await hubexCaller(to);
});
afterEach(async () => {
  await to.settled();
  vi.restoreAllMocks();
});

async function webhook(fields: object): Promise<number> {
  const [id] = (await call('POST', '/MSG/Webhooks', [{ name: 'Test', uri, isActive: true, ...fields }])).body;
  return id;
}
const asset = async () => (await call('POST', '/ES/Assets', { name: 'Pump 9' })).body.id as number;

describe('webhooks', () => {
  test('hear of assets created, changed, published, unpublished and deleted', async () => {
    await webhook({ events: [40, 41, 42, 43, 44] });
    const assetID = await asset();
    await call('PUT', `/ES/Assets/${assetID}`, { name: 'Pump 10' });
    await to.settled();
    await call('PUT', `/ES/Assets/${assetID}/publish`);
    await to.settled();
    await call('PUT', `/ES/Assets/${assetID}/unpublish`);
    await to.settled();
    await call('DELETE', `/ES/Assets/${assetID}`);
    await to.settled();
    expect(new Set(received.map(({ eventID }) => eventID))).toEqual(new Set([40, 41, 42, 43, 44]));
    expect(received.at(-1)).toEqual({
      type: 'application/json',
      eventID: 42,
      event: 'Asset deleted',
      tenantID: 1,
      created: expect.any(String),
      assetID,
    });
  });
  test('hear only of their events', async () => {
    await webhook({ events: [42] });
    await asset();
    await to.settled();
    expect(received).toEqual([]);
  });
  test('hear of tasks by the ids of the event list, and of stages', async () => {
    const { body } = await call('GET', '/COMMON/Events');
    const eventID = Object.values(body as Record<string, { id: number; name: string }>).find(({ name }) => name === 'Task created')?.id;
    await webhook({ events: [eventID] });
    await webhook({ events: [], taskStages: [4] });
    const { id: taskID } = (await call('POST', '/WORK/Tasks', { notes: 'x', requestMethodID: 4 })).body;
    await to.settled();
    expect(received).toMatchObject([{ eventID, taskID, taskStageID: 1 }]);
    await call('POST', '/WORK/TaskStagingHistory', { taskID, taskStageID: 2 });
    await call('POST', '/WORK/TaskStagingHistory', { taskID, taskStageID: 4 });
    await to.settled();
    expect(received.slice(1)).toMatchObject([{ event: 'Task stage changed', taskID, taskStageID: 4 }]);
  });
  test('are silent while switched off or deleted', async () => {
    const id = await webhook({ events: [40] });
    await call('PUT', `/MSG/Webhooks/deactivate/${id}`);
    await asset();
    await call('PUT', `/MSG/Webhooks/activate/${id}`);
    await call('DELETE', `/MSG/Webhooks/${id}`);
    await asset();
    await to.settled();
    expect(received).toEqual([]);
  });
  test('remember the last call', async () => {
    const id = await webhook({ events: [40] });
    await asset();
    await to.settled();
    expect((await call('GET', `/MSG/Webhooks/${id}`)).body).toMatchObject({
      isActive: true,
      callsRemaining: 5,
      lastCall: { started: expect.any(String), completed: expect.any(String) },
    });
  });
  test('are switched off after five failures; a success in between starts the count again', async () => {
    const id = await webhook({ events: [40] });
    const state = async () => {
      await asset();
      await to.settled();
      return (await call('GET', `/MSG/Webhooks/${id}`)).body;
    };
    status = 500;
    expect(await state()).toMatchObject({ callsRemaining: 4, isActive: true, lastCall: { exception: 'The address answered 500.' } });
    status = 204;
    expect(await state()).toMatchObject({ callsRemaining: 5 });
    status = 500;
    for (const callsRemaining of [4, 3, 2, 1]) expect(await state()).toMatchObject({ callsRemaining, isActive: true });
    expect(await state()).toMatchObject({ callsRemaining: 0, isActive: false });
    const calls = received.length;
    await state();
    expect(received).toHaveLength(calls);
  });
  test('never leave this machine', async () => {
    // Nothing may go out even if the sandbox tried to.
    const real = globalThis.fetch;
    const asked: string[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const address = String(input);
      if (new URL(address).hostname === '127.0.0.1') return real(input, init);
      asked.push(address);
      return Promise.resolve(new Response());
    });
    const uris = ['https://hooks.example.com/x', 'http://127.0.0.1.example.com/x', 'http://10.0.0.1/x', 'no address'];
    const ids = await Promise.all(uris.map((one) => webhook({ uri: one, events: [40] })));
    await asset();
    await to.settled();
    for (const id of ids) {
      const { callsRemaining, lastCall } = (await call('GET', `/MSG/Webhooks/${id}`)).body;
      expect([callsRemaining, typeof lastCall.exception]).toEqual([4, 'string']);
    }
    expect(asked).toEqual([]);
    expect(to.counters().deliveries.delivered).toBe(0);
  });
  test('are counted and logged, with no secrets of the address', async () => {
    await webhook({ events: [41] });
    await call('PUT', '/ES/Assets/500', { name: 'Pump' });
    await to.settled();
    const sent = to.log().filter(({ direction }) => direction === 'out');
    expect(sent).toMatchObject([{ operation: 'webhook', method: 'POST', status: 200, path: uri.replace('secret', '***') }]);
    expect(to.counters().deliveries).toEqual({ delivered: 1, failed: 0 });
    expect(to.counters().operations['hubex:webhook']).toBeUndefined();
  });
  test('a call under way does not reach into the time after a reset', async () => {
    const id = await webhook({ events: [40] });
    const arrived = new Promise<void>((done) => void listener.server.once('request', () => done()));
    await asset();
    await arrived;
    to.reset();
    await to.settled();
    expect(to.counters().deliveries).toEqual({ delivered: 0, failed: 0 });
    call = await hubexCaller(to);
    expect(await webhook({ events: [40] })).toBe(id);
    expect((await call('GET', `/MSG/Webhooks/${id}`)).body.lastCall).toBeUndefined();
  });
});
