import type { Bitrix24ApplicationControl } from './bitrix24/events/application.js';
import type { Bitrix24Limits } from './bitrix24/protocol/limits.js';
import type { Bitrix24Collection, Bitrix24Records } from './bitrix24/tables/records.js';
import type { ProviderName } from './http.js';
import type { JsonObject } from './json.js';
import type { HubexCollection, HubexRecords } from './hubex/growth.js';
import type { SandboxClock, TimeSource } from './state/clock.js';
import type { Faults } from './state/faults.js';
import type { Counters, LogEntry } from './state/log.js';

/** How to start a sandbox. */
export interface SandboxOptions {
  /** Port of HubEx; 0 or nothing takes a free one. */
  hubexPort?: number;
  /** Port of Bitrix24. */
  bitrix24Port?: number;
  /** Port of Workly. */
  worklyPort?: number;
  /** Port of the admin endpoint. */
  adminPort?: number;
  /** Refuse what the services ignore silently (unknown parameters and fields), and say why. */
  strict?: boolean;
  /** Seed of the chance in faults. Default 1. */
  seed?: number;
  /** Source of real time; the sandbox clock adds to it. A virtual one brings its own `wait`. */
  clock?: TimeSource;
  /** How many times as fast as its source the sandbox clock runs. Default 1. */
  timeScale?: number;
  /** Bitrix24's limits, and what its calls cost. */
  bitrix24Limits?: Bitrix24Limits;
  /** Folder with bundled specs; those of the package when left out. */
  specs?: string;
}

/** What can be done to a running sandbox; the admin endpoint offers the same over HTTP. */
export interface SandboxControls {
  /** Time of tokens, codes and limits. */
  clock: SandboxClock;
  /** Failures to inject. */
  faults: Faults;
  /** The requests answered so far, oldest first, without secrets. */
  log(): LogEntry[];
  /** Requests by provider and operation, tokens issued by grant. */
  counters(): Counters;
  /** Back to the start: data, tokens (HubEx JWTs excepted), clock, faults, log and counters. */
  reset(): void;
  /** Makes every access token issued so far count as expired, without moving the clock. */
  expireTokens(provider?: ProviderName): void;
  /** Records of a HubEx collection, to grow it or to change it while a client reads. */
  hubexRecords(collection: HubexCollection): HubexRecords;
  /** The same for Bitrix24. `items` wants the `entityTypeId` of the type. */
  bitrix24Records(collection: Bitrix24Collection, entityTypeId?: number): Bitrix24Records;
  /** Waits until the calls of HubEx's webhooks and the events of Bitrix24 that are under way have been answered or given up. */
  settled(): Promise<void>;
  /** Forces a Workly update: 426 until a token is asked for with the new client pair, which is returned. */
  requireWorklyUpgrade(): { clientId: string; clientSecret: string };
  /** Sends `Version: recommended` with every Workly answer, or stops it. */
  recommendWorklyUpgrade(on: boolean): void;
  /** Changes Bitrix24's limits, and what its calls cost. What is left out stays. */
  configureBitrix24Limits(limits: Bitrix24Limits): void;
  /** Adds running time to a Bitrix24 method, as if it had been slow. */
  addBitrix24OperatingTime(method: string, seconds: number): void;
  /**
   * Gives REST 3.0 of the portal a method of its own (it answers a sample), another description of one, or, by null, takes one away. The
   * operation is one of OpenAPI as `rest.documentation.openapi` answers it, which tells of the change. `reset()` undoes it.
   */
  setBitrix24Method(method: string, operation: JsonObject | null): void;
  /** Registers the redirect address of the demo application. */
  registerBitrix24Redirect(redirectUri: string): void;
  /** The demo application on the portal: installs, opens and removes it. */
  bitrix24Application: Bitrix24ApplicationControl;
  /** Gives the portal the other host name of this machine (`localhost`, then `127.0.0.1`): calls to the former one are answered 302. */
  renameBitrix24Portal(): { from: string; to: string };
}

/** A running sandbox. */
export interface Sandbox extends SandboxControls {
  hubex: {
    /** `http://127.0.0.1:PORT/fsm`. */
    baseUrl: string;
    serviceToken: string;
    login: string;
    password: string;
    tenants: { tenantID: number; tenantMemberID: number; name: string }[];
    /** A user whose role holds a few read permissions; the one above holds all. */
    limited: { login: string; password: string; serviceToken: string };
    /** Phone that sendSmsCode sends to, and the code that loginSms takes then. */
    sms: { phone: string; code: string };
    /** Good for one createAccessToken; again after a reset. */
    oneTimeLoginToken: string;
  };
  bitrix24: {
    /** Host and port; the sandbox speaks http. */
    portal: string;
    /** `http://127.0.0.1:PORT`. */
    origin: string;
    /** Incoming webhook of user 1, `http://127.0.0.1:PORT/rest/1/CODE/`. */
    webhook: string;
    clientId: string;
    clientSecret: string;
    /** Id of the portal. */
    memberId: string;
    /** The secret that events and frames carry. */
    applicationToken: string;
    /** `http://127.0.0.1:PORT/oauth/token/`. */
    tokenUrl: string;
    /** `http://127.0.0.1:PORT/oauth/authorize/`. */
    authorizeUrl: string;
  };
  workly: {
    /** `http://127.0.0.1:PORT/v1`. */
    baseUrl: string;
    clientId: string;
    clientSecret: string;
    username: string;
    password: string;
  };
  /** Admin endpoint: send `Authorization: Bearer <token>`. */
  admin: { url: string; token: string };
  /** Stops all listeners. */
  close(): Promise<void>;
}
