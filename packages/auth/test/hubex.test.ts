import { describe, expect, it } from 'vitest';
import { hubexLogin, hubexServiceToken, hubexTokens, type HubexTenant } from '../src/hubex.js';
import { createSession } from '../src/index.js';
import { failure, handClock, jwt, serve, shown, type Answer, type Seen } from './server.js';

/** HubEx as far as tokens go. Access tokens are `access-1`, ...; `refresh` and `access` may be changed by a test. */
function hubex() {
  let made = 0;
  const live = new Set<string>();
  const options = {
    refresh: true,
    tenants: [{ tenantID: 17, tenantMemberID: 3, name: 'Acme' }] as object[],
    refuseMember: 0,
    /** Kills a token: from now on 401. */
    kill: (token: string) => live.delete(token),
  };
  const access = (): Answer => {
    const token = `access-${++made}`;
    live.add(token);
    return [200, { access_token: token, expires_in: 1800, tenant: { id: 17, name: 'Acme' }, tenantMember: { id: 3 } }];
  };
  const answer = ({ path, body, headers }: Seen): Answer => {
    const bearer = headers.authorization?.replace('Bearer ', '') ?? '';
    if (path === '/fsm/AUTHZ/AccessTokens') {
      if (body['serviceToken'] === 'service-1' || body['refreshJwt'] === 'refresh-1') return access();
      return [409, { code: 'InvalidData', message: `Token ${String(body['serviceToken'] ?? body['refreshJwt'])} is unknown` }];
    }
    if (path === '/fsm/AUTHZ/RefreshTokens')
      return options.refresh && live.has(bearer) ? [201, { refresh_token: 'refresh-1' }] : [401, { code: 'Unauthorized' }];
    if (path === '/fsm/AUTHN/Accounts/login') {
      const expected = `Basic ${Buffer.from('ann@example.com:pässword').toString('base64')}`;
      if (headers.authorization !== expected) return [409, [{ code: 'InvalidCredentials', message: 'Wrong login or password' }]];
      live.add('account');
      return [200, { access_token: 'account', tenantEntities: options.tenants }];
    }
    if (path === '/fsm/AUTHZ/Accounts/authorize') {
      if (bearer !== 'account') return [401, {}];
      if (body['tenantMemberID'] === options.refuseMember) return [403, { code: 'Forbidden' }];
      const token = `tenant-${String(body['tenantID'])}-${String(body['tenantMemberID'])}`;
      live.add(token);
      return [200, { access_token: token, expires_in: 1800 }];
    }
    return [404, {}];
  };
  return Object.assign(answer, options, { options });
}

describe('service token', () => {
  it('signs in, takes the refresh token at once, and renews with it', async () => {
    const api = hubex();
    await using server = await serve(api);
    const clock = handClock();
    const session = createSession({ flow: hubexServiceToken({ serviceToken: 'service-1', baseUrl: `${server.baseUrl}/fsm/` }), clock });
    expect(await session.getToken()).toBe('access-1');
    expect(await session.current()).toEqual({
      accessToken: 'access-1',
      refreshToken: 'refresh-1',
      obtainedAt: clock.now(),
      expiresAt: clock.now() + 1_800_000,
      refreshExpiresAt: clock.now() + 31_536_000_000,
      details: { tenantId: '17', tenantMemberId: '3', tenant: 'Acme' },
    });
    api.options.kill('access-1');
    clock.move(1_750_000);
    expect(await session.getToken()).toBe('access-2');
    expect(await session.current()).toMatchObject({ refreshToken: 'refresh-1', details: { tenantId: '17' } });
    expect(server.seen.map(({ path, body }) => [path.split('/').pop(), body])).toEqual([
      ['AccessTokens', { serviceToken: 'service-1' }],
      ['RefreshTokens', {}],
      ['AccessTokens', { refreshJwt: 'refresh-1' }],
    ]);
    // The access calls are anonymous; the application id goes with every call.
    expect(server.seen.map(({ headers }) => [headers.authorization, headers['x-application-id']])).toEqual([
      [undefined, '5'],
      ['Bearer access-1', '5'],
      [undefined, '5'],
    ]);
  });

  it('does without a refresh token where there is none, and falls back to the service token', async () => {
    const api = hubex();
    api.options.refresh = false;
    await using server = await serve(api);
    const session = createSession({
      flow: hubexServiceToken({ serviceToken: 'service-1', baseUrl: `${server.baseUrl}/fsm`, applicationId: 3 }),
      clock: handClock(),
    });
    expect(await session.getToken()).toBe('access-1');
    expect((await session.current())?.refreshToken).toBeUndefined();
    expect(await session.getToken({ rejected: 'access-1' })).toBe('access-2');
    expect(server.seen.filter(({ body }) => body['serviceToken'])).toHaveLength(2);
    expect(server.seen[0]!.headers['x-application-id']).toBe('3');
  });

  it('falls back to the service token when the refresh token is refused', async () => {
    await using server = await serve(hubex());
    const flow = hubexServiceToken({ serviceToken: 'service-1', baseUrl: `${server.baseUrl}/fsm` });
    const session = createSession({ flow, clock: handClock() });
    await session.adopt({ accessToken: 'x', refreshToken: 'revoked' });
    expect(await session.getToken({ rejected: 'x' })).toBe('access-1');
    expect(server.seen.map(({ body }) => Object.keys(body)[0])).toEqual(['refreshJwt', 'serviceToken', undefined]);
  });

  it('a refused service token: status, code, remedy, and not the token that the server echoes', async () => {
    await using server = await serve(hubex());
    const flow = hubexServiceToken({ serviceToken: 's3cr3t', baseUrl: `${server.baseUrl}/fsm` });
    const error = await failure(createSession({ flow, clock: handClock() }).getToken());
    expect(error).toMatchObject({ name: 'AuthError', code: 'refused', field: 'serviceToken', status: 409 });
    expect(error.message).toContain('409 InvalidData Token *** is unknown');
    expect(error.message).toContain('admin console');
    expect(shown(error)).not.toContain('s3cr3t');
  });

  it('a server in trouble is not a refusal, and is asked three times', async () => {
    await using server = await serve(() => [503, { code: 'Down' }]);
    const flow = hubexServiceToken({ serviceToken: 's', baseUrl: server.baseUrl });
    expect(await failure(createSession({ flow, clock: handClock() }).getToken())).toMatchObject({ code: 'unreachable', status: 503 });
    expect(server.seen).toHaveLength(3);
  });

  it.each<[string, Answer | undefined, string]>([
    ['a web page of a proxy', [200, '<html>Sign in</html>'], 'unexpected_answer'],
    ['an answer without a token', [200, {}], 'unexpected_answer'],
    ['a token that is no text', [200, { access_token: 5 }], 'unexpected_answer'],
    ['a redirect, which is not followed', [302, {}, { location: 'https://evil.example/' }], 'unexpected_answer'],
    ['a cut connection', undefined, 'unreachable'],
  ])('%s', async (_, answer, code) => {
    await using server = await serve(() => answer);
    const flow = hubexServiceToken({ serviceToken: 's3cr3t', baseUrl: server.baseUrl });
    const error = await failure(createSession({ flow, clock: handClock() }).getToken());
    expect(error).toMatchObject({ name: 'AuthError', code, field: 'serviceToken' });
    expect(shown(error)).not.toContain('s3cr3t');
  });

  it('names accounts apart without telling the token', () => {
    const names = ['service-1', 'service-2'].map((serviceToken) => hubexServiceToken({ serviceToken }).name);
    expect(new Set(names).size).toBe(2);
    expect(names.join()).not.toContain('service-1');
  });
});

describe('login', () => {
  const login = (baseUrl: string, tenant?: Parameters<typeof hubexLogin>[0]['tenant']) =>
    createSession({
      flow: hubexLogin({ login: 'ann@example.com', password: 'pässword', baseUrl: `${baseUrl}/fsm`, tenant }),
      clock: handClock(),
    });

  it('sends Basic credentials (UTF-8) with an empty body, and enters the only tenant', async () => {
    await using server = await serve(hubex());
    const session = login(server.baseUrl);
    expect(await session.getToken()).toBe('tenant-17-3');
    expect(server.seen[0]!.body).toEqual({});
    expect(server.seen[1]).toMatchObject({
      body: { tenantID: 17, tenantMemberID: 3 },
      headers: { authorization: 'Bearer account', 'x-application-id': '5' },
    });
    expect(await session.current()).toMatchObject({
      refreshToken: 'refresh-1',
      details: { tenantId: '17', tenant: 'Acme', tenantMemberId: '3' },
    });
  });

  describe('several tenants', () => {
    const several = () => {
      const api = hubex();
      api.options.tenants = [
        { tenantID: 17, tenantMemberID: 3, name: 'Acme' },
        { tenantID: 18, tenantMemberID: 4, name: 'Beta' },
        { tenantID: 19, tenantMemberID: 5, name: 'Gone', isTenantDeleted: true },
      ];
      return api;
    };

    it('without a choice: an error that lists them', async () => {
      await using server = await serve(several());
      const error = await failure(login(server.baseUrl).getToken());
      expect(error).toMatchObject({ code: 'tenant_choice', field: 'tenant' });
      expect(error.message).toContain('17 "Acme", 18 "Beta"');
      expect(error.message).not.toContain('Gone');
    });

    it('by id, or by a function', async () => {
      await using server = await serve(several());
      expect(await login(server.baseUrl, 18).getToken()).toBe('tenant-18-4');
      const seen: HubexTenant[] = [];
      const choose = async (choices: readonly HubexTenant[]): Promise<HubexTenant | undefined> => (seen.push(...choices), choices[1]);
      expect(await login(server.baseUrl, choose).getToken()).toBe('tenant-18-4');
      expect(seen).toEqual([
        { id: 17, name: 'Acme', memberId: 3 },
        { id: 18, name: 'Beta', memberId: 4 },
      ]);
      expect(await failure(login(server.baseUrl, 99).getToken())).toMatchObject({ code: 'tenant_choice' });
      expect(await failure(login(server.baseUrl, () => undefined).getToken())).toMatchObject({ code: 'tenant_choice' });
    });

    it('an administrator across tenants enters as member 1 when the listed one is refused', async () => {
      const api = several();
      api.options.refuseMember = 4;
      await using server = await serve((seen) => {
        const forbidden = seen.body['tenantMemberID'] === 4;
        return forbidden ? [403, { code: 'Forbidden' }] : api(seen);
      });
      expect(await login(server.baseUrl, 18).getToken()).toBe('tenant-18-1');
    });
  });

  it('no tenant, a refused tenant, a wrong password', async () => {
    const none = hubex();
    none.options.tenants = [];
    await using server = await serve((seen) => none(seen));
    // The options are read when asked, so one server serves all three.
    expect(await failure(login(server.baseUrl).getToken())).toMatchObject({ code: 'tenant_choice' });
    none.options.tenants = [{ tenantID: 17, tenantMemberID: 3 }];
    await using forbidding = await serve((seen) => (seen.path.endsWith('authorize') ? [403, { code: 'Forbidden' }] : none(seen)));
    expect(await failure(login(forbidding.baseUrl).getToken())).toMatchObject({ code: 'refused', field: 'tenant', status: 403 });
    const flow = hubexLogin({ login: 'ann@example.com', password: 's3cr3t', baseUrl: `${server.baseUrl}/fsm` });
    const error = await failure(createSession({ flow, clock: handClock() }).getToken());
    expect(error).toMatchObject({ code: 'refused', field: 'login', status: 409 });
    expect(error.message).toContain('InvalidCredentials Wrong login or password');
    expect(shown(error)).not.toContain('s3cr3t');
  });
});

describe('given tokens', () => {
  it('are used until they die, then renewed', async () => {
    await using server = await serve((seen, count) => (count === 1 ? [200, { access_token: 'next', expires_in: '1800' }] : [409, {}]));
    const clock = handClock();
    const seconds = clock.now() / 1000;
    const given = { accessToken: jwt({ iat: seconds, exp: seconds + 1800 }), refreshToken: jwt({ r: 1 }) };
    const session = createSession({ flow: hubexTokens({ ...given, baseUrl: server.baseUrl }), clock });
    expect(await session.getToken()).toBe(given.accessToken);
    clock.move(1_800_000);
    expect(await session.getToken()).toBe('next');
    expect(server.seen[0]!.body).toEqual({ refreshJwt: given.refreshToken });
    const error = await failure(session.getToken({ rejected: 'next' }));
    expect(error).toMatchObject({ code: 'sign_in_required', field: 'accessToken' });
    expect(shown(error)).not.toContain(given.refreshToken);
  });
});
