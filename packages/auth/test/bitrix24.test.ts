import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bitrix24Application, bitrix24SecretPaths, bitrix24Webhook, sameText, type Bitrix24Application } from '../src/bitrix24.js';
import { createSession } from '../src/index.js';
import { failure, handClock, serve, shown, type Answer, type Seen, type TestServer } from './server.js';

describe('webhook', () => {
  it.each(['https://p.bitrix24.com/rest/1/c0de/', 'https://p.bitrix24.com/rest/1/c0de', 'https://p.bitrix24.com/rest/api/1/c0de/'])(
    'reads %s',
    (url) => {
      const { portal, userId, baseUrlV2, baseUrlV3 } = bitrix24Webhook(url);
      expect({ portal, userId, baseUrlV2, baseUrlV3 }).toEqual({
        portal: 'p.bitrix24.com',
        userId: 1,
        baseUrlV2: 'https://p.bitrix24.com/rest/1/c0de',
        baseUrlV3: 'https://p.bitrix24.com/rest/api/1/c0de',
      });
    },
  );

  it('takes http and a port on loopback', () => {
    expect(bitrix24Webhook('http://127.0.0.1:4011/rest/1/c0de/')).toMatchObject({ portal: '127.0.0.1:4011' });
  });

  it('does not show its code when logged', () => {
    const webhook = bitrix24Webhook('https://p.bitrix24.com/rest/1/c0de/');
    expect(JSON.stringify(webhook)).toBe('{"portal":"p.bitrix24.com","userId":1}');
    expect(inspect(webhook)).not.toContain('c0de');
  });

  it('says which paths are secret, the longer one first', () => {
    expect(bitrix24SecretPaths).toEqual(['/rest/api/{user}/{code}', '/rest/{user}/{code}']);
  });
});

it('texts are the same to the last character, and no longer', () => {
  expect(['abc', 'ab', 'abcd', 'abd', '', undefined].map((given) => sameText(given, 'abc'))).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

/** The authorization server. Refresh tokens rotate: only the last one is good. */
function oauth(host: () => string) {
  let made = 0;
  return ({ path, body }: Seen): Answer => {
    if (path !== '/oauth/token/') return [404, {}];
    if (body['client_secret'] !== 'secret-1')
      return [401, { error: 'invalid_client', error_description: `Bad ${String(body['client_secret'])}` }];
    const good = body['grant_type'] === 'authorization_code' ? body['code'] === 'c0de' : body['refresh_token'] === `refresh-${made}`;
    if (!good) return [400, { error: 'invalid_grant' }];
    made += 1;
    return [
      200,
      {
        access_token: `access-${made}`,
        refresh_token: `refresh-${made}`,
        expires_in: 3600,
        member_id: 'm1',
        scope: 'crm,user',
        client_endpoint: `http://${host()}/rest/`,
        domain: 'oauth.bitrix.info',
        user_id: 7,
      },
    ];
  };
}

async function setUp(): Promise<{
  server: TestServer;
  app: Bitrix24Application;
  state: string;
  callback: (change?: Record<string, string>) => string;
}> {
  let host = '';
  const server = await serve(oauth(() => host));
  host = server.host;
  const app = bitrix24Application({ portal: host, clientId: 'local.1', clientSecret: 'secret-1', tokenUrl: `http://${host}/oauth/token/` });
  const state = app.createState();
  const callback = (change: Record<string, string> = {}): string =>
    `vscode://portolan/callback?${new URLSearchParams({ code: 'c0de', state, domain: host, member_id: 'm1', server_domain: host, ...change })}`;
  return { server, app, state, callback };
}

describe('local application', () => {
  it('makes the authorization link, with a state nobody can guess', async () => {
    const app = bitrix24Application({ portal: 'https://p.bitrix24.com/', clientId: 'local.1', clientSecret: 's' });
    const states = Array.from({ length: 100 }, () => app.createState());
    expect(new Set(states).size).toBe(100);
    expect(states.every((state) => /^[\w-]{43}$/.test(state))).toBe(true);
    const url = new URL(app.authorizeUrl(states[0]!));
    expect(url.origin + url.pathname).toBe('https://p.bitrix24.com/oauth/authorize/');
    expect(Object.fromEntries(url.searchParams)).toEqual({ client_id: 'local.1', state: states[0] });
  });

  it('exchanges the code by POST form, and renews with rotating tokens, saved before use', async () => {
    const { server, app, state, callback } = await setUp();
    await using _ = server;
    const clock = handClock();
    const tokens = await app.exchange(app.parseCallback(callback(), state, { clock }), { clock });
    expect(tokens).toMatchObject({
      accessToken: 'access-1',
      refreshToken: 'refresh-1',
      expiresAt: clock.now() + 3_600_000,
      refreshExpiresAt: clock.now() + 15_552_000_000,
      details: {
        portal: server.host,
        memberId: 'm1',
        userId: '7',
        scope: 'crm,user',
        clientEndpoint: `http://${server.host}/rest/`,
        tokenHost: server.host,
      },
    });
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/oauth/token/',
      body: { grant_type: 'authorization_code', client_id: 'local.1', client_secret: 'secret-1', code: 'c0de' },
    });

    const order: string[] = [];
    const store = {
      get: async () => tokens,
      set: async (): Promise<void> => void order.push('saved'),
      delete: async () => {},
    };
    const session = createSession({ flow: app.flow, clock, store });
    session.onChange(() => order.push('used'));
    expect(await session.getToken({ rejected: 'access-1' })).toBe('access-2');
    expect(order).toEqual(['saved', 'used']);
    expect(server.seen[1]!.body).toEqual({
      grant_type: 'refresh_token',
      client_id: 'local.1',
      client_secret: 'secret-1',
      refresh_token: 'refresh-1',
    });
    expect(server.seen.every(({ path }) => !path.includes('?'))).toBe(true);
  });

  it('without tokens the session asks for a sign-in', async () => {
    const { server, app } = await setUp();
    await using _ = server;
    expect(await failure(createSession({ flow: app.flow, clock: handClock() }).getToken())).toMatchObject({ code: 'sign_in_required' });
  });

  it('a revoked refresh token is refused, and the fallback says to sign in', async () => {
    const { server, app } = await setUp();
    await using _ = server;
    const session = createSession({ flow: app.flow, clock: handClock() });
    await session.adopt({ accessToken: 'a', refreshToken: 's3cr3t' });
    const error = await failure(session.getToken({ rejected: 'a' }));
    expect(error).toMatchObject({ code: 'sign_in_required' });
    expect(shown(error)).not.toContain('s3cr3t');
  });

  it('a wrong client secret: an error without it', async () => {
    const { server, state, callback } = await setUp();
    await using _ = server;
    const app = bitrix24Application({
      portal: server.host,
      clientId: 'local.1',
      clientSecret: 's3cr3t',
      tokenUrl: `${server.baseUrl}/oauth/token`,
    });
    const error = await failure(app.exchange(app.parseCallback(callback(), state)));
    expect(error).toMatchObject({ code: 'client_refused', status: 401, field: 'clientSecret' });
    expect(error.message).toContain('Check client id and client secret');
    expect(shown(error)).not.toContain('s3cr3t');
  });

  it('keeps the code and the secret out of anything that is logged', async () => {
    const { server, app, state, callback } = await setUp();
    await using _ = server;
    const parsed = app.parseCallback(callback(), state);
    expect(parsed.code).toBe('c0de');
    expect(`${JSON.stringify(parsed)}${inspect(parsed)}${JSON.stringify(app)}${inspect(app)}`).not.toMatch(/c0de|secret-1/);
  });

  it('never sends a secret to a host that a tampered store or callback names', async () => {
    const { server, app } = await setUp();
    await using _ = server;
    await using evil = await serve(() => [200, { access_token: 'x' }]);
    const renewed = app.flow.renew({ accessToken: 'a', refreshToken: 'r', details: { tokenHost: evil.host } }, { clock: handClock() });
    await failure(renewed);
    const forged = {
      code: 'c',
      domain: server.host,
      memberId: undefined,
      tokenUrl: `${evil.baseUrl}/oauth/token/`,
      receivedAt: Date.now(),
    };
    expect(await failure(app.exchange(forged))).toMatchObject({ code: 'unknown_host' });
    // The host of a callback is only looked up: a path or user info in it finds nothing.
    const sly = { ...forged, tokenUrl: `http://${server.host}@${evil.host}/oauth/token/` };
    expect(await failure(app.exchange(sly))).toMatchObject({ code: 'unknown_host' });
    expect(evil.seen).toHaveLength(0);
    expect(server.seen).toHaveLength(1);
  });

  it('exchanges at the official server that the callback names', () => {
    const app = bitrix24Application({ portal: 'p.bitrix24.com', clientId: 'local.1', clientSecret: 's' });
    const state = app.createState();
    const parse = (server: string) =>
      app.parseCallback(`https://x/?code=c&state=${state}&domain=P.bitrix24.com&server_domain=${server}`, state).tokenUrl;
    expect(parse('oauth.bitrix.info')).toBe('https://oauth.bitrix.info/oauth/token/');
    expect(parse('OAUTH.bitrix24.tech')).toBe('https://oauth.bitrix24.tech/oauth/token/');
  });

  it('renews at the authorization server that the tokens came from', async () => {
    const asked: unknown[] = [];
    const fetch = async (url: unknown): Promise<Response> => {
      asked.push(url);
      return Response.json({ access_token: 'a', refresh_token: 'r', expires_in: 3600 });
    };
    const { flow } = bitrix24Application({ portal: 'p.bitrix24.com', clientId: 'app.1', clientSecret: 'secret-1' });
    for (const tokenHost of ['oauth.bitrix24.tech', 'evil.example.com'])
      await flow.renew({ accessToken: 'a', refreshToken: 'r', details: { tokenHost } }, { clock: handClock(), fetch });
    expect(asked).toEqual(['https://oauth.bitrix24.tech/oauth/token/', 'https://oauth.bitrix.info/oauth/token/']);
  });

  it('an answer whose client endpoint is not safe is not accepted', async () => {
    await using server = await serve(() => [200, { access_token: 'a', client_endpoint: 'http://p.example.com/rest/' }]);
    const app = bitrix24Application({ portal: server.host, clientId: 'i', clientSecret: 's', tokenUrl: `${server.baseUrl}/oauth/token/` });
    const state = app.createState();
    expect(await failure(app.exchange(app.parseCallback(`https://x/?code=c&state=${state}`, state)))).toMatchObject({
      field: 'client_endpoint',
    });
  });
});
