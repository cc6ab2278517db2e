import type { Context } from '../context.js';
import { Refusal, fieldsOf, parseBody } from '../http.js';
import type { Incoming, Outgoing, Provider } from '../http.js';
import type { JsonObject } from '../json.js';
import { readAddress } from './protocol/address.js';
import type { Address } from './protocol/address.js';
import type { Bitrix24ApplicationControl } from './events/application.js';
import { createCaller } from './protocol/call.js';
import type { LinkUse } from './drive/links.js';
import { MethodError, errorV2, errorV3 } from './protocol/errors.js';
import { createReplays } from './protocol/idempotency.js';
import type { Bitrix24Limits, Limits } from './protocol/limits.js';
import type { Caller } from './protocol/method.js';
import type { Bitrix24Oauth } from './protocol/oauth.js';
import type { Bitrix24Collection, Bitrix24Records } from './tables/records.js';
import { RequestTimeout, startStopwatch } from './protocol/stopwatch.js';
import type { Bitrix24Demo } from './demo.js';
import { createPortal } from './portal.js';
import { readParams } from './protocol/params.js';

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
  const portal = createPortal(context, demo, limitOptions);
  const { methods, handlers, name, oauth, limits, drive, deliveries } = portal;
  const replays = createReplays(context.clock);
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
    application: portal.application,
    setMethod: (method, operation) => portal.setMethod(method, operation),
    records: (collection, entityTypeId) => portal.records(collection, entityTypeId),
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
      portal.reset();
      replays.reset();
    },
  };
}
