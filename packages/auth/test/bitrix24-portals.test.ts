import { describe, expect, it } from 'vitest';
import {
  type Bitrix24Move,
  type Bitrix24Portals,
  bitrix24Portals,
  parseBitrix24EventAuth,
  parseBitrix24Launch,
  readBitrix24Post,
} from '../src/bitrix24.js';
import { memoryStore } from '../src/index.js';
import { failure, handClock, type Seen, serve, shown, type TestServer } from './server.js';

/** An authorization server that knows several portals. Refresh tokens are `<member>-<number>` and rotate. */
async function world(): Promise<{
  server: TestServer;
  hosts: Record<string, string>;
  spent: Set<string>;
  unpaid: { now: boolean };
  open: (more?: object) => Bitrix24Portals & { moves: Bitrix24Move[] };
}> {
  const hosts: Record<string, string> = { m1: 'one.bitrix24.com', m2: 'two.bitrix24.com' };
  const spent = new Set<string>();
  const unpaid = { now: false };
  let made = 100;
  const server = await serve(({ body }: Seen) => {
    if (unpaid.now) return [402, { error: 'PAYMENT_REQUIRED', error_description: 'Payment required' }];
    if (body['client_secret'] !== 'secret-1') return [401, { error: 'invalid_client' }];
    const token = String(body['refresh_token'] ?? body['code']);
    const member = token.split('-')[0]!;
    if (!hosts[member] || spent.has(token)) return [400, { error: 'invalid_grant' }];
    spent.add(token);
    made += 1;
    return [
      200,
      {
        access_token: `${member}-a${made}`,
        refresh_token: `${member}-${made}`,
        expires_in: 3600,
        member_id: member,
        client_endpoint: `https://${hosts[member]}/rest/`,
        status: 'P',
        scope: 'crm,task',
        user_id: 1,
      },
    ];
  });
  const open = (more: object = {}) => {
    const moves: Bitrix24Move[] = [];
    const portals = bitrix24Portals({
      clientId: 'app.1',
      clientSecret: 'secret-1',
      tokenUrl: `${server.baseUrl}/oauth/token/`,
      clock: handClock(),
      onMove: (move) => moves.push(move),
      ...more,
    });
    return Object.assign(portals, { moves });
  };
  return { server, hosts, spent, unpaid, open };
}

const installed = (member: string, refresh: string, more: object = {}) =>
  parseBitrix24EventAuth(
    {
      domain: 'one.bitrix24.com',
      member_id: member,
      access_token: `${member}-a`,
      refresh_token: refresh,
      expires_in: '3600',
      application_token: `proof-${member}`,
      ...more,
    },
    handClock(),
  );
const event = (member: string, application_token: string) =>
  parseBitrix24EventAuth({ domain: 'one.bitrix24.com', member_id: member, application_token });
const launched = async (member: string, refresh: string, proof = `proof-${member}`, domain = 'one.bitrix24.com') =>
  parseBitrix24Launch(
    await readBitrix24Post({
      url: `/?DOMAIN=${domain}&PROTOCOL=1`,
      body: `AUTH_ID=${member}-user&REFRESH_ID=${refresh}&APPLICATION_TOKEN=${proof}&member_id=${member}`,
    }),
    handClock(),
  );

describe('a wrong client secret', () => {
  it('during a renewal is what the error says; the tokens stay and serve the right secret', async () => {
    const { server, open } = await world();
    await using _ = server;
    const store = memoryStore();
    await open({ store }).install(installed('m1', 'm1-1'));
    const wrong = open({ store, clientSecret: 's3cr3t' });
    const error = await failure(wrong.session('m1').getToken({ rejected: 'm1-a101' }));
    expect(error).toMatchObject({ code: 'client_refused', field: 'clientSecret', status: 401 });
    expect(error.message).toContain('Check client id and client secret');
    expect(error.message).not.toContain('install');
    expect(shown(error)).not.toContain('s3cr3t');
    expect(await open({ store }).session('m1').getToken({ rejected: 'm1-a101' })).toBe('m1-a102');
  });

  it('is not hidden by an installation that is kept', async () => {
    const { server, open } = await world();
    await using _ = server;
    const store = memoryStore();
    await open({ store }).install(installed('m1', 'm1-1'));
    const wrong = open({ store, clientSecret: 's3cr3t' });
    expect(await failure(wrong.install(installed('m1', 'm1-2')))).toMatchObject({ code: 'client_refused' });
  });
});

describe('tokens that another program obtained', () => {
  const old = { memberId: 'm1', portal: 'one.bitrix24.com', accessToken: 'a-s3cr3t', refreshToken: 'm1-1' };

  it('are kept and serve until they expire, then they are renewed', async () => {
    const { server, open } = await world();
    await using _ = server;
    const store = memoryStore();
    const portals = open({ store });
    const expiresAt = Date.UTC(2030, 0, 2);
    expect(await portals.adopt({ ...old, expiresAt })).toEqual({
      memberId: 'm1',
      portal: 'one.bitrix24.com',
      status: undefined,
      scope: [],
    });
    expect(await portals.session('m1').getToken()).toBe('a-s3cr3t');
    expect(await portals.session('m1').current()).toEqual({
      accessToken: 'a-s3cr3t',
      refreshToken: 'm1-1',
      expiresAt,
      details: { memberId: 'm1', portal: 'one.bitrix24.com', clientEndpoint: 'https://one.bitrix24.com/rest/' },
    });
    await portals.adopt({ ...old, expiresAt: Date.UTC(2029, 0, 1) });
    expect(await portals.session('m1').getToken()).toBe('m1-a101');
    expect(await open({ store }).get('m1')).toMatchObject({ status: 'P', scope: ['crm', 'task'] });
  });

  it('of another portal than was said are found out by the first renewal', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.adopt({ ...old, memberId: 'm2' });
    expect(await failure(portals.session('m2').getToken({ rejected: old.accessToken }))).toMatchObject({ code: 'unexpected_answer' });
  });

  it('come with the proof of events, if there is one', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.adopt(old);
    expect(await failure(portals.verify(event('m1', 'proof-m1')))).toMatchObject({ code: 'not_from_portal' });
    await portals.adopt({ ...old, applicationToken: 'proof-m1' });
    expect(await portals.verify(event('m1', 'proof-m1'))).toMatchObject({ memberId: 'm1' });
  });

  it.each([
    ['no object', undefined, 'accessToken', 'access_token'],
    ["the server's own names", { access_token: 's3cr3t', refresh_token: 's3cr3t', member_id: 'm1' }, 'accessToken', 'access_token'],
    ['no access token', { ...old, accessToken: '' }, 'accessToken', 'access_token'],
    ['no refresh token', { ...old, refreshToken: undefined }, 'refreshToken', 'refresh_token'],
    ['a broken refresh token', { ...old, refreshToken: 's3cr3t\n' }, 'refreshToken', 'refresh_token'],
    ['no member id', { ...old, memberId: undefined }, 'memberId', 'member_id'],
    ['a path for a member id', { ...old, memberId: '../s3cr3t' }, 'memberId', 'member_id'],
    ['no portal', { ...old, portal: undefined }, 'portal', 'host of the portal'],
    ['an address with a path', { ...old, portal: 'https://one.bitrix24.com/rest/' }, 'portal', 'host of the portal'],
    ['seconds', { ...old, expiresAt: 1_900_000_000 }, 'expiresAt', 'expires * 1000'],
    ['a moment as text', { ...old, expiresAt: '1900000000000' }, 'expiresAt', 'expires * 1000'],
    ['no number', { ...old, expiresAt: Number.NaN }, 'expiresAt', 'expires * 1000'],
    ['a broken application token', { ...old, applicationToken: 's3cr3t"' }, 'applicationToken', 'application_token'],
  ])('with %s are refused by the field, without quoting it, and nothing is kept', async (_, given, field, remedy) => {
    const { server, open } = await world();
    await using _server = server;
    const store = memoryStore();
    const portals = open({ store });
    const error = await failure(portals.adopt(given as never));
    expect(error).toMatchObject({ name: 'UsageError', field });
    expect(error.message).toContain(remedy);
    expect(shown(error)).not.toContain('s3cr3t');
    expect(await portals.get('m1')).toBeUndefined();
  });
});

describe('installation by callback', () => {
  it('is proven at the authorization server, kept, and gives sessions', async () => {
    const { server, open } = await world();
    await using _ = server;
    const store = memoryStore();
    const portals = open({ store });
    expect(await portals.install(installed('m1', 'm1-1'))).toEqual({
      memberId: 'm1',
      portal: 'one.bitrix24.com',
      status: 'P',
      scope: ['crm', 'task'],
    });
    expect(server.seen[0]!.body).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'm1-1' });
    expect(await portals.session('m1').getToken()).toBe('m1-a101');
    // Another process on the same store.
    expect(await open({ store }).session('m1').getToken()).toBe('m1-a101');
    expect(server.seen).toHaveLength(1);
  });

  it('with tokens of another portal is refused, and nothing is kept', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    expect(await failure(portals.install(installed('m1', 'm2-1')))).toMatchObject({ code: 'not_from_portal', field: 'member_id' });
    expect(await portals.get('m1')).toBeUndefined();
  });

  it('is not proven by an answer that does not say whose the tokens are', async () => {
    await using server = await serve(() => [200, { access_token: 'a', refresh_token: 'r', expires_in: 3600 }]);
    const portals = bitrix24Portals({ clientId: 'app.1', clientSecret: 'secret-1', tokenUrl: `${server.baseUrl}/oauth/token/` });
    expect(await failure(portals.install(installed('m1', 'm1-1')))).toMatchObject({ code: 'not_from_portal', field: 'member_id' });
    expect(await portals.get('m1')).toBeUndefined();
  });

  it('with made-up tokens, or none, is refused without quoting them', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    const error = await failure(portals.install(installed('m1', 'stolen-s3cr3t')));
    expect(error).toMatchObject({ code: 'refused' });
    expect(shown(error)).not.toContain('s3cr3t');
    expect(await failure(portals.install(event('m1', 'x')))).toMatchObject({ code: 'not_from_portal' });
    expect(await portals.get('m1')).toBeUndefined();
  });

  it('never sends our secret to the server that a payload names', async () => {
    const { server, open } = await world();
    await using _ = server;
    await using evil = await serve(() => [200, { access_token: 'x' }]);
    await open().install(installed('m1', 'm1-1', { server_endpoint: `${evil.baseUrl}/rest/` }));
    expect([evil.seen.length, server.seen.length]).toEqual([0, 1]);
  });

  it('delivered twice changes nothing: its refresh token is spent', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.install(installed('m1', 'm1-1'));
    expect(await portals.install(installed('m1', 'm1-1'))).toMatchObject({ memberId: 'm1', portal: 'one.bitrix24.com' });
    expect(await portals.session('m1').getToken()).toBe('m1-a101');
    expect(await portals.session('m1').getToken({ rejected: 'm1-a101' })).toBe('m1-a102');
    expect(await failure(portals.install(installed('m1', 'm1-1', { application_token: 'guess' })))).toMatchObject({ code: 'refused' });
  });

  it('again, with new tokens, takes them and the new application token', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.install(installed('m1', 'm1-1'));
    await portals.install(installed('m1', 'm1-2', { application_token: 'proof-again' }));
    expect([await portals.session('m1').getToken(), await portals.applicationToken('m1')]).toEqual(['m1-a102', 'proof-again']);
  });

  it('of several portals keeps them apart', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.install(installed('m1', 'm1-1'));
    await portals.install(installed('m2', 'm2-1'));
    expect(await Promise.all(['m1', 'm2'].map((id) => portals.session(id).getToken()))).toEqual(['m1-a101', 'm2-a102']);
    expect((await portals.get('m2'))?.portal).toBe('two.bitrix24.com');
    expect(portals.session('m1')).toBe(portals.session('m1'));
  });
});

describe('events', () => {
  it('are from the portal that holds the application token, and from no other', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.install(installed('m1', 'm1-1'));
    await portals.install(installed('m2', 'm2-1'));
    expect(await portals.verify(event('m1', 'proof-m1'))).toMatchObject({ memberId: 'm1' });
    for (const claim of [event('m1', 'proof-m2'), event('m1', ''), event('m1', 'proof-m'), event('m3', 'proof-m1')])
      expect(await failure(portals.verify(claim))).toMatchObject({ code: 'not_from_portal' });
  });

  it('of removal forget the portal, once proven', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.install(installed('m1', 'm1-1'));
    expect(await failure(portals.uninstall(event('m1', 'guess')))).toMatchObject({ code: 'not_from_portal' });
    expect(await portals.get('m1')).toBeDefined();
    await portals.uninstall(event('m1', 'proof-m1'));
    await portals.uninstall(event('m1', 'proof-m1'));
    expect([await portals.get('m1'), await portals.applicationToken('m1')]).toEqual([undefined, undefined]);
    expect(await failure(portals.session('m1').getToken())).toMatchObject({ code: 'sign_in_required' });
  });
});

describe('in a frame', () => {
  it('a user has a session of his own beside that of the portal', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.install(installed('m1', 'm1-1'));
    const opened = await portals.open(await launched('m1', 'm1-7'));
    expect(await opened.session.getToken()).toBe('m1-user');
    expect(await portals.session('m1').getToken()).toBe('m1-a101');
    expect(server.seen).toHaveLength(1);
    // Renewal happens on the server, with the client secret.
    expect(await opened.session.getToken({ rejected: 'm1-user' })).toBe('m1-a102');
  });

  it('the first opening installs, after the authorization server has proven it', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    const { session } = await portals.open(await launched('m1', 'm1-1'));
    // One refresh token, one session: two would spend it under each other's hands.
    expect(session).toBe(portals.session('m1'));
    expect([server.seen.length, (await portals.get('m1'))?.portal, await portals.applicationToken('m1')]).toEqual([
      1,
      'one.bitrix24.com',
      'proof-m1',
    ]);
  });

  it('a user cannot replace the application token that is kept, nor move the portal', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.install(installed('m1', 'm1-1'));
    const opened = await portals.open(await launched('m1', 'm1-8', 'forged', 'evil.example'));
    expect((await opened.session.current())?.details?.['clientEndpoint']).toBe('https://one.bitrix24.com/rest/');
    expect([await portals.applicationToken('m1'), (await portals.get('m1'))?.portal, opened.portal]).toEqual([
      'proof-m1',
      'one.bitrix24.com',
      'one.bitrix24.com',
    ]);
    expect(await failure(portals.open(await launched('m1', 'unknown-1', 'forged')))).toMatchObject({ code: 'refused' });
  });

  it('at a new address: the authorization server is asked, the store follows', async () => {
    const { server, hosts, open } = await world();
    await using _ = server;
    const portals = open();
    await portals.install(installed('m1', 'm1-1'));
    hosts['m1'] = 'new.bitrix24.com';
    const opened = await portals.open(await launched('m1', 'm1-9', 'proof-m1', 'new.bitrix24.com'));
    expect(opened.portal).toBe('new.bitrix24.com');
    expect((await portals.session('m1').current())?.details).toMatchObject({
      portal: 'new.bitrix24.com',
      clientEndpoint: 'https://new.bitrix24.com/rest/',
    });
    expect(portals.moves).toEqual(expect.arrayContaining([{ memberId: 'm1', from: 'one.bitrix24.com', to: 'new.bitrix24.com' }]));
  });
});

describe('sign-in at any portal', () => {
  it('keeps the tokens under the portal that the authorization server names', async () => {
    const { server, open } = await world();
    await using _ = server;
    const portals = open();
    const state = portals.createState();
    const portal = 'one.bitrix24.com';
    expect(portals.authorizeUrl(portal, state)).toBe(`https://one.bitrix24.com/oauth/authorize/?client_id=app.1&state=${state}`);
    const back = (more: object) =>
      `https://app/?${new URLSearchParams({ code: 'm1-1', state, domain: portal, member_id: 'm1', server_domain: server.host, ...more })}`;
    expect(await portals.exchange(portals.parseCallback(back({}), { portal, state }))).toMatchObject({ memberId: 'm1', portal });
    expect(await portals.session('m1').getToken()).toBe('m1-a101');
    expect(() => portals.parseCallback(back({ state: portals.createState() }), { portal, state })).toThrow(/^state/);
    const swapped = portals.parseCallback(back({ code: 'm2-1' }), { portal, state });
    expect(await failure(portals.exchange(swapped))).toMatchObject({ code: 'unexpected_answer' });
    expect(await portals.get('m2')).toBeUndefined();
  });
});

it('an application that is not paid for says so, and signing in is not asked for', async () => {
  const { server, unpaid, open } = await world();
  await using _ = server;
  const portals = open();
  await portals.install(installed('m1', 'm1-1'));
  unpaid.now = true;
  const error = await failure(portals.session('m1').getToken({ rejected: 'm1-a101' }));
  expect(error).toMatchObject({ code: 'payment_required', status: 402 });
  expect(error.message).toContain('subscription');
  unpaid.now = false;
  expect(await portals.session('m1').getToken({ rejected: 'm1-a101' })).toBe('m1-a102');
});

it('a renewal that answers with another portal is not taken', async () => {
  await using server = await serve(() => [
    200,
    { access_token: 'x', refresh_token: 'y', member_id: 'other', client_endpoint: 'https://other.bitrix24.com/rest/' },
  ]);
  const portals = bitrix24Portals({ clientId: 'a', clientSecret: 's', tokenUrl: `${server.baseUrl}/oauth/token/`, clock: handClock() });
  await portals.session('m1').adopt({ accessToken: 'a', refreshToken: 'r', details: { memberId: 'm1', portal: 'one.bitrix24.com' } });
  expect(await failure(portals.session('m1').getToken({ rejected: 'a' }))).toMatchObject({ code: 'unexpected_answer' });
  expect((await portals.session('m1').current())?.accessToken).toBe('a');
});

it('a thousand calls of one portal renew once, and the tokens are kept before they are used', async () => {
  const { server, open } = await world();
  await using _ = server;
  const order: string[] = [];
  const memory = memoryStore();
  const portals = open({
    store: {
      ...memory,
      set: async (key: string, tokens: Parameters<typeof memory.set>[1]) => (
        order.push(`kept ${tokens.accessToken}`),
        memory.set(key, tokens)
      ),
    },
  });
  await portals.install(installed('m1', 'm1-1'));
  const given = await Promise.all(Array.from({ length: 1000 }, () => portals.session('m1').getToken({ rejected: 'm1-a101' })));
  expect([new Set(given), server.seen.length, order.at(-1)]).toEqual([new Set(['m1-a102']), 2, 'kept m1-a102']);
});
