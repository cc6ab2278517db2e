import type { Context } from '../context.js';
import { answerSchema, operationsOf, schemeOf } from '../engine/document.js';
import type { Operation } from '../engine/document.js';
import { propertiesOf, schemaAt } from '../engine/merge.js';
import { Refusal, fieldsOf, parseBody } from '../http.js';
import type { Incoming, Outgoing, ParsedBody, Provider } from '../http.js';
import { isObject, text } from '../json.js';
import type { JsonObject, JsonValue } from '../json.js';
import { readAddress } from './protocol/address.js';
import type { Address } from './protocol/address.js';
import { createApplication } from './events/application.js';
import type { Bitrix24ApplicationControl } from './events/application.js';
import { createCaller } from './protocol/call.js';
import { createCommon } from './people/common.js';
import { createCrm, crmRecordAt, entityTypes } from './crm/crm.js';
import { createCrmBindings } from './crm/bindings.js';
import { createCrmCurrencies } from './crm/currencies.js';
import { createCrmDirectories } from './crm/directories.js';
import { createCrmLinks } from './crm/links.js';
import { createProductRows } from './crm/productrows.js';
import { createCrmProducts } from './crm/products.js';
import { createUserfieldconfig } from './crm/userfieldconfig.js';
import { createCrmUserfields } from './crm/userfields.js';
import { createDeliveries } from './events/deliveries.js';
import { createDocumentation } from './v3/documentation.js';
import { createDrive } from './drive/drive.js';
import { createDriveAttachments } from './drive/attachments.js';
import { withFileFields } from './drive/fields.js';
import type { LinkUse } from './drive/links.js';
import { MethodError, errorV2, errorV3 } from './protocol/errors.js';
import { readEventKinds } from './events/event-names.js';
import { createEvents } from './events/events.js';
import { createFieldsV3 } from './v3/fields.js';
import { createFollowupsV3 } from './v3/followups.js';
import { createReplays } from './protocol/idempotency.js';
import type { Bitrix24Limits, Limits } from './protocol/limits.js';
import { createLimits } from './protocol/limits.js';
import { createMailV3 } from './v3/mail.js';
import type { Api, Caller, MethodHandlers } from './protocol/method.js';
import { createNoteV3 } from './v3/note.js';
import { createOauth } from './protocol/oauth.js';
import type { Bitrix24Oauth } from './protocol/oauth.js';
import { parseBrackets } from './protocol/php.js';
import { createPortalName } from './protocol/portal-name.js';
import { bitrix24Collections, recordsIn } from './tables/records.js';
import type { Bitrix24Collection, Bitrix24Records } from './tables/records.js';
import { productAt, taskAt, userAt } from './seed.js';
import { RequestTimeout, startStopwatch } from './protocol/stopwatch.js';
import { createResources } from './tables/resources.js';
import { createStructureV3 } from './v3/structure.js';
import type { Table } from './tables/table.js';
import { tables } from './tables/tables.js';
import { createTaskPartsV3 } from './v3/task-parts.js';
import { createTaskStore } from './tasks/task-store.js';
import { createTasksV2 } from './tasks/tasks.js';
import { createTasksV3 } from './v3/tasks.js';
import { createUsers } from './people/users.js';

/** Demo credentials of the sandbox portal. */
export interface Bitrix24Demo {
  /** Code of the incoming webhook of user 1. */
  webhookCode: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  memberId: string;
  /** What events and frames prove themselves by. */
  applicationToken: string;
}

/** A Bitrix24 portal with its authorization server. */
export interface Bitrix24Provider extends Provider {
  oauth: Bitrix24Oauth;
  limits: Limits;
  application: Bitrix24ApplicationControl;
  /** Gives the portal another host name; the former one redirects from then on. */
  rename(): { from: string; to: string };
  /** Makes tokens and addresses of files that were handed out so far count as expired. */
  expireAll(): void;
  /** Waits for what the portal is posting. */
  settled(): Promise<void>;
  /** Describes a method of REST 3.0 anew, or takes it away. */
  setMethod(method: string, operation: JsonObject | null): void;
  /** Records of a collection; throws a TypeError for one that is not offered. */
  records(collection: Bitrix24Collection, entityTypeId?: number): Bitrix24Records;
}

/** Creates Bitrix24 from its documents. */
export function createBitrix24(context: Context, demo: Bitrix24Demo, limitOptions: Bitrix24Limits = {}): Bitrix24Provider {
  const documents = context.documents.filter(({ name }) => /^bitrix24\/v[23]\//.test(name));
  const methods: Record<Api, Map<string, Operation>> = { v2: new Map(), v3: new Map() };
  for (const document of documents) {
    const api: Api = document.name.startsWith('bitrix24/v3/') ? 'v3' : 'v2';
    for (const operation of operationsOf(document)) methods[api].set(operation.template.slice(1).toLowerCase(), operation);
  }
  const declared = new Set([...methods.v2.values(), ...methods.v3.values()].flatMap(({ spec }) => spec['x-portolan-scope'] ?? []));
  const scopes = [...declared].toSorted();
  const flow = documents.map((document) => schemeOf(document, 'OAuth')?.['x-portolan-token-flow']).find((found) => found !== undefined);
  const name = createPortalName(context);
  const lifetimes = {
    codeSeconds: Number(flow?.['codeSeconds'] ?? 30),
    accessSeconds: Number(flow?.['accessTokenSeconds'] ?? 3600),
    refreshSeconds: Number(flow?.['refreshTokenSeconds'] ?? 15_552_000),
  };
  const oauth = createOauth(context, { ...demo, ...lifetimes, scopes }, name);
  const kinds = readEventKinds(context.documents.filter((document) => document.name === 'bitrix24/events'));
  const deliveries = createDeliveries(context, { oauth, name, secrets: demo });
  const events = createEvents(context, kinds, deliveries);
  const application = createApplication({ oauth, name, events, kinds, deliveries, demo });
  const limits = createLimits(context.clock, limitOptions);
  const replays = createReplays(context.clock);
  const resources = createResources(context, methods, tables, events.happened);
  const userfields = createCrmUserfields(resources, methods.v2);
  const crm = createCrm(context, userfields, (type, { collection }) =>
    events.watch(collection, crmSources[type] ?? 'crm.item', { ENTITY_TYPE_ID: type }),
  );
  const bindings = createCrmBindings(resources, crm);
  const links = createCrmLinks(crm, methods.v2);
  const tasks = createTaskStore(context, taskNames(methods.v2.get('tasks.task.get')));
  events.watch(tasks.table.collection, 'tasks.task');
  const common = createCommon(context, {
    scopes,
    methods: () => [...methods.v2.values()].map(({ template }) => template.slice(1)).toSorted(),
  });
  events.watch(common.users.collection, 'user');
  const documentation = createDocumentation(methods.v3);
  const structure = createStructureV3(resources);
  const taskParts = createTaskPartsV3(context, resources, tasks);
  const rows = resources.table('crm.item.productrow');
  const productRows = rows ? createProductRows(crm, { rows, products: resources.table('catalog.product'), methods: methods.v2 }) : {};
  const drive = createDrive(context, { name, methods: methods.v2, lifeSeconds: lifetimes.accessSeconds, clientId: demo.clientId });
  const tasksV2 = createTasksV2(tasks);
  const attachments = createDriveAttachments(context, { ...drive, tasks, writers: tasksV2 });
  const told = (handlers: MethodHandlers): MethodHandlers =>
    Object.fromEntries(Object.entries(handlers).map(([method, handle]) => [method, (call) => events.during(call, () => handle(call))]));
  const handlers = {
    v2: told({
      ...resources.handlers.v2,
      ...userfields.handlers,
      ...createUserfieldconfig(userfields.definitions),
      ...withFileFields({ ...crm.handlers, ...links.handlers }, drive),
      ...productRows,
      ...createCrmCurrencies(resources),
      ...bindings.handlers,
      ...createCrmDirectories(resources, crm),
      ...createCrmProducts(context, resources, events.happened),
      ...tasksV2,
      ...common.handlers,
      ...createUsers(context, common.users),
      ...drive.handlers,
      ...attachments.handlers,
      ...events.handlers,
      ...application.handlers,
    }),
    v3: told({
      ...resources.handlers.v3,
      ...createFieldsV3(methods.v3),
      ...createTasksV3(tasks),
      ...taskParts.handlers,
      ...createNoteV3(resources),
      ...createMailV3(context, resources, tasks, () => mailContacts(crm.tableOf(entityTypes.contacts))),
      ...structure.handlers,
      ...createFollowupsV3(),
      ...documentation.handlers,
    }),
  };
  const call = createCaller({ context, methods, handlers, limits });

  function authenticate(address: Address, params: JsonObject): Caller {
    if (address.webhook) {
      if (address.webhook.userId !== 1 || address.webhook.code !== demo.webhookCode)
        throw new MethodError(403, 'INVALID_CREDENTIALS', 'Invalid request credentials');
      return { kind: 'webhook', userId: 1 };
    }
    const token = params['auth'];
    const { verdict, userId } = typeof token === 'string' ? oauth.check(token) : { verdict: 'unknown' as const, userId: 0 };
    if (verdict === 'expired') throw new MethodError(401, 'expired_token', 'The access token provided has expired.');
    if (verdict === 'unknown') throw new MethodError(401, 'NO_AUTH_FOUND', 'Wrong authorization data');
    return { kind: 'application', userId };
  }

  function products(): Table {
    const table = resources.table('catalog.product');
    if (!table) throw new TypeError('collection: the specs have no products');
    return table;
  }

  /** Changes behind the back of a client are told of, as if an automation had made them; thousands of generated records are not. */
  function records(collection: Bitrix24Collection, entityTypeId?: number): Bitrix24Records {
    const found = recordsOf(collection, entityTypeId);
    return { ...found, grow: (size) => events.quietly(() => found.grow(size)) };
  }

  function recordsOf(collection: Bitrix24Collection, entityTypeId?: number): Bitrix24Records {
    if (!bitrix24Collections.includes(collection)) throw new TypeError(`collection: use ${bitrix24Collections.join(', ')}`);
    if (collection === 'tasks') return recordsIn(tasks.table, taskAt);
    if (collection === 'users') return recordsIn(common.users, userAt);
    if (collection === 'products') return recordsIn(products(), productAt);
    const type = collection === 'items' ? Number(entityTypeId) : entityTypes[collection];
    if (!Number.isInteger(type) || type <= 0) throw new TypeError('entityTypeId: give the id of the type, e.g. 1032');
    return recordsIn(crm.tableOf(type), crmRecordAt(type));
  }

  async function rest(request: Incoming, address: Address): Promise<Outgoing> {
    const { networkSeconds, real } = limits.current();
    if (real && networkSeconds > 0) await context.clock.wait(networkSeconds * 1000);
    try {
      if (request.method !== 'GET' && request.method !== 'POST') throw new MethodError(405, 'INVALID_REQUEST', 'Use GET or POST');
      limits.request();
      const parsed = await parseBody(request);
      const { params, body, typed } = readParams(request, parsed, address.api);
      const caller = authenticate(address, params);
      delete params['auth'];
      const key = request.headers.get('idempotency-key');
      const scope = `${caller.kind} ${caller.userId} ${address.method.toLowerCase()}`;
      const writes = address.api === 'v3' && methods.v3.get(address.method.toLowerCase())?.spec['x-portolan-effect'] !== 'read';
      const replayed = key !== null && writes ? replays.find(scope, key, request.bytes) : undefined;
      if (replayed) return replayed;
      const answer = await call({
        api: address.api,
        method: address.method,
        params,
        body,
        caller,
        typed,
        headers: request.headers,
        stopwatch: startStopwatch(context.clock, limits),
      });
      if (key === null || !writes || answer.status !== 200) return answer;
      replays.store(scope, key, request.bytes, answer);
      return { ...answer, headers: { ...answer.headers, 'Idempotency-Key': key } };
    } catch (error) {
      if (error instanceof RequestTimeout)
        return { status: 504, headers: { 'content-type': 'text/html' }, raw: '<h1>504 Gateway Time-out</h1>' };
      if (!(error instanceof MethodError)) throw error;
      return { status: error.status, body: address.api === 'v3' ? errorV3(error) : errorV2(error) };
    }
  }

  /** Reads a file from its address, or sends one to it: the token in the address stands for whoever asked for it. */
  async function exchange(use: LinkUse, request: Incoming): Promise<Outgoing> {
    try {
      return await drive.exchange(use, request);
    } catch (error) {
      if (!(error instanceof MethodError)) throw error;
      return { status: error.status, body: errorV2(error) };
    }
  }

  async function answer(request: Incoming): Promise<Outgoing> {
    const path = request.url.pathname.replace(/\/+$/, '');
    if (path === '/oauth/token' && (request.method === 'GET' || request.method === 'POST'))
      return oauth.token(fieldsOf(await parseBody(request), request.url.searchParams));
    const location = name.movedTo(request.url);
    if (location !== undefined) return { status: 302, headers: { location } };
    if (path === '/oauth/authorize' && (request.method === 'GET' || request.method === 'POST'))
      return oauth.authorize(request, fieldsOf(await parseBody(request), request.url.searchParams));
    const use = drive.useOf(request);
    if (use) return exchange(use, request);
    const address = readAddress(request.url.pathname);
    if (!address) return { status: 404, body: { error: 'ERROR_METHOD_NOT_FOUND', error_description: 'Method not found!' } };
    return rest(request, address);
  }

  return {
    name: 'bitrix24',
    oauth,
    limits,
    application: application.control,
    setMethod: documentation.set,
    records,
    rename: () => name.rename(),
    expireAll() {
      oauth.expireAll();
      drive.links.revoke();
    },
    settled: () => deliveries.settled(),
    identify(request) {
      const path = request.url.pathname.replace(/\/+$/, '');
      if (path === '/oauth/token') return 'createToken';
      if (path === '/oauth/authorize') return 'authorize';
      const use = drive.useOf(request);
      if (use) return use;
      const address = readAddress(request.url.pathname);
      const operation = address && methods[address.api].get(address.method.toLowerCase());
      return operation?.template.slice(1);
    },
    async handle(request) {
      try {
        return await answer(request);
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    },
    reset() {
      const parts = [name, deliveries, oauth, events, limits, replays, userfields, bindings, crm, links, tasks, common, resources];
      for (const part of [...parts, structure, taskParts, documentation, drive, attachments]) part.reset();
    },
  };
}

/** What the names of methods begin with, by the type of their records; other types have those of items. */
const crmSources: Record<number, string> = {
  [entityTypes.leads]: 'crm.lead',
  [entityTypes.deals]: 'crm.deal',
  [entityTypes.contacts]: 'crm.contact',
  [entityTypes.companies]: 'crm.company',
  [entityTypes.quotes]: 'crm.quote',
};

/** Contacts that have an e-mail address, as recipients. */
function mailContacts({ collection }: Table): JsonObject[] {
  return collection.entries().flatMap(([id, contact]) => {
    const [email] = Array.isArray(contact['EMAIL']) ? contact['EMAIL'] : [];
    return isObject(email)
      ? [{ id, email: email['VALUE'] ?? '', name: `${text(contact['NAME'])} ${text(contact['LAST_NAME'])}`.trim() }]
      : [];
  });
}

/** Names of a task's fields, as the method that reads one declares them. */
function taskNames(operation: Operation | undefined): string[] {
  const task = operation && schemaAt(operation.document, answerSchema(operation), ['result', 'task']);
  return operation && task ? Object.keys(propertiesOf(operation.document, task)) : [];
}

/** Parameters of a call from query string and body. `typed` is false when all values came as text. */
function readParams(request: Incoming, parsed: ParsedBody, api: Api): { params: JsonObject; body: JsonValue | undefined; typed: boolean } {
  // v3 reads the body only.
  const query = api === 'v3' ? {} : parseBrackets(request.url.searchParams);
  if (parsed.kind === 'broken') {
    throw new MethodError(
      400,
      api === 'v3' ? 'BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION' : 'INVALID_REQUEST',
      'The body is not what its content type says',
    );
  }
  if (parsed.kind === 'json') {
    const params = isObject(parsed.value) ? { ...query, ...parsed.value } : query;
    return { params, body: parsed.value, typed: true };
  }
  if (api === 'v3' && parsed.kind !== 'none')
    throw new MethodError(400, 'BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION', 'REST 3.0 takes JSON only');
  if (api === 'v3') return { params: query, body: undefined, typed: true };
  const pairs: [string, string][] = [];
  if (parsed.kind === 'form') pairs.push(...parsed.form);
  if (parsed.kind === 'multipart')
    for (const [name, value] of parsed.form) pairs.push([name, typeof value === 'string' ? value : value.name]);
  return { params: { ...query, ...parseBrackets(pairs) }, body: undefined, typed: false };
}
