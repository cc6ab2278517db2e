import type { Context } from '../../context.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { outgoingEntry, post } from '../../outgoing.js';
import type { Sent } from '../../outgoing.js';
import type { Bitrix24Oauth } from '../protocol/oauth.js';
import { toBrackets } from '../protocol/php.js';
import type { PortalName } from '../protocol/portal-name.js';

/** Whose tokens an event carries. */
export interface Bearer {
  userId: number;
  /** With a refresh token. */
  lasting?: boolean;
}

/** An event on its way to a handler. */
export interface Delivery {
  handler: string;
  event: string;
  data: JsonValue;
  /** Id of the subscription. */
  handlerId?: number | undefined;
  /** No tokens when left out: nobody caused it. */
  bearer?: Bearer | undefined;
}

/** What the portal posts to applications, one after another. */
export interface Deliveries {
  event(delivery: Delivery): Promise<Sent>;
  /** Posts a form; `name` is what the log calls it. */
  form(address: string, name: string, fields: JsonObject): Promise<Sent>;
  /** Waits for what is under way. */
  settled(): Promise<void>;
  reset(): void;
}

/** Creates the queue server of the portal. Nothing is sent twice. */
export function createDeliveries(
  context: Context,
  { oauth, name, secrets }: { oauth: Bitrix24Oauth; name: PortalName; secrets: { memberId: string; applicationToken: string } },
): Deliveries {
  let last: Promise<unknown> = Promise.resolve();
  let generation = 0;

  function authOf(bearer: Bearer | undefined): JsonObject {
    const { endpoint, server, scope, status, seconds } = oauth.facts();
    const portal = {
      domain: name.host(),
      client_endpoint: endpoint,
      server_endpoint: server,
      member_id: secrets.memberId,
      application_token: secrets.applicationToken,
    };
    if (!bearer) return portal;
    const { access, refresh } = oauth.issue(bearer.userId, 'event');
    return {
      access_token: access,
      expires_in: seconds,
      scope,
      status,
      user_id: bearer.userId,
      ...portal,
      ...(bearer.lasting ? { refresh_token: refresh } : {}),
    };
  }

  /** After what was queued before; what a reset finds in the queue is dropped. */
  function queue(address: string, operation: string, fieldsOf: () => JsonObject): Promise<Sent> {
    const born = generation;
    const turn = last.then(async () => {
      if (born !== generation) return { status: 0, reason: 'The sandbox was reset.' };
      const sent = await post(address, 'application/x-www-form-urlencoded', new URLSearchParams(toBrackets(fieldsOf())).toString());
      if (born === generation)
        context.recorder.record({
          ...outgoingEntry(address, sent.status),
          time: new Date(context.clock.now()).toISOString(),
          provider: 'bitrix24',
          operation,
        });
      return sent;
    });
    last = turn;
    return turn;
  }

  return {
    event: ({ handler, event, data, handlerId, bearer }) =>
      queue(handler, event, () => ({
        event,
        ...(handlerId === undefined ? {} : { event_handler_id: handlerId }),
        data,
        ts: Math.floor(context.clock.now() / 1000),
        auth: authOf(bearer),
      })),
    form: (address, operation, fields) => queue(address, operation, () => fields),
    async settled() {
      for (let awaited; awaited !== last;) await (awaited = last);
    },
    reset() {
      generation += 1;
    },
  };
}
