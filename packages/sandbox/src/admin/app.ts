import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { JsonObject, JsonValue } from '../json.js';
import { isObject } from '../json.js';
import { bitrix24Collections } from '../bitrix24/tables/records.js';
import type { Bitrix24Collection, Bitrix24Records } from '../bitrix24/tables/records.js';
import type { HubexCollection, HubexRecords } from '../hubex/growth.js';
import type { SandboxControls } from '../sandbox.js';

type Action = (body: JsonObject) => JsonValue | undefined | Promise<JsonValue | undefined>;

/**
 * The admin endpoint. Every request needs `Authorization: Bearer <token>`; answers are JSON. There is no CORS, so pages in a
 * browser cannot reach it.
 */
export function adminApp(controls: SandboxControls, token: string): Hono {
  const app = new Hono();
  app.use('*', async (c, next) => {
    const given = Buffer.from(c.req.header('authorization') ?? '');
    const expected = Buffer.from(`Bearer ${token}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return c.json({ error: 'Send "Authorization: Bearer <admin token>"; startSandbox() returns it as admin.token.' }, 401);
    return next();
  });
  const post = (path: string, action: Action): void => {
    app.post(path, async (c) => {
      const body: unknown = await c.req.json().catch(() => ({}));
      return c.json((await action(isObject(body) ? body : {})) ?? { ok: true });
    });
  };
  const json = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

  app.get('/clock', (c) => c.json({ now: new Date(controls.clock.now()).toISOString() }));
  post('/clock/advance', ({ ms }) => {
    if (typeof ms !== 'number') throw new TypeError('ms: give the milliseconds as a number, e.g. {"ms": 60000}');
    controls.clock.advance(ms);
    return { now: new Date(controls.clock.now()).toISOString() };
  });
  app.get('/faults', (c) => c.json(json(controls.faults.list())));
  post('/faults', (body) => {
    controls.faults.add(body);
    return json(controls.faults.list().at(-1));
  });
  app.delete('/faults', (c) => {
    controls.faults.clear();
    return c.json({ ok: true });
  });
  app.delete('/faults/:id', (c) =>
    controls.faults.remove(Number(c.req.param('id'))) ? c.json({ ok: true }) : c.json({ error: 'There is no such fault.' }, 404),
  );
  app.get('/log', (c) => c.json(json(controls.log())));
  app.get('/counters', (c) => c.json(json(controls.counters())));
  post('/reset', () => {
    controls.reset();
    return undefined;
  });
  post('/tokens/expire', ({ provider }) => {
    if (provider !== undefined && provider !== 'hubex' && provider !== 'bitrix24' && provider !== 'workly')
      throw new TypeError('provider: use hubex, bitrix24 or workly, or leave it out');
    controls.expireTokens(provider);
    return undefined;
  });
  const recordsOf = (body: JsonObject): HubexRecords => controls.hubexRecords(body['collection'] as HubexCollection);
  app.get('/hubex/records/:collection', (c) =>
    c.json({ size: controls.hubexRecords(c.req.param('collection') as HubexCollection).size() }),
  );
  post('/hubex/records/grow', (body) => {
    if (typeof body['size'] !== 'number')
      throw new TypeError('size: give the number of records, e.g. {"collection": "tasks", "size": 100000}');
    return { size: recordsOf(body).grow(body['size']) };
  });
  post('/hubex/records/insert', (body) => {
    const { position, fields } = body;
    const given = { ...(typeof position === 'number' ? { position } : {}), ...(isObject(fields) ? { fields } : {}) };
    return { id: recordsOf(body).insert(given) };
  });
  post('/hubex/records/delete', (body) => {
    const { id, position } = body;
    if (typeof id === 'number') return { deleted: recordsOf(body).delete({ id }) };
    if (typeof position !== 'number') throw new TypeError('Give the id or the position of the record');
    return { deleted: recordsOf(body).delete({ position }) };
  });
  post('/settled', async () => {
    await controls.settled();
    return undefined;
  });
  post('/workly/upgrade', ({ mode }) => {
    if (mode === 'required') return json(controls.requireWorklyUpgrade());
    if (mode !== 'recommended' && mode !== 'none') throw new TypeError('mode: use required, recommended or none');
    controls.recommendWorklyUpgrade(mode === 'recommended');
    return undefined;
  });
  post('/bitrix24/limits', (body) => {
    controls.configureBitrix24Limits(body);
    return undefined;
  });
  const bitrix24RecordsOf = ({ collection, entityTypeId }: JsonObject): Bitrix24Records => {
    if (typeof collection !== 'string') throw new TypeError(`collection: use ${bitrix24Collections.join(', ')}`);
    return controls.bitrix24Records(collection as Bitrix24Collection, typeof entityTypeId === 'number' ? entityTypeId : undefined);
  };
  app.get('/bitrix24/records/:collection/:entityTypeId?', (c) =>
    c.json({
      size: bitrix24RecordsOf({ collection: c.req.param('collection'), entityTypeId: Number(c.req.param('entityTypeId')) }).size(),
    }),
  );
  post('/bitrix24/records/grow', (body) => {
    if (typeof body['size'] !== 'number')
      throw new TypeError('size: give the number of records, e.g. {"collection": "deals", "size": 100000}');
    return { size: bitrix24RecordsOf(body).grow(body['size']) };
  });
  post('/bitrix24/records/insert', (body) => ({
    id: bitrix24RecordsOf(body).insert(isObject(body['fields']) ? { fields: body['fields'] } : {}),
  }));
  post('/bitrix24/records/delete', (body) => {
    if (typeof body['id'] !== 'number') throw new TypeError('id: give the id of the record');
    return { deleted: bitrix24RecordsOf(body).delete({ id: body['id'] }) };
  });
  post('/bitrix24/operating', ({ method, seconds }) => {
    if (typeof method !== 'string' || typeof seconds !== 'number')
      throw new TypeError('Give a method and its seconds, e.g. {"method": "crm.deal.list", "seconds": 480}');
    controls.addBitrix24OperatingTime(method, seconds);
    return undefined;
  });
  post('/bitrix24/methods', ({ method, operation }) => {
    if (typeof method !== 'string' || (operation !== null && !isObject(operation)))
      throw new TypeError(
        'Give a method and its OpenAPI operation, or null to take it away, e.g. {"method": "tasks.task.get", "operation": null}',
      );
    controls.setBitrix24Method(method, operation);
    return undefined;
  });
  post('/bitrix24/application', ({ redirectUri }) => {
    if (typeof redirectUri !== 'string') throw new TypeError('redirectUri: give the address the application is registered with');
    controls.registerBitrix24Redirect(redirectUri);
    return undefined;
  });
  const optional = <K extends string>(body: JsonObject, names: readonly K[]): { [N in K]?: string } =>
    Object.fromEntries(names.flatMap((name) => (typeof body[name] === 'string' ? [[name, body[name]]] : []))) as { [N in K]?: string };
  const asUser = ({ userId }: JsonObject): { userId?: number } => (typeof userId === 'number' ? { userId } : {});
  const { bitrix24Application: application } = controls;
  post('/bitrix24/application/install', async (body) =>
    json((await application.install({ ...optional(body, ['handler']), ...asUser(body) })) ?? {}),
  );
  post('/bitrix24/application/open', async (body) => {
    const { handler, placementOptions: options } = body;
    if (typeof handler !== 'string')
      throw new TypeError('handler: give the address of the page, e.g. {"handler": "http://127.0.0.1:8080/"}');
    const placementOptions = isObject(options) ? { placementOptions: options } : {};
    return json(await application.open({ handler, ...optional(body, ['placement', 'language']), ...placementOptions, ...asUser(body) }));
  });
  post('/bitrix24/application/uninstall', async (body) =>
    json((await application.uninstall({ ...optional(body, ['handler']), clean: body['clean'] === true })) ?? {}),
  );
  post('/bitrix24/rename', () => controls.renameBitrix24Portal());
  app.onError((error, c) => {
    if (error instanceof TypeError) return c.json({ error: error.message }, 400);
    throw error;
  });
  app.notFound((c) => c.json({ error: `There is nothing at ${c.req.path}; see the README of @portolan/sandbox.` }, 404));
  return app;
}
