import { randomBytes } from 'node:crypto';
import { sample } from '../../engine/sample.js';
import type { JsonObject } from '../../json.js';
import { isObject } from '../../json.js';
import type { Sent } from '../../outgoing.js';
import type { Deliveries } from './deliveries.js';
import type { EventKinds } from './event-names.js';
import type { Events } from './events.js';
import type { MethodHandlers } from '../protocol/method.js';
import type { Bitrix24Oauth } from '../protocol/oauth.js';
import { placeOf } from '../tables/places.js';
import type { PortalName } from '../protocol/portal-name.js';

/** The demo application on the portal: what an administrator and the users do with it. Only http addresses of this machine are called. */
export interface Bitrix24ApplicationControl {
  /**
   * Finishes the installation: ONAPPINSTALL goes to `handler`, the address for the installation in the application's settings, and to whoever has bound it.
   * The sandbox starts with the application installed; nothing was sent then.
   */
  install(options?: { handler?: string; userId?: number }): Promise<Sent | undefined>;
  /** Opens a page of the application in a frame, as a user: the form that the portal posts goes to `handler`. */
  open(options: {
    handler: string;
    /** Default 1, the administrator. */
    userId?: number;
    /** Default `DEFAULT`, the application's own page. */
    placement?: string;
    placementOptions?: JsonObject;
    /** Default `en`. */
    language?: string;
  }): Promise<Sent>;
  /** Removes it: ONAPPUNINSTALL goes out, then its tokens, handlers and queue are gone. `clean`: with the data that it keeps of the portal. */
  uninstall(options?: { handler?: string; clean?: boolean }): Promise<Sent | undefined>;
}

/** The control, and the methods that tell of the application. */
export interface Application {
  control: Bitrix24ApplicationControl;
  handlers: MethodHandlers;
}

interface Parts {
  oauth: Bitrix24Oauth;
  name: PortalName;
  events: Events;
  kinds: EventKinds;
  deliveries: Deliveries;
  demo: { clientId: string; memberId: string; applicationToken: string };
}

const language = 'en';

/** Creates the application. */
export function createApplication({ oauth, name, events, kinds, deliveries, demo }: Parts): Application {
  /** Sends an event of the application to an address and to its subscribers. */
  async function announce(event: string, facts: JsonObject, handler: string | undefined, userId?: number): Promise<Sent | undefined> {
    const kind = kinds.find(event);
    if (!kind) return undefined;
    const data = kind.dataOf({ LANGUAGE_ID: language, ...facts }, 'update');
    const bearer = userId === undefined ? undefined : { userId, lasting: true };
    const sent = handler === undefined ? undefined : deliveries.event({ handler, event: kind.name, data, bearer });
    events.tell(kind, data, bearer);
    await deliveries.settled();
    return sent;
  }

  return {
    control: {
      install({ handler, userId = 1 } = {}) {
        events.setInstalled(true);
        return announce('ONAPPINSTALL', { VERSION: '1', ACTIVE: true, INSTALLED: true }, handler, userId);
      },
      open({ handler, userId = 1, placement = 'DEFAULT', placementOptions = {}, language: shown = language }) {
        if (!URL.canParse(handler)) throw new TypeError('handler: give the address of the page, e.g. http://127.0.0.1:8080/');
        const { access, refresh } = oauth.issue(userId, 'frame');
        const { scope, server, status, seconds } = oauth.facts();
        const address = new URL(handler);
        const query = { DOMAIN: name.host(), PROTOCOL: '0', LANG: shown, APP_SID: randomBytes(16).toString('hex') };
        for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value);
        return deliveries.form(address.href, 'frame', {
          AUTH_ID: access,
          AUTH_EXPIRES: seconds,
          REFRESH_ID: refresh,
          SERVER_ENDPOINT: server,
          APPLICATION_TOKEN: demo.applicationToken,
          APPLICATION_SCOPE: scope,
          member_id: demo.memberId,
          status,
          PLACEMENT: placement,
          PLACEMENT_OPTIONS: JSON.stringify(placementOptions),
        });
      },
      async uninstall({ handler, clean = false } = {}) {
        const sent = await announce('ONAPPUNINSTALL', { CLEAN: clean ? 1 : 0 }, handler);
        events.setInstalled(false);
        oauth.revoke();
        return sent;
      },
    },
    handlers: {
      'app.info'({ operation }) {
        const place = placeOf(operation);
        const described = place && sample(operation.document, place.record, { direction: 'response' });
        return {
          result: {
            ...(isObject(described) ? described : {}),
            CODE: demo.clientId,
            STATUS: oauth.facts().status,
            INSTALLED: events.installed(),
            PAYMENT_EXPIRED: 'N',
            LANGUAGE_ID: language,
            SCOPE: oauth.facts().scope.split(','),
          },
        };
      },
    },
  };
}
