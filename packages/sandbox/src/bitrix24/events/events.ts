import type { Context } from '../../context.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { Change, Collection } from '../../state/collection.js';
import type { Bearer, Deliveries } from './deliveries.js';
import { MethodError, argumentError } from '../protocol/errors.js';
import type { EventKind, EventKinds } from './event-names.js';
import type { Caller, MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { createOfflineQueue } from './offline-queue.js';
import { isAdministrator } from '../people/people.js';
import { lookup } from '../tables/query.js';

/** Subscriptions of the application, and what happens to records. */
export interface Events {
  handlers: MethodHandlers;
  /** No event leaves before the application is installed; while it is not, nothing is subscribed to. */
  installed(): boolean;
  setInstalled(installed: boolean): void;
  /** Runs a method; its caller is who causes what happens meanwhile. */
  during(call: MethodCall, run: () => MethodResult): MethodResult;
  /** Runs something that nobody is told of. */
  quietly<T>(run: () => T): T;
  /** A record went through a change. `source` is what the names of its methods begin with. */
  happened(source: string, id: number, change: Change, record: Readonly<JsonObject>): void;
  /** Tells of every change in a collection; `more` are facts about its records. */
  watch(collection: Collection, source: string, more?: JsonObject): void;
  /** Tells the subscribers of an event. */
  tell(kind: EventKind, data: JsonValue, bearer?: Bearer): void;
  reset(): void;
}

/** A handler bound to an event. */
interface Subscription {
  event: string;
  handler: string;
  /** Whose tokens are sent; 0 for those of whoever causes the event. */
  userId: number;
  offline: boolean;
  connector: string;
  /** Who bound it. */
  owner: number;
  /** Least number of seconds between two notices of a filled queue. */
  minTimeout: number;
  /** The last notice: when, and during which call. */
  noticed?: { at: number; during: Caller | undefined };
}

/** Who causes what happens, and the source that the call names as its own. */
interface Cause {
  caller: Caller;
  connector: string;
}

const queueFilled = 'ONOFFLINEEVENT';
const movedToCategory = 'ONCRMDEALMOVETOCATEGORY';
/** `TYPE` of products, by what their methods begin with. */
const productTypes: Record<string, number> = {
  'catalog.product': 1,
  'catalog.product.sku': 3,
  'catalog.product.offer': 4,
  'catalog.product.service': 7,
};

/** Creates the events of the portal. */
export function createEvents(context: Context, kinds: EventKinds, deliveries: Deliveries): Events {
  const subscriptions = new Map<number, Subscription>();
  const queue = createOfflineQueue(context);
  let nextId = 1;
  let installed = true;
  let quiet = false;
  let cause: Cause | undefined;

  function send(id: number, { handler, userId, event }: Subscription, data: JsonValue, bearer: Bearer | undefined): void {
    void deliveries.event({ handler, event, data, handlerId: id, bearer: userId === 0 ? bearer : { ...bearer, userId } });
  }

  function tell(
    kind: EventKind,
    data: JsonValue,
    bearer = cause && { userId: cause.caller.userId },
    names: readonly string[] = [kind.name],
  ): void {
    let filled = false;
    for (const [id, subscription] of subscriptions) {
      if (!names.includes(subscription.event)) continue;
      const { offline, connector } = subscription;
      if (!offline) send(id, subscription, data, bearer);
      else if (connector === '' || connector !== cause?.connector)
        filled = queue.put(connector, subscription.event, data, bearer?.userId) || filled;
    }
    if (filled) notice();
  }

  /** The queue is no longer empty. */
  function notice(): void {
    const now = context.clock.now();
    for (const [id, subscription] of subscriptions) {
      const { event, offline, minTimeout, noticed, owner } = subscription;
      if (event !== queueFilled || offline) continue;
      const early =
        minTimeout > 0 ? now - minTimeout * 1000 < (noticed?.at ?? -Infinity) : noticed !== undefined && noticed.during === cause?.caller;
      if (early) continue;
      subscription.noticed = { at: now, during: cause?.caller };
      send(id, subscription, [], { userId: cause?.caller.userId ?? owner, lasting: true });
    }
  }

  function happened(source: string, id: number, change: Change, record: Readonly<JsonObject>): void {
    if (quiet || !installed || subscriptions.size === 0) return;
    const named = source === 'crm.currency' ? text(lookup(record, 'CURRENCY')) : '';
    const type = productTypes[source];
    const facts: JsonObject = { ...record, ...(type === undefined ? {} : { TYPE: type }), ID: named || id };
    for (const kind of kinds.of(source, change)) {
      const ofType = source === 'crm.item' ? [`${kind.name}_${text(facts['ENTITY_TYPE_ID'])}`] : [];
      tell(kind, kind.dataOf(facts, change), undefined, [kind.name, ...ofType]);
    }
  }

  function eventOf(call: MethodCall): { event: string; handler: string; offline: boolean; asked: number | undefined } {
    const user = param(call, 'auth_type');
    return {
      event: text(param(call, 'event')).toUpperCase(),
      handler: text(param(call, 'handler')),
      offline: text(param(call, 'event_type')).toLowerCase() === 'offline',
      asked: user === undefined ? undefined : Number(user),
    };
  }
  /** Others than administrators have online handlers of their own only. */
  function refuseOthers({ caller }: MethodCall, offline: boolean, asked: number | undefined): void {
    if (isAdministrator(caller.userId)) return;
    if (offline) throw new MethodError(403, 'ACCESS_DENIED', 'Offline events are for administrators only');
    if (asked !== undefined && asked !== caller.userId)
      throw new MethodError(403, 'ACCESS_DENIED', 'Only administrators may name another user in auth_type');
  }

  return {
    handlers: {
      'event.bind'(call) {
        const { event, handler, offline, asked } = eventOf(call);
        if (!kinds.find(event)) throw new MethodError(400, 'ERROR_EVENT_NOT_FOUND', `There is no event ${event}`);
        refuseOthers(call, offline, asked);
        if (!offline && !URL.canParse(handler)) throw argumentError('handler must be the address to call', call.method);
        const { userId } = call.caller;
        const options = param(call, 'options');
        const made: Subscription = {
          event,
          handler: offline ? '' : handler,
          userId: asked ?? (isAdministrator(userId) ? 0 : userId),
          offline,
          connector: text(param(call, 'auth_connector')),
          owner: userId,
          minTimeout: Number((isObject(options) ? lookup(options, 'minTimeout') : undefined) ?? 1),
        };
        const known = Array.from(subscriptions).find(([, one]) =>
          (['event', 'handler', 'userId', 'offline', 'connector'] as const).every((field) => one[field] === made[field]),
        );
        subscriptions.set(known?.[0] ?? nextId++, made);
        return { result: true };
      },
      'event.get': ({ caller }) => ({
        result: Array.from(subscriptions.values())
          .filter(({ userId }) => isAdministrator(caller.userId) || userId === caller.userId)
          .map(({ event, handler, userId, offline }) => ({ event, handler, auth_type: String(userId), offline: offline ? 1 : 0 })),
      }),
      'event.unbind'(call) {
        const { event, handler, offline, asked } = eventOf(call);
        refuseOthers(call, offline, asked);
        const own = isAdministrator(call.caller.userId) ? asked : call.caller.userId;
        const gone = Array.from(subscriptions).filter(
          ([, one]) =>
            one.event === event &&
            one.offline === offline &&
            (offline || one.handler === handler) &&
            (own === undefined || one.userId === own),
        );
        for (const [id] of gone) subscriptions.delete(id);
        return { result: { count: gone.length } };
      },
      events(call) {
        const scope = param(call, 'SCOPE');
        return { result: kinds.names(scope === undefined ? undefined : text(scope)) };
      },
      ...queue.handlers,
    },
    installed: () => installed,
    setInstalled(now) {
      installed = now;
      if (now) return;
      subscriptions.clear();
      queue.reset();
    },
    during(call, run) {
      cause = { caller: call.caller, connector: text(param(call, 'auth_connector')) };
      try {
        return run();
      } finally {
        cause = undefined;
      }
    },
    quietly(run) {
      quiet = true;
      try {
        return run();
      } finally {
        quiet = false;
      }
    },
    happened,
    watch(collection, source, more = {}) {
      collection.watch((change, id, record, before) => {
        happened(source, id, change, { ...record, ...more });
        const moved = change === 'update' && source === 'crm.deal' && record['CATEGORY_ID'] !== before['CATEGORY_ID'];
        const kind = moved && !quiet && installed ? kinds.find(movedToCategory) : undefined;
        if (kind) tell(kind, kind.dataOf({ ...record, ID: id }, change));
      });
    },
    tell: (kind, data, bearer) => tell(kind, data, bearer),
    reset() {
      subscriptions.clear();
      queue.reset();
      nextId = 1;
      installed = true;
      cause = undefined;
    },
  };
}
