import { randomBytes } from 'node:crypto';
import { adminApp } from './admin/app.js';
import { createBitrix24 } from './bitrix24/provider.js';
import type { Context } from './context.js';
import { loadDocuments } from './data.js';
import { demo } from './demo.js';
import { createValidators } from './engine/validate.js';
import type { ProviderName } from './http.js';
import { createHubex } from './hubex/provider.js';
import type { Sandbox, SandboxControls, SandboxOptions } from './sandbox.js';
import { listen, providerApp } from './server.js';
import type { Listener } from './server.js';
import { createClock } from './state/clock.js';
import { createFaults } from './state/faults.js';
import { createRecorder } from './state/log.js';
import { createWorkly } from './workly/provider.js';

/**
 * Starts HubEx, Bitrix24 and Workly on 127.0.0.1, from the bundled specs, with demo data and credentials.
 * Throws an Error that names the port when one is in use, or the folder when the specs are missing.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = createClock(options.clock, options.timeScale);
  const recorder = createRecorder();
  const faults = createFaults(options.seed ?? 1);
  const origins = new Map<ProviderName, string>();
  const context: Context = {
    documents: loadDocuments(options.specs),
    clock,
    recorder,
    strict: options.strict ?? false,
    exact: createValidators({ looseDates: true }),
    coercing: createValidators({ looseDates: true, coerce: true }),
    origin: (provider) => origins.get(provider) ?? '',
  };
  const hubex = createHubex(context, demo.hubex);
  const bitrix24 = createBitrix24(context, demo.bitrix24, options.bitrix24Limits);
  const workly = createWorkly(context, demo.workly);
  const controls: SandboxControls = {
    clock,
    faults,
    log: () => recorder.log(),
    counters: () => recorder.counters(),
    reset() {
      clock.reset();
      faults.clear();
      recorder.reset();
      for (const provider of [hubex, bitrix24, workly]) provider.reset();
    },
    expireTokens(provider) {
      if (provider === undefined || provider === 'hubex') hubex.tokens.expireAll();
      if (provider === undefined || provider === 'bitrix24') bitrix24.expireAll();
      if (provider === undefined || provider === 'workly') workly.tokens.expireAll();
    },
    hubexRecords: (collection) => hubex.records(collection),
    bitrix24Records: (collection, entityTypeId) => bitrix24.records(collection, entityTypeId),
    settled: async () => void (await Promise.all([hubex.settled(), bitrix24.settled()])),
    requireWorklyUpgrade: () => ({ ...workly.tokens.requireUpgrade() }),
    recommendWorklyUpgrade: (on) => workly.recommendUpgrade(on),
    configureBitrix24Limits: (limits) => bitrix24.limits.configure(limits),
    addBitrix24OperatingTime: (method, seconds) => bitrix24.limits.spend(method, seconds),
    setBitrix24Method: (method, operation) => bitrix24.setMethod(method, operation),
    registerBitrix24Redirect: (redirectUri) => bitrix24.oauth.register(redirectUri),
    bitrix24Application: bitrix24.application,
    renameBitrix24Portal: () => bitrix24.rename(),
  };

  const listeners: Listener[] = [];
  const close = async (): Promise<void> => void (await Promise.all(listeners.splice(0).map((listener) => listener.close())));
  const token = randomBytes(24).toString('hex');
  try {
    for (const [provider, port] of [
      [hubex, options.hubexPort],
      [bitrix24, options.bitrix24Port],
      [workly, options.worklyPort],
    ] as const) {
      const listener = await listen(providerApp(provider, context, faults), port ?? 0, provider.name);
      listeners.push(listener);
      origins.set(provider.name, listener.origin);
    }
    listeners.push(await listen(adminApp(controls, token), options.adminPort ?? 0, 'the admin endpoint'));
  } catch (error) {
    await close();
    throw error;
  }
  const { key: _key, ...hubexDemo } = demo.hubex;
  const portal = context.origin('bitrix24');
  return {
    ...controls,
    hubex: { baseUrl: `${context.origin('hubex')}/fsm`, ...structuredClone(hubexDemo) },
    bitrix24: {
      portal: new URL(portal).host,
      origin: portal,
      webhook: `${portal}/rest/1/${demo.bitrix24.webhookCode}/`,
      clientId: demo.bitrix24.clientId,
      clientSecret: demo.bitrix24.clientSecret,
      memberId: demo.bitrix24.memberId,
      applicationToken: demo.bitrix24.applicationToken,
      tokenUrl: `${portal}/oauth/token/`,
      authorizeUrl: `${portal}/oauth/authorize/`,
    },
    workly: { baseUrl: `${context.origin('workly')}/v1`, ...demo.workly },
    admin: { url: `${listeners.at(-1)?.origin ?? ''}/`, token },
    close,
  };
}
