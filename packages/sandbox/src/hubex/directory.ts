import type { Context } from '../context.js';
import type { JsonObject, JsonValue } from '../json.js';
import { isObject, text } from '../json.js';
import type { Collection } from '../state/collection.js';
import { createCollection } from '../state/collection.js';
import { hubexError } from './errors.js';
import type { Handlers } from './handlers.js';
import type { HubexList } from './paging.js';
import { contactSeed, events, named, stages, webhookSeed } from './seed.js';

const items = (body: JsonValue | undefined): JsonValue[] => (Array.isArray(body) ? body : body === undefined ? [] : [body]);
const listOf = (rows: [number, JsonObject][]): HubexList => ({ rows: rows.map(([id, record]) => [String(id), { ...record, id }]) });

/** Contacts of COMMON: list, read, add, replace, delete (marked). */
export function createContacts(context: Context): { collection: Collection; handlers: Handlers } {
  const contacts = createCollection(contactSeed, 10);
  const remove = (id: JsonValue): boolean => contacts.update(Number(id), { deleted: new Date(context.clock.now()).toISOString() });
  const handlers: Handlers = {
    listContacts({ query }) {
      const wanted = text(query['searchText']).toLowerCase();
      const rows = contacts.entries().filter(([id, contact]) => {
        const searched = ['fullName', 'phone', 'email']
          .map((name) => text(contact[name]))
          .join('\n')
          .toLowerCase();
        const deletedFits = query['isDeleted'] === undefined || query['isDeleted'] === (contact['deleted'] !== undefined);
        return searched.includes(wanted) && deletedFits && (query['contactID'] === undefined || query['contactID'] === id);
      });
      return { list: listOf(rows) };
    },
    getContact({ path }) {
      const contact = contacts.get(Number(path['contactID']));
      return contact ? { body: { ...contact, id: path['contactID'] ?? 0 } } : { status: 204 };
    },
    createContacts({ body }) {
      for (const item of items(body).filter(isObject)) contacts.add({ isUsed: false, ...item });
      return { status: 201 };
    },
    updateContacts({ body }) {
      for (const { id, ...rest } of items(body).filter(isObject)) {
        const contact = contacts.get(Number(id));
        if (!contact) throw hubexError(409, 'ContactNotFound', 'There is no such contact.', [text(id)]);
        for (const name of ['position', 'phone', 'email', 'description']) delete contact[name];
        Object.assign(contact, rest);
      }
      return { status: 202 };
    },
    deleteContact({ path }) {
      remove(path['contactID'] ?? 0);
      return { status: 202 };
    },
    deleteContacts({ body }) {
      items(body).forEach(remove);
      return { status: 202 };
    },
  };
  return { collection: contacts, handlers };
}

/** Webhooks of MSG: list, read, add or change, switch on and off, delete. */
export function createWebhooks(): { collection: Collection; handlers: Handlers } {
  const webhooks = createCollection(webhookSeed);
  const activate =
    (isActive: boolean) =>
    (id: JsonValue): void => {
      if (!webhooks.update(Number(id), { isActive })) throw hubexError(409, 'WebhookNotFound', 'There is no such webhook.', [text(id)]);
    };
  const expand = (fields: JsonObject): JsonObject => {
    const result: JsonObject = { ...fields };
    delete result['id'];
    if (Array.isArray(fields['events'])) result['events'] = fields['events'].map((id) => named(Number(id), events));
    if (Array.isArray(fields['taskStages'])) {
      result['taskStages'] = fields['taskStages'].map((id) => stages.find((stage) => stage['id'] === id) ?? named(Number(id)));
    }
    return result;
  };
  const handlers: Handlers = {
    listWebhooks: () => ({ list: listOf(webhooks.entries()) }),
    getWebhook({ path }) {
      const webhook = webhooks.get(Number(path['id']));
      if (!webhook) throw hubexError(404, 'WebhookNotFound', 'There is no such webhook.', [text(path['id'])]);
      return { body: { ...webhook, id: path['id'] ?? 0 } };
    },
    mergeWebhooks({ body }) {
      const ids = items(body)
        .filter(isObject)
        .map((item) => {
          if (typeof item['id'] !== 'number') return webhooks.add({ isActive: false, callsRemaining: 5, ...expand(item) });
          if (!webhooks.update(item['id'], expand(item)))
            throw hubexError(409, 'WebhookNotFound', 'There is no such webhook.', [item['id']]);
          return item['id'];
        });
      return { status: 201, body: ids };
    },
    activateWebhook: ({ path }) => (activate(true)(path['id'] ?? 0), { status: 202 }),
    deactivateWebhook: ({ path }) => (activate(false)(path['id'] ?? 0), { status: 202 }),
    activateWebhooks: ({ body }) => (items(body).forEach(activate(true)), { status: 202 }),
    deactivateWebhooks: ({ body }) => (items(body).forEach(activate(false)), { status: 202 }),
    deleteWebhook: ({ path }) => (webhooks.remove(Number(path['id'])), { status: 202 }),
    deleteWebhooks: ({ body }) => (items(body).forEach((id) => webhooks.remove(Number(id))), { status: 202 }),
  };
  return { collection: webhooks, handlers };
}
