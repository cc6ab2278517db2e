import { describe, expect, it } from 'vitest';
import { hubexPlugin, hubexSmsLogin, hubexSso } from '../src/hubex.js';
import { createSession } from '../src/index.js';
import { failure, handClock, jwt, serve, shown, type Answer, type Seen } from './server.js';

const phone = '+70000000000';
const tenants = [{ tenantID: 17, tenantMemberID: 3, name: 'Acme' }];

/** HubEx as far as these ways go: the code is 1234, the sign-on's token `t1ck3t`. */
function hubex({ path, body, headers }: Seen): Answer {
  const account: Answer = [200, { access_token: 'account', tenantEntities: tenants }];
  if (path.endsWith('/smsSend'))
    return body['phone'] === phone ? [200, { phone }] : [429, { code: 'TooOften', message: `Wait, ${String(body['phone'])}` }];
  if (path.endsWith('/smsLogin'))
    return body['code'] === '1234' ? account : [409, { code: 'WrongCode', message: `${String(body['code'])} is wrong` }];
  if (path.endsWith('/login/sso'))
    return headers.authorization === 'Bearer t1ck3t' && headers['x-realm-id'] === 'acme' ? account : [401, { code: 'Unauthorized' }];
  if (path.endsWith('/authorize')) return [200, { access_token: 'tenant', refreshToken: { refresh_token: 'refresh' } }];
  return [404, {}];
}

describe('a code from a text message', () => {
  const flow = (baseUrl: string, more: object = {}) => hubexSmsLogin({ phone, code: () => '1234', baseUrl: `${baseUrl}/fsm`, ...more });

  it('is asked for after the message was sent, and enters the tenant', async () => {
    await using server = await serve(hubex);
    const asked: number[] = [];
    const code = async (): Promise<string> => (asked.push(server.seen.length), '1234');
    const session = createSession({ flow: flow(server.baseUrl, { code }), clock: handClock() });
    expect(await session.getToken()).toBe('tenant');
    expect(asked).toEqual([1]);
    expect(server.seen.map(({ path, body }) => [path.split('/').pop(), body])).toEqual([
      ['smsSend', { phone }],
      ['smsLogin', { phone, code: '1234' }],
      ['authorize', { tenantID: 17, tenantMemberID: 3 }],
    ]);
    expect(await session.current()).toMatchObject({ refreshToken: 'refresh', details: { tenant: 'Acme' } });
  });

  it('that is wrong: an error without code and phone, and the message is not sent twice', async () => {
    await using server = await serve(hubex);
    const error = await failure(createSession({ flow: flow(server.baseUrl, { code: () => '999888' }), clock: handClock() }).getToken());
    expect(error).toMatchObject({ name: 'AuthError', code: 'refused', field: 'code', status: 409 });
    expect(shown(error)).not.toMatch(/999888|70000000000/);
    expect(server.seen).toHaveLength(2);
  });

  it('messages asked for too often', async () => {
    await using server = await serve(hubex);
    const error = await failure(createSession({ flow: flow(server.baseUrl, { phone: '+79999999999' }), clock: handClock() }).getToken());
    expect(error).toMatchObject({ field: 'phone', status: 429 });
    expect(shown(error)).not.toContain('79999999999');
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['no phone', { phone: '' }, 'phone'],
    ['no code', { code: () => '' }, 'code'],
  ])('%s', async (_, more, field) => {
    await using server = await serve(hubex);
    const error = await failure((async () => createSession({ flow: flow(server.baseUrl, more), clock: handClock() }).getToken())());
    expect(error).toMatchObject({ name: 'UsageError', field });
  });
});

describe('single sign-on', () => {
  const session = (baseUrl: string, accessToken: string) =>
    createSession({ flow: hubexSso({ realm: 'acme', accessToken, baseUrl: `${baseUrl}/fsm` }), clock: handClock() });

  it('sends the token of the sign-on and the realm, and enters the tenant', async () => {
    await using server = await serve(hubex);
    expect(await session(server.baseUrl, 't1ck3t').getToken()).toBe('tenant');
    expect(server.seen[0]).toMatchObject({ headers: { authorization: 'Bearer t1ck3t', 'x-realm-id': 'acme', 'x-application-id': '5' } });
  });

  it('refused: an error without the token, a name without it', async () => {
    await using server = await serve(({ headers }) => [401, { code: 'Unauthorized', message: `Not ${headers.authorization}` }]);
    const error = await failure(session(server.baseUrl, 'wr0ng').getToken());
    expect(error).toMatchObject({ code: 'refused', field: 'accessToken' });
    expect(shown(error)).not.toContain('wr0ng');
    expect(hubexSso({ realm: 'acme', accessToken: 'wr0ng' }).name).not.toContain('wr0ng');
  });

  it.each([
    ['no realm', { realm: '', accessToken: 'x' }, 'realm'],
    ['no token', { realm: 'acme', accessToken: '' }, 'accessToken'],
  ])('%s', (_, options, field) => expect(() => hubexSso(options)).toThrow(expect.objectContaining({ field })));
});

describe('a plugin', () => {
  const accessToken = jwt({ exp: 4_102_444_800 });

  it('calls with the token of its address, and knows where it stands', async () => {
    const { auth, assetId, taskId } = hubexPlugin(`https://plugin.example.com/?access_token=${accessToken}&assetID=500`);
    expect([assetId, taskId]).toEqual([500, undefined]);
    expect(await createSession({ flow: auth, clock: handClock() }).getToken()).toBe(accessToken);
    expect(hubexPlugin(new URL(`https://plugin.example.com/?access_token=${accessToken}&taskID=7`)).taskId).toBe(7);
  });

  it.each([
    ['no address', 's3cr3t', /^address: it is not a URL/],
    ['an address without a token', 'https://plugin.example.com/?assetID=s3cr3t', /^address: it has no access token/],
    ['a token that is none', 'https://plugin.example.com/?access_token=s3cr3t', /^accessToken: it is not a JWT/],
  ])('%s', async (_, address, message) => {
    const error = await failure((async () => hubexPlugin(address))());
    expect(error.message).toMatch(message);
    expect(shown(error)).not.toContain('s3cr3t');
  });
});
