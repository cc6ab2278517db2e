import type { Context } from '../context.js';
import type { JsonObject } from '../json.js';
import { isObject, text } from '../json.js';
import { outgoingEntry, post } from '../outgoing.js';
import { inService, itemsOf } from './handlers.js';
import type { Handlers } from './handlers.js';
import { eventOf, payloadOf } from './payload.js';
import type { WebhookEvent } from './payload.js';
import { notFound, write } from './resources.js';
import type { Store } from './store.js';

/** Webhooks: adding and changing them, and the calls they make. */
export interface Webhooks {
  handlers: Handlers;
  /** Waits for the calls that are under way. */
  settled(): Promise<void>;
  reset(): void;
}

const attempts = 5;

/** Creates the webhooks; they hear of every change in the store. */
export function createWebhooks(context: Context, store: Store): Webhooks {
  const webhooks = store.of('webhooks');
  const pending = new Set<Promise<void>>();
  let generation = 0;

  store.watch((name, id, change) => {
    const eventID = eventOf(name, change);
    if (eventID === undefined) return;
    const stage = change === 'created' || change === 'moved' ? store.of(name).get(id)?.['taskStageID'] : undefined;
    const event: WebhookEvent = {
      eventID,
      event: text(store.refer('events', eventID)['name']),
      tenantID: 1,
      created: store.now(),
      name,
      id,
      ...(typeof stage === 'number' ? { taskStageID: stage } : {}),
    };
    for (const [webhookID, webhook] of webhooks.entries()) {
      const listens = itemsOf(webhook['eventIDs']).includes(eventID) || itemsOf(webhook['taskStageIDs']).includes(stage ?? 0);
      if (webhook['isActive'] !== true || !listens) continue;
      const call = deliver(webhookID, text(webhook['uri']), payloadOf(event)).finally(() => pending.delete(call));
      pending.add(call);
    }
  });

  async function deliver(id: number, uri: string, payload: JsonObject): Promise<void> {
    const born = generation;
    const started = store.now();
    const { status, reason: exception } = await post(uri, 'application/json', JSON.stringify(payload));
    if (born !== generation) return;
    webhooks.change(id, (webhook) => {
      webhook['lastCall'] = { started, completed: store.now(), exception: exception ?? null };
      const remaining = exception === undefined ? attempts : Math.max(0, Number(webhook['callsRemaining'] ?? attempts) - 1);
      webhook['callsRemaining'] = remaining;
      if (remaining === 0) webhook['isActive'] = false;
    });
    context.recorder.record({ ...outgoingEntry(uri, status), time: store.now(), provider: 'hubex', operation: 'webhook' });
  }

  function expand({ id: _id, events, taskStages, ...fields }: JsonObject): JsonObject {
    return {
      ...fields,
      ...(events === undefined ? {} : { eventIDs: events }),
      ...(taskStages === undefined ? {} : { taskStageIDs: taskStages }),
    };
  }

  return {
    handlers: inService('msg', {
      mergeWebhooks({ body }) {
        const ids = itemsOf(body)
          .filter(isObject)
          .map((item) => {
            const fields = expand(item);
            if (typeof item['id'] !== 'number') return webhooks.add({ isActive: false, callsRemaining: attempts, ...fields });
            if (!webhooks.change(item['id'], (webhook) => write(webhook, fields))) throw notFound('webhooks', item['id'], 409);
            return item['id'];
          });
        return { status: 201, body: ids };
      },
    }),
    async settled() {
      while (pending.size > 0) await Promise.all(pending);
    },
    reset() {
      generation += 1;
    },
  };
}
