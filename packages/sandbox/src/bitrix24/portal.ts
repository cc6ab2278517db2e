import type { Context } from '../context.js';
import { answerSchema, operationsOf, schemeOf } from '../engine/document.js';
import type { Operation } from '../engine/document.js';
import { propertiesOf, schemaAt } from '../engine/merge.js';
import { isObject, text } from '../json.js';
import type { JsonObject } from '../json.js';
import { createApplication } from './events/application.js';
import type { Bitrix24ApplicationControl } from './events/application.js';
import { createCommon } from './people/common.js';
import { createCrm, crmRecordAt } from './crm/crm.js';
import { entityTypes } from './crm/entity-types.js';
import { createStages } from './crm/stages.js';
import { createCrmBindings } from './crm/bindings.js';
import { createCrmCurrencies } from './crm/currencies.js';
import { createCrmDirectories } from './crm/directories.js';
import { createCrmLinks } from './crm/links.js';
import { createProductRows } from './crm/productrows.js';
import { createCrmProducts } from './crm/products.js';
import { createUserfieldconfig } from './crm/userfieldconfig.js';
import { createCrmTypes, isType } from './crm/types.js';
import { createCrmUserfields } from './crm/userfields.js';
import { createDeliveries } from './events/deliveries.js';
import { createDocumentation } from './v3/documentation.js';
import { createDrive } from './drive/drive.js';
import { createDriveAttachments } from './drive/attachments.js';
import { withFileFields } from './drive/fields.js';
import { readEventKinds } from './events/event-names.js';
import { createEvents } from './events/events.js';
import { createFieldsV3 } from './v3/fields.js';
import { createFollowupsV3 } from './v3/followups.js';
import type { Bitrix24Limits, Limits } from './protocol/limits.js';
import { createLimits } from './protocol/limits.js';
import { createMailV3 } from './v3/mail.js';
import type { Api, MethodHandlers } from './protocol/method.js';
import { createNoteV3 } from './v3/note.js';
import { createOauth } from './protocol/oauth.js';
import type { Bitrix24Oauth } from './protocol/oauth.js';
import { createPortalName } from './protocol/portal-name.js';
import { bitrix24Collections, recordsIn } from './tables/records.js';
import type { Bitrix24Collection, Bitrix24Records } from './tables/records.js';
import { productAt, taskAt, userAt } from './seed.js';
import { createResources } from './tables/resources.js';
import { createStructureV3 } from './v3/structure.js';
import type { Table } from './tables/table.js';
import { tables } from './tables/tables.js';
import { createTaskPartsV3 } from './v3/task-parts.js';
import { createTaskStore } from './tasks/task-store.js';
import { createTasksV2 } from './tasks/tasks.js';
import { createTasksV3 } from './v3/tasks.js';
import { createUsers } from './people/users.js';
import type { Drive } from './drive/drive.js';
import type { Deliveries } from './events/deliveries.js';
import type { PortalName } from './protocol/portal-name.js';
import type { Bitrix24Demo } from './demo.js';

/** What there is on the portal, and what its methods do with it. */
export interface Portal {
  methods: Record<Api, Map<string, Operation>>;
  handlers: Record<Api, MethodHandlers>;
  name: PortalName;
  oauth: Bitrix24Oauth;
  limits: Limits;
  application: Bitrix24ApplicationControl;
  drive: Drive;
  deliveries: Deliveries;
  /** Describes a method of REST 3.0 anew, or takes it away. */
  setMethod(method: string, operation: JsonObject | null): void;
  /** Records of a collection; throws a TypeError for one that is not offered. */
  records(collection: Bitrix24Collection, entityTypeId?: number): Bitrix24Records;
  reset(): void;
}

/** Creates the portal with its records at the start. */
export function createPortal(context: Context, demo: Bitrix24Demo, limitOptions: Bitrix24Limits): Portal {
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
  const resources = createResources(context, methods, tables, events.happened);
  const userfields = createCrmUserfields(resources, methods.v2);
  const crm = createCrm(
    context,
    { userfields, stages: createStages(resources), methods: methods.v2, isType: (type) => isType(resources, type) },
    (type, { collection }) => events.watch(collection, crmSources[type] ?? 'crm.item', { ENTITY_TYPE_ID: type }),
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
      ...createCrmTypes(resources),
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
    return recordsIn(crm.open(type), crmRecordAt(type));
  }

  return {
    methods,
    handlers,
    name,
    oauth,
    limits,
    application: application.control,
    drive,
    deliveries,
    setMethod: documentation.set,
    records,
    reset() {
      const parts = [name, deliveries, oauth, events, limits, userfields, bindings, crm, links, tasks, common, resources];
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
