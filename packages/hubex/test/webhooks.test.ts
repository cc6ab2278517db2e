import { describe, expect, expectTypeOf, it } from 'vitest';
import { type HubexEvent, parseWebhook, UsageError, webhookHandler } from '../src/index.js';

const secret = 'a-long-random-secret';
const delivery = { EventID: 41, tenant: { id: 3 }, data: { assetID: '500' } };

function receiver(onEvent: (event: HubexEvent) => void = () => {}) {
  const events: HubexEvent[] = [];
  const errors: unknown[] = [];
  const handle = webhookHandler({
    secret,
    onEvent: (event) => (events.push(event), onEvent(event)),
    onError: (error) => errors.push(error),
  });
  const post = (body: string, path = `/hubex/${secret}`, method = 'POST') =>
    handle(new Request(`https://example.com${path}`, { method, ...(method === 'POST' ? { body } : {}) }));
  return { post, events, errors };
}

describe('a delivery', () => {
  it.each<[string, unknown, object]>([
    ['flat', { eventID: 40, assetID: 7, tenantID: 1 }, { id: 40, name: 'assetCreated', assetId: 7, tenantId: 1 }],
    ['in Pascal case, ids as texts', { EventID: '42', AssetID: '7' }, { id: 42, name: 'assetDeleted', assetId: 7 }],
    ['nested', { event: { id: 43 }, data: { asset: { id: 7 } } }, { id: 43, name: 'assetPublished', assetId: 7 }],
    ['in upper case inside', { Event: { ID: 43 }, Asset: { Id: 7 } }, { id: 43, name: 'assetPublished', assetId: 7 }],
    ['with ids too large to be exact', { eventID: 40, assetID: '12345678901234567890' }, { id: 40, name: 'assetCreated' }],
    ['in snake case', { event_id: 44, asset_id: 7 }, { id: 44, name: 'assetUnpublished', assetId: 7 }],
    ['of a task, by an id that no source names', { eventID: 3, taskID: 12 }, { id: 3, taskId: 12 }],
    ['that tells no event', { hello: 'world' }, {}],
    ['that is a list', [1, 2], {}],
    ['that is null', null, {}],
    ['with ids that are none', { eventID: 'x', assetID: {}, taskID: 1.5 }, {}],
  ])('%s', async (_, payload, wanted) => {
    expect(await parseWebhook(JSON.stringify(payload))).toEqual({ ...wanted, payload });
  });

  it('of a known event is told apart by its name', async () => {
    const event = await parseWebhook(JSON.stringify(delivery));
    if (event.name === 'assetChanged') expectTypeOf(event.id).toEqualTypeOf<41>();
    expect(event).toMatchObject({ name: 'assetChanged', assetId: 500, tenantId: 3 });
  });

  it.each([
    ['no JSON', '<html>'],
    ['empty', ''],
    ['too large', `"${'x'.repeat(1_000_001)}"`],
  ])('that is %s is a usage error', async (_, body) => {
    await expect(parseWebhook(body)).rejects.toMatchObject({ name: 'UsageError', field: 'body' });
  });
});

describe('the receiver', () => {
  it('hands events over and answers 204', async () => {
    const { post, events } = receiver();
    expect((await post(JSON.stringify(delivery))).status).toBe(204);
    expect((await post(JSON.stringify(delivery), `/hubex?secret=${secret}`)).status).toBe(204);
    expect(events.map(({ name }) => name)).toEqual(['assetChanged', 'assetChanged']);
  });

  it.each([
    ['another secret', '/hubex/another-long-secret'],
    ['no secret', '/hubex'],
    ['a part of it', `/hubex/${secret.slice(0, -1)}`],
    ['a secret in the query that is wrong', `/hubex/${secret}?secret=x`],
  ])('does not tell that it is there to a caller with %s', async (_, path) => {
    const { post, events } = receiver();
    expect((await post('{}', path)).status).toBe(404);
    expect(events).toEqual([]);
  });

  it('takes POST only', async () => expect((await receiver().post('', `/${secret}`, 'GET')).status).toBe(405));

  it('answers 400 to what is no JSON, and 500 when the event could not be handled, without a word', async () => {
    const { post, errors } = receiver(() => {
      throw new Error('database down');
    });
    const [broken, failed] = [await post('<html>'), await post('{}')];
    expect([broken.status, failed.status, await failed.text()]).toEqual([400, 500, '']);
    expect(errors.map(String)).toEqual([expect.stringContaining('it is no JSON'), 'Error: database down']);
  });

  it('answers 404 to an address that is no text, and 500 when the handler refuses a call of its own', async () => {
    expect((await receiver().post('{}', '/hubex/%ff')).status).toBe(404);
    const { post } = receiver(() => {
      throw new UsageError('path.taskID', 'it is missing', 'Pass it.');
    });
    expect((await post('{}')).status).toBe(500);
    expect((await post('{}', `/hubex/${secret}/`)).status).toBe(500);
  });

  it('survives a log that fails', async () => {
    const handle = webhookHandler({
      secret,
      onEvent: () => {},
      onError: () => {
        throw new Error('disk full');
      },
    });
    const request = new Request(`https://example.com/${secret}`, { method: 'POST', body: '<html>' });
    expect((await handle(request)).status).toBe(400);
  });

  it('does not read what is announced as too large', async () => {
    const body = 'x'.repeat(10);
    const request = new Request('https://example.com/', { method: 'POST', body, headers: { 'content-length': '2000000' } });
    await expect(parseWebhook(request)).rejects.toMatchObject({ field: 'body' });
    expect(request.bodyUsed).toBe(false);
  });

  it('wants a secret worth the name', () => {
    expect(() => webhookHandler({ secret: 'short', onEvent: () => {} })).toThrow(/^secret: it is no text of 16 or more/);
    expect(() => webhookHandler({ secret: 'sixteen/and+more=', onEvent: () => {} })).toThrow(/^secret/);
  });
});
