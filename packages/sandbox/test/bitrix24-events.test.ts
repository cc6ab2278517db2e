import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseBrackets } from '../src/bitrix24/protocol/php.js';
import { loadDocuments } from '../src/data.js';
import { mediaOf } from '../src/engine/document.js';
import { createValidators } from '../src/engine/validate.js';
import type { Sandbox } from '../src/index.js';
import { bitrixTokens, listen, sandbox, send } from './http.js';
import type { Listener } from './http.js';

/** A form that the portal posted, its brackets read. */
type Post = Record<string, unknown> & { event: string; data: Record<string, unknown>; auth: Record<string, string> };

let to: Sandbox;
let token: string;
let listener: Listener;
let handler: string;
let posts: Post[] = [];
const validators = createValidators({ looseDates: true });
const documents = loadDocuments();

beforeAll(async () => {
  to = await sandbox();
  listener = await listen(({ url, type, text }) => {
    const form = parseBrackets(new URLSearchParams(text));
    posts.push({ ...form, query: Object.fromEntries(url.searchParams), type } as unknown as Post);
    return url.pathname === '/failing' ? 500 : 200;
  });
  handler = listener.uri;
});
afterAll(async () => {
  listener.server.close();
  await to.close();
});
beforeEach(async () => {
  to.reset();
  posts = [];
  token = (await bitrixTokens(to))['access_token'] ?? '';
});
afterEach(() => to.settled());

/** Calls as the application; its user is the administrator unless a token says otherwise. */
const call = (method: string, params: object = {}, auth = token) =>
  send(`${to.bitrix24.origin}/rest/${method}`, { json: { ...params, auth } });
const v3 = (method: string, params: object = {}) => send(`${to.bitrix24.origin}/rest/api/${method}`, { json: { ...params, auth: token } });
const webhook = (method: string, params: object = {}) => send(`${to.bitrix24.webhook}${method}`, { json: params });
const bind = (event: string, more: object = {}) => call('event.bind', { event, handler, ...more });
const offline = (event: string, more: object = {}) => call('event.bind', { event, event_type: 'offline', ...more });
async function heard(): Promise<Post[]> {
  await to.settled();
  return posts.splice(0);
}
/** Tokens of another user, as a frame has them. */
async function tokenOf(userId: number): Promise<string> {
  await to.bitrix24Application.open({ handler, userId });
  return String(posts.splice(0)[0]?.['AUTH_ID']);
}
/** Why an event does not fit its spec. */
function problems({ type: _type, query: _query, ...form }: Post): string[] {
  const document = documents.find(({ name }) => name === 'bitrix24/events');
  const schema = mediaOf(document?.spec.webhooks?.[form.event]?.post?.requestBody?.content)?.media.schema;
  if (!document || !schema) return [`no event ${form.event}`];
  return validators.check(document, schema, form).map(({ message }) => message);
}

describe('subscriptions', () => {
  test('bind, get, unbind', async () => {
    expect((await bind('onCrmDealAdd')).body.result).toBe(true);
    await bind('ONCRMDEALADD');
    await bind('ONCRMDEALADD', { auth_type: 2 });
    await offline('ONTASKUPDATE');
    expect((await call('event.get')).body.result).toEqual([
      { event: 'ONCRMDEALADD', handler, auth_type: '0', offline: 0 },
      { event: 'ONCRMDEALADD', handler, auth_type: '2', offline: 0 },
      { event: 'ONTASKUPDATE', handler: '', auth_type: '0', offline: 1 },
    ]);
    expect((await call('event.unbind', { event: 'ONCRMDEALADD', handler, auth_type: 0 })).body.result).toEqual({ count: 1 });
    expect((await call('event.unbind', { event: 'ONCRMDEALADD', handler })).body.result).toEqual({ count: 1 });
    expect((await call('event.unbind', { event: 'ONTASKUPDATE', event_type: 'offline' })).body.result).toEqual({ count: 1 });
    expect((await call('event.get')).body.result).toEqual([]);
  });
  test('an unknown event, a handler that is no address, a webhook', async () => {
    const unknown = await bind('ONNOTHING');
    expect([unknown.status, unknown.body.error]).toEqual([400, 'ERROR_EVENT_NOT_FOUND']);
    expect((await bind('ONCRMDEALADD', { handler: 'hook' })).body.error).toBe('ERROR_ARGUMENT');
    expect((await bind('CallCard::BeforeClose')).body.error).toBe('ERROR_EVENT_NOT_FOUND');
    for (const method of ['event.bind', 'events', 'event.get', 'event.offline.get'])
      expect((await webhook(method, { event: 'ONCRMDEALADD', handler })).body.error).toBe('WRONG_AUTH_TYPE');
  });
  test('users other than administrators bind for themselves, online', async () => {
    const boris = await tokenOf(2);
    const refused = [
      await call('event.bind', { event: 'ONCRMDEALADD', event_type: 'offline' }, boris),
      await call('event.bind', { event: 'ONCRMDEALADD', handler, auth_type: 1 }, boris),
      await call('event.unbind', { event: 'ONCRMDEALADD', handler, auth_type: 1 }, boris),
      await call('event.offline.get', {}, boris),
      await call('event.offline.list', {}, boris),
      await call('event.offline.clear', { process_id: 'x' }, boris),
      await call('event.offline.error', { process_id: 'x' }, boris),
    ];
    expect(refused.map(({ status, body }) => [status, body.error])).toEqual(refused.map(() => [403, 'ACCESS_DENIED']));
    await bind('ONCRMDEALADD');
    await call('event.bind', { event: 'ONCRMDEALADD', handler }, boris);
    expect((await call('event.get', {}, boris)).body.result).toEqual([{ event: 'ONCRMDEALADD', handler, auth_type: '2', offline: 0 }]);
    expect((await call('event.unbind', { event: 'ONCRMDEALADD', handler }, boris)).body.result).toEqual({ count: 1 });
    expect((await call('event.get')).body.result).toHaveLength(1);
  });
  test('events lists names, all or of a scope', async () => {
    const all = (await call('events')).body.result;
    expect(all).toEqual(expect.arrayContaining(['ONCRMDEALADD', 'ONTASKADD', 'ONAPPINSTALL', 'CATALOG.PRICE.ON.ADD']));
    expect(all).not.toContain('CALLCARD::BEFORECLOSE');
    expect((await call('events', { SCOPE: 'user' })).body.result).toEqual(['ONUSERADD']);
  });
});

describe('deliveries', () => {
  test('an event is a form with tokens of the user who caused it', async () => {
    await bind('ONCRMDEALADD');
    const id = (await webhook('crm.deal.add', { fields: { TITLE: 'Pump' } })).body.result;
    const [post, ...more] = await heard();
    expect(more).toEqual([]);
    expect(post).toMatchObject({
      type: 'application/x-www-form-urlencoded',
      event: 'ONCRMDEALADD',
      event_handler_id: '1',
      data: { FIELDS: { ID: String(id) } },
      ts: expect.stringMatching(/^\d{10}$/),
      auth: {
        domain: to.bitrix24.portal,
        client_endpoint: `${to.bitrix24.origin}/rest/`,
        member_id: to.bitrix24.memberId,
        application_token: to.bitrix24.applicationToken,
        user_id: '1',
        expires_in: '3600',
      },
    });
    expect(post?.auth['refresh_token']).toBeUndefined();
    expect((await call('crm.deal.get', { id }, post?.auth['access_token'])).body.result.TITLE).toBe('Pump');
  });
  test('auth_type names whose tokens come; what nobody caused has none', async () => {
    await bind('ONCRMDEALADD', { auth_type: 3 });
    await webhook('crm.deal.add', { fields: {} });
    const [post] = await heard();
    expect((await call('user.current', {}, post?.auth['access_token'])).body.result.ID).toBe('3');
    await call('event.unbind', { event: 'ONCRMDEALADD', handler });
    await bind('ONCRMDEALADD');
    const id = to.bitrix24Records('deals').insert();
    to.bitrix24Records('deals').grow(200);
    const told = await heard();
    expect(told).toMatchObject([{ data: { FIELDS: { ID: String(id) } } }]);
    expect(told[0]?.auth['access_token']).toBeUndefined();
  });
  test('every event fits its spec', async () => {
    const { body } = await call('events');
    for (const event of body.result) await bind(event);
    const add = async (method: string, params: object, answer: (result: never) => unknown = (result) => result) =>
      answer((await call(method, params)).body.result as never);
    const crm = ['lead', 'deal', 'contact', 'company', 'quote'];
    for (const name of crm) {
      const id = await add(`crm.${name}.add`, { fields: { TITLE: 'x', NAME: 'x' } });
      await call(`crm.${name}.update`, { id, fields: { COMMENTS: 'y' } });
      await call(`crm.${name}.delete`, { id });
    }
    await call('crm.deal.update', { id: 1, fields: { CATEGORY_ID: '3' } });
    const item = await add(
      'crm.item.add',
      { entityTypeId: 1032, fields: { title: 'x' } },
      ({ item: { id } }: { item: { id: number } }) => id,
    );
    await call('crm.item.update', { entityTypeId: 1032, id: item, fields: { title: 'y' } });
    await call('crm.item.delete', { entityTypeId: 1032, id: item });
    await call('crm.item.update', { entityTypeId: 2, id: 2, fields: { title: 'y' } });
    const task = await add(
      'tasks.task.add',
      { fields: { TITLE: 'x', RESPONSIBLE_ID: 1 } },
      (result: { task: { id: string } }) => result.task.id,
    );
    await call('tasks.task.complete', { taskId: task });
    await v3('tasks.task.update', { id: Number(task), fields: { title: 'z' } });
    await call('tasks.task.delete', { taskId: task });
    await call('user.add', { EMAIL: 'new@example.com', UF_DEPARTMENT: [1], NAME: 'Dora' });
    for (const [method, params] of [
      ['crm.activity.delete', { id: 1 }],
      ['crm.timeline.comment.delete', { id: 1 }],
      ['crm.requisite.delete', { id: 1 }],
      ['crm.requisite.bankdetail.delete', { id: 1 }],
      ['crm.deal.userfield.delete', { id: 1 }],
      ['crm.type.delete', { id: 1 }],
      ['catalog.product.delete', { id: 1 }],
      ['catalog.product.sku.delete', { id: 2 }],
      ['catalog.price.delete', { id: 1 }],
      ['catalog.priceType.delete', { id: 1 }],
      ['catalog.roundingRule.delete', { id: 1 }],
      ['catalog.measure.delete', { id: 1 }],
      ['sale.order.delete', { id: 1 }],
      ['sale.payment.delete', { id: 1 }],
      ['sale.shipment.delete', { id: 1 }],
      ['sonet_group.delete', { GROUP_ID: 1 }],
      ['crm.product.delete', { id: 3 }],
      ['crm.productsection.delete', { id: 1 }],
      ['crm.product.property.delete', { id: 1 }],
      ['crm.currency.delete', { id: 'GBP' }],
    ] as const) {
      const { body: answer } = await call(method, params);
      expect([method, answer.error]).toEqual([method, undefined]);
    }
    const told = await heard();
    expect(told.flatMap((post) => problems(post).map((problem) => `${post.event}: ${problem}`))).toEqual([]);
    expect(told.map(({ event }) => event)).toEqual([
      ...crm.flatMap((name) => ['ADD', 'UPDATE', 'DELETE'].map((change) => `ONCRM${name.toUpperCase()}${change}`)),
      'ONCRMDEALUPDATE',
      'ONCRMDEALMOVETOCATEGORY',
      'ONCRMDYNAMICITEMADD',
      'ONCRMDYNAMICITEMUPDATE',
      'ONCRMDYNAMICITEMDELETE',
      'ONCRMDEALUPDATE',
      'ONTASKADD',
      'ONTASKUPDATE',
      'ONTASKUPDATE',
      'ONTASKDELETE',
      'ONUSERADD',
      'ONCRMACTIVITYDELETE',
      'ONCRMTIMELINECOMMENTDELETE',
      'ONCRMREQUISITEDELETE',
      'ONCRMBANKDETAILDELETE',
      'ONCRMDEALUSERFIELDDELETE',
      'ONCRMTYPEDELETE',
      'CATALOG.PRODUCT.ON.DELETE',
      'CATALOG.PRODUCT.ON.DELETE',
      'CATALOG.PRICE.ON.DELETE',
      'CATALOG.PRICE.TYPE.ON.DELETE',
      'CATALOG.ROUNDING.ON.DELETE',
      'CATALOG.MEASURE.ON.DELETE',
      'ONORDERDELETED',
      'ONSALEBEFOREORDERDELETE',
      'ONPAYMENTDELETED',
      'ONSHIPMENTDELETED',
      'ONSONETGROUPDELETE',
      'ONCRMPRODUCTDELETE',
      'CATALOG.PRODUCT.ON.DELETE',
      'ONCRMPRODUCTSECTIONDELETE',
      'ONCRMPRODUCTPROPERTYDELETE',
      'ONCRMCURRENCYDELETE',
    ]);
    const dataOf = (name: string) => told.find(({ event }) => event === name)?.data;
    expect(dataOf('ONTASKADD')).toMatchObject({ FIELDS_BEFORE: 'undefined', FIELDS_AFTER: { ID: task } });
    expect(dataOf('ONTASKDELETE')).toMatchObject({ FIELDS_BEFORE: { ID: task }, FIELDS_AFTER: 'undefined' });
    expect(dataOf('ONCRMDYNAMICITEMADD')).toEqual({ FIELDS: { ID: String(item), ENTITY_TYPE_ID: '1032' } });
    expect(dataOf('ONUSERADD')).toMatchObject({ ID: '4', EMAIL: 'new@example.com', ACTIVE: 'Y', UF_DEPARTMENT: ['1'] });
  });
  test('events of one type of the CRM', async () => {
    await bind('ONCRMDYNAMICITEMADD_1032');
    await call('crm.item.add', { entityTypeId: 1040, fields: {} });
    await call('crm.item.add', { entityTypeId: 1032, fields: {} });
    expect((await heard()).map(({ data }) => data)).toEqual([{ FIELDS: { ID: expect.any(String), ENTITY_TYPE_ID: '1032' } }]);
  });
  test('the commands of a batch make events, in order', async () => {
    await bind('ONCRMCONTACTADD');
    await bind('ONCRMCONTACTUPDATE');
    await call('batch', { cmd: { a: 'crm.contact.add?fields[NAME]=Jo', b: 'crm.contact.update?id=$result[a]&fields[NAME]=Joe' } });
    expect((await heard()).map(({ event }) => event)).toEqual(['ONCRMCONTACTADD', 'ONCRMCONTACTUPDATE']);
  });
  test('are logged without secrets and counted; a failed one is not repeated', async () => {
    await bind('ONCRMDEALADD', { handler: handler.replace('/hook', '/failing') });
    await bind('ONCRMDEALADD', { handler: 'https://example.com/hook' });
    await bind('ONCRMDEALADD');
    await call('crm.deal.add', { fields: {} });
    await to.settled();
    const out = to.log().filter(({ direction }) => direction === 'out');
    expect(out.map(({ provider, operation, status }) => [provider, operation, status])).toEqual([
      ['bitrix24', 'ONCRMDEALADD', 500],
      ['bitrix24', 'ONCRMDEALADD', 0],
      ['bitrix24', 'ONCRMDEALADD', 200],
    ]);
    expect(JSON.stringify(out)).not.toMatch(/secret|auth/);
    expect(to.counters().deliveries).toEqual({ delivered: 1, failed: 2 });
  });
  test('a reset forgets handlers and what waits to be sent', async () => {
    await bind('ONCRMDEALADD');
    await call('crm.deal.add', { fields: {} });
    to.reset();
    await to.settled();
    expect(to.log()).toEqual([]);
    token = (await bitrixTokens(to))['access_token'] ?? '';
    expect((await call('event.get')).body.result).toEqual([]);
  });
});

describe('the queue of offline events', () => {
  const queue = async (params: object = {}) => (await call('event.offline.list', params)).body;
  const update = (id: number, more: object = {}) => call('crm.deal.update', { id, fields: { COMMENTS: 'x' }, ...more });
  const namesOf = (rows: { EVENT_DATA: { FIELDS: { ID: string } } }[]) => rows.map(({ EVENT_DATA }) => Number(EVENT_DATA.FIELDS.ID));
  beforeEach(() => offline('ONCRMDEALUPDATE'));

  test('has one record for each changed one, with the time of its last change', async () => {
    await update(1);
    await update(2);
    const before = (await queue()).result;
    to.clock.advance(60_000);
    await update(1);
    const { result, total } = await queue();
    expect([total, namesOf(result)]).toEqual([2, [1, 2]]);
    expect(result[0]).toMatchObject({
      ID: '1',
      EVENT_NAME: 'ONCRMDEALUPDATE',
      PROCESS_ID: '',
      ERROR: '0',
      MESSAGE_ID: before[0].MESSAGE_ID,
    });
    expect(Date.parse(result[0].TIMESTAMP_X) - Date.parse(before[0].TIMESTAMP_X)).toBe(60_000);
    expect(namesOf((await call('event.offline.get', { limit: 1 })).body.result.events)).toEqual([2]);
    expect(namesOf((await queue({ filter: { '>ID': 1 } })).result)).toEqual([]);
    expect(await heard()).toEqual([]);
  });
  test('gives records away, oldest first, in any order and under conditions', async () => {
    for (const id of [3, 1, 2]) await update(id);
    expect(namesOf((await queue({ order: { ID: 'DESC' } })).result)).toEqual([2, 1, 3]);
    const { result } = (await call('event.offline.get', { filter: { '>=ID': 2 }, limit: 1 })).body;
    expect([result.process_id, namesOf(result.events)]).toEqual([null, [1]]);
    expect(namesOf((await call('event.offline.get', { order: { ID: 'DESC' } })).body.result.events)).toEqual([2, 3]);
    expect((await call('event.offline.get')).body.result.events).toEqual([]);
    expect((await call('event.offline.get', { limit: 0 })).body.error).toBe('ERROR_ARGUMENT');
  });
  test('reserves with clear 0: others see nothing of it, a later change waits beside it', async () => {
    await update(1);
    await update(2);
    const first = (await call('event.offline.get', { clear: 0 })).body.result;
    expect(namesOf(first.events)).toEqual([1, 2]);
    expect((await call('event.offline.get', { clear: 0 })).body.result.events).toEqual([]);
    await update(1);
    expect((await queue()).result.map(({ PROCESS_ID }: { PROCESS_ID: string }) => PROCESS_ID)).toEqual([
      first.process_id,
      first.process_id,
      '',
    ]);
    const again = (await call('event.offline.get', { clear: 0, process_id: first.process_id })).body.result;
    expect([again.process_id, again.events]).toEqual([first.process_id, first.events]);
    await call('event.offline.clear', { process_id: first.process_id, message_id: [first.events[1].MESSAGE_ID] });
    await call('event.offline.clear', { process_id: 'another' });
    expect(namesOf((await queue()).result)).toEqual([1, 1]);
    await call('event.offline.clear', { process_id: first.process_id, id: [first.events[0].ID], message_id: ['ignored'] });
    expect(namesOf((await queue()).result)).toEqual([1]);
    expect((await call('event.offline.get')).body.result.events).toHaveLength(1);
  });
  test('a reservation lasts 30 days', async () => {
    await update(1);
    await call('event.offline.get', { clear: 0 });
    to.clock.advance(29 * 86_400_000);
    token = (await bitrixTokens(to))['access_token'] ?? '';
    expect((await queue()).total).toBe(1);
    to.clock.advance(2 * 86_400_000);
    token = (await bitrixTokens(to))['access_token'] ?? '';
    expect((await queue()).total).toBe(0);
  });
  test('keeps failed records for those who ask for them', async () => {
    await update(1);
    await update(2);
    const { process_id, events } = (await call('event.offline.get', { clear: 0 })).body.result;
    await call('event.offline.error', { process_id, message_id: [events[0].MESSAGE_ID] });
    await call('event.offline.clear', { process_id });
    expect(await queue({ filter: { ERROR: 1 } })).toMatchObject({ total: 1, result: [{ ERROR: '1', PROCESS_ID: '' }] });
    expect((await call('event.offline.get', { clear: 0 })).body.result.events).toEqual([]);
    await update(1);
    expect(namesOf((await call('event.offline.get', { clear: 0 })).body.result.events)).toEqual([1]);
    expect(namesOf((await call('event.offline.get', { error: 1 })).body.result.events)).toEqual([1]);
    expect((await queue({ filter: { ERROR: 1 } })).total).toBe(0);
  });
  test('a source has a queue of its own, without what it changed itself', async () => {
    await offline('ONCRMDEALUPDATE', { auth_connector: 'shop' });
    await update(1, { auth_connector: 'shop' });
    await call('batch', { cmd: ['crm.deal.update?id=2&fields[COMMENTS]=x'], auth_connector: 'shop' });
    await update(3);
    expect(namesOf((await queue({ auth_connector: 'shop' })).result)).toEqual([3]);
    expect(namesOf((await queue()).result)).toEqual([1, 2, 3]);
    expect(namesOf((await call('event.offline.get', { auth_connector: 'shop' })).body.result.events)).toEqual([3]);
  });
  test('ONOFFLINEEVENT tells of new records, no more often than asked', async () => {
    await bind('ONOFFLINEEVENT', { options: { minTimeout: 60 } });
    await update(1);
    await update(2);
    const [post, ...more] = await heard();
    expect(more).toEqual([]);
    expect(problems(post as Post)).toEqual([]);
    expect(post?.auth['refresh_token']).toEqual(expect.any(String));
    to.clock.advance(61_000);
    await update(2);
    expect(await heard()).toEqual([]);
    await update(3);
    expect(await heard()).toHaveLength(1);
    await bind('ONOFFLINEEVENT', { options: { minTimeout: 0 } });
    await call('batch', { cmd: [4, 5].map((id) => `crm.deal.update?id=${id}&fields[COMMENTS]=x`) });
    await update(6);
    expect(await heard()).toHaveLength(2);
  });
});

describe('the application', () => {
  test('is removed, opened by its installer and installed again', async () => {
    expect((await call('app.info')).body.result).toMatchObject({ CODE: to.bitrix24.clientId, STATUS: 'L', INSTALLED: true });
    await bind('ONAPPUNINSTALL');
    await bind('ONCRMDEALADD');
    await to.bitrix24Application.uninstall({ handler, clean: true });
    const gone = await heard();
    expect(gone.map(problems)).toEqual([[], []]);
    expect(gone[0]).toMatchObject({ event: 'ONAPPUNINSTALL', data: { CLEAN: '1' } });
    expect(gone[0]?.auth['access_token']).toBeUndefined();
    expect((await call('app.info')).status).toBe(401);

    token = await tokenOf(1);
    expect((await call('app.info')).body.result.INSTALLED).toBe(false);
    expect((await call('event.get')).body.result).toEqual([]);
    await bind('ONCRMDEALADD');
    await call('crm.deal.add', { fields: {} });
    expect(await heard()).toEqual([]);

    await bind('ONAPPINSTALL');
    expect(await to.bitrix24Application.install({ handler })).toMatchObject({ status: 200 });
    const [post, bound] = await heard();
    expect([problems(post as Post), bound?.['event_handler_id']]).toEqual([[], '4']);
    expect(post).toMatchObject({
      event: 'ONAPPINSTALL',
      data: { INSTALLED: 'Y', ACTIVE: 'Y' },
      auth: { refresh_token: expect.any(String) },
    });
    expect((await call('app.info', {}, post?.auth['access_token'])).body.result.INSTALLED).toBe(true);
  });
  test('a page is opened by a form with tokens of the user', async () => {
    const page = await to.bitrix24Application.open({ handler, userId: 2, placement: 'CRM_DEAL_DETAIL_TAB', placementOptions: { ID: '7' } });
    expect(page).toEqual({ status: 200, body: 'the page' });
    const [{ query, type: _type, ...form }] = (await heard()) as [Post];
    const oauth = documents.find(({ name }) => name === 'bitrix24/oauth');
    const { AppLaunch, AppLaunchQuery } = oauth?.spec.components?.schemas ?? {};
    expect(validators.check(oauth!, AppLaunch!, form)).toEqual([]);
    expect(validators.check(oauth!, AppLaunchQuery!, query)).toEqual([]);
    expect(form).toMatchObject({ PLACEMENT: 'CRM_DEAL_DETAIL_TAB', PLACEMENT_OPTIONS: '{"ID":"7"}', member_id: to.bitrix24.memberId });
    const renewed = await bitrixTokens(to, { grant_type: 'refresh_token', refresh_token: String(form['REFRESH_ID']) });
    expect((await call('user.admin', {}, renewed['access_token'])).body.result).toBe(false);
    expect(() => to.bitrix24Application.open({ handler: 'page' })).toThrow('handler');
  });
});

describe('a renamed portal', () => {
  test('redirects from its former host, and says where it is', async () => {
    expect((await send(`${to.bitrix24.webhook.replace('127.0.0.1', 'localhost')}profile`, { redirect: 'manual' })).status).toBe(200);
    const { from, to: now } = to.renameBitrix24Portal();
    expect([from, now]).toEqual([to.bitrix24.portal, to.bitrix24.portal.replace('127.0.0.1', 'localhost')]);
    const { status, headers } = await send(`${to.bitrix24.webhook}crm.deal.get?ID=1`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, `${to.bitrix24.webhook.replace(from, now)}crm.deal.get?ID=1`]);
    expect((await send(headers.get('location') ?? '')).body.result.ID).toBe('1');
    const { code } = Object.fromEntries(new URL((await authorized(now)) ?? '').searchParams);
    const tokens = await bitrixTokens(to, { grant_type: 'authorization_code', code: code ?? '' });
    expect(tokens).toMatchObject({ domain: now, client_endpoint: `http://${now}/rest/`, server_endpoint: `http://${from}/rest/` });
    expect(to.renameBitrix24Portal()).toEqual({ from: now, to: from });
  });
  async function authorized(host: string): Promise<string | null> {
    const form = { client_id: to.bitrix24.clientId, decision: 'allow' };
    return (await send(`http://${host}/oauth/authorize/`, { form, redirect: 'manual' })).headers.get('location');
  }
});

describe('the admin endpoint', () => {
  const admin = (path: string, json: object = {}) =>
    send(`${to.admin.url}bitrix24/${path}`, { headers: { authorization: `Bearer ${to.admin.token}` }, json });
  test('installs, opens, removes and renames', async () => {
    expect((await admin('application/uninstall', { handler, clean: true })).body).toMatchObject({ status: 200 });
    expect((await admin('application/open', { handler, userId: 3, placement: 'TASK', placementOptions: { ID: 1 } })).body.body).toBe(
      'the page',
    );
    expect((await admin('application/install', { handler, userId: 2 })).body).toMatchObject({ status: 200 });
    expect(
      posts.map(({ event, data, PLACEMENT, PLACEMENT_OPTIONS, auth }) => [
        event ?? PLACEMENT,
        data?.['CLEAN'] ?? PLACEMENT_OPTIONS ?? auth['user_id'],
      ]),
    ).toEqual([
      ['ONAPPUNINSTALL', '1'],
      ['TASK', '{"ID":1}'],
      ['ONAPPINSTALL', '2'],
    ]);
    expect((await admin('application/open')).body.error).toContain('handler');
    expect((await admin('rename')).body).toEqual({ from: to.bitrix24.portal, to: expect.stringMatching(/^localhost:/) });
  });
});

describe('users', () => {
  test('are invited and changed by administrators', async () => {
    const id = (await call('user.add', { EMAIL: 'dora@example.com', NAME: 'Dora', UF_DEPARTMENT: [1] })).body.result;
    expect(id).toBe(4);
    await call('user.update', { ID: id, ACTIVE: 'N', WORK_POSITION: 'Buyer' });
    expect((await call('user.get', { ID: id })).body.result).toMatchObject([{ NAME: 'Dora', ACTIVE: false, WORK_POSITION: 'Buyer' }]);
    expect((await call('user.get', { filter: { ACTIVE: true } })).body.total).toBe(3);
  });
  test('are refused as documented', async () => {
    const boris = await tokenOf(2);
    const refused = [
      await call('user.add', { EMAIL: 'none', UF_DEPARTMENT: [1] }),
      await call('user.add', { EMAIL: 'ANNA@example.com', UF_DEPARTMENT: [1] }),
      await call('user.add', { EMAIL: 'dora@example.com' }),
      await call('user.add', { EMAIL: 'dora@example.com', EXTRANET: 'Y' }),
      await call('user.add', { EMAIL: 'dora@example.com', UF_DEPARTMENT: [1] }, boris),
      await call('user.update', { ID: 99, NAME: 'x' }),
      await call('user.update', { ID: 2, NAME: 'x' }, boris),
    ].map(({ status, body }) => [status, body.error]);
    const codes = ['ERROR_ARGUMENT', 'ERROR_ARGUMENT', 'ERROR_ARGUMENT', 'ERROR_GROUPID', 'ERROR_CORE', 'ERROR_CORE', 'ERROR_CORE'];
    expect(refused).toEqual(codes.map((code) => [400, code]));
  });
});
