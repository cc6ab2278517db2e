import { createSession } from '@portolan/auth';
import { bitrix24Application } from '@portolan/auth/bitrix24';
import { createBitrix24 } from '@portolan/bitrix24';
import { createHubex } from '@portolan/hubex';
import { headTasks } from '@portolan/hubex/work';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { createLeakyBucket } from '@portolan/transport';
import { createWorkly, getAccount } from '@portolan/workly';
import { median, milliseconds } from './measure.ts';
import type { Section } from './results.ts';

const calls = 1000;
const rounds = 5;

type Provider = 'hubex' | 'bitrix24' | 'workly';

/** One cheap read a provider, signed in to the sandbox. */
async function reads(sandbox: Sandbox): Promise<Record<Provider, () => Promise<unknown>>> {
  const hubex = createHubex({ auth: { serviceToken: sandbox.hubex.serviceToken }, baseUrl: sandbox.hubex.baseUrl });
  const { baseUrl, ...credentials } = sandbox.workly;
  const workly = createWorkly({ auth: credentials, baseUrl });
  const { origin, clientId, clientSecret, tokenUrl } = sandbox.bitrix24;
  const application = bitrix24Application({ portal: origin, clientId, clientSecret, tokenUrl });
  const state = application.createState();
  // A person would press Allow on the page that this address shows.
  const { headers } = await fetch(`${application.authorizeUrl(state)}&decision=allow`, { redirect: 'manual' });
  const session = createSession({ flow: application.flow });
  await session.adopt(await application.exchange(application.parseCallback(headers.get('location') ?? '', state)));
  // The portal's rate is not what is measured here.
  const open = 10 * calls;
  sandbox.configureBitrix24Limits({ capacity: open, perSecond: open });
  const b24 = createBitrix24({ auth: { portal: origin, session }, rate: createLeakyBucket({ capacity: open, leakPerSecond: open }) });
  return { hubex: () => headTasks({ client: hubex }), bitrix24: () => b24.server.time(), workly: () => getAccount({ client: workly }) };
}

/** Token calls that gave an access token. HubEx's call for a refresh token gives none. */
function grants(sandbox: Sandbox, provider: Provider): number {
  const issued = Object.entries(sandbox.counters().tokens).filter(
    ([name]) => name.startsWith(`${provider}:`) && !/refreshToken$/i.test(name),
  );
  return issued.reduce((sum, [, count]) => sum + count, 0);
}

/** Many calls at once whose token the server no longer takes: how many renewals, how many failures, how much longer. */
export async function renewal(): Promise<Section> {
  const sandbox = await startSandbox();
  const section: Section = {
    title: 'Renewal',
    method: `${calls.toLocaleString('en')} calls at once against the sandbox on loopback, first with a token that the server still takes, then with one that it refuses although the client believes in it: each call is sent, refused, waits for the one renewal and is sent again. ${rounds} rounds in turns, medians.`,
    results: [],
  };
  try {
    const all = await reads(sandbox);
    for (const [provider, title] of [
      ['hubex', 'HubEx'],
      ['bitrix24', 'Bitrix24'],
      ['workly', 'Workly'],
    ] as const) {
      const read = all[provider];
      const burst = async (): Promise<number> =>
        (await Promise.allSettled(Array.from({ length: calls }, read))).filter(({ status }) => status === 'rejected').length;
      await read();
      await burst();
      const times = { valid: [] as number[], expired: [] as number[] };
      const renewals: number[] = [];
      let failures = 0;
      for (let round = 0; round < rounds; round++) {
        times.valid.push(await milliseconds(async () => (failures += await burst())));
        sandbox.expireTokens(provider);
        const before = grants(sandbox, provider);
        times.expired.push(await milliseconds(async () => (failures += await burst())));
        renewals.push(grants(sandbox, provider) - before);
      }
      const [valid, expired] = [median(times.valid), median(times.expired)];
      section.results.push(
        {
          what: `${title}: renewals a burst`,
          figure: [...new Set(renewals)].join(', '),
          bound: 'exactly 1',
          met: renewals.every((count) => count === 1),
          exact: true,
        },
        { what: `${title}: failed calls`, figure: String(failures), bound: 'none', met: failures === 0, exact: true },
        {
          what: `${title}: time, expired against valid token`,
          figure: `${(expired / valid).toFixed(2)} x`,
          seen: `${expired.toFixed(0)} ms, valid ${valid.toFixed(0)} ms`,
        },
      );
    }
  } finally {
    await sandbox.close();
  }
  return section;
}
