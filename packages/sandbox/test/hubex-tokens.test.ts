import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { hubexHeaders, sandbox, send } from './http.js';

let to: Sandbox;
let headers: Record<string, string>;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(async () => {
  to.reset();
  headers = await hubexHeaders(to);
});
const at = (path: string) => `${to.hubex.baseUrl}${path}`;
const get = (path: string, extra: Record<string, string> = {}) => send(at(path), { headers: { ...headers, ...extra } });
const call = (method: string, path: string, json?: unknown, extra: Record<string, string> = {}) =>
  send(at(path), { method, headers: { ...headers, ...extra }, ...(json === undefined ? {} : { json }) });
const minutes = (count: number) => to.clock.advance(count * 60_000);

describe('tokens', () => {
  test('the access token is a JWT that lives 30 minutes and five more', async () => {
    const claims = JSON.parse(Buffer.from(headers['authorization']?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.exp - claims.iat).toBe(1800);
    minutes(34);
    expect((await get('/WORK/Tasks?fetch=1')).status).toBe(200);
    minutes(2);
    expect((await get('/WORK/Tasks?fetch=1')).status).toBe(401);
  });
  test('a forged token is refused', async () => {
    const [head, payload, signature] = (headers['authorization'] ?? '').split('.');
    const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()), tenantID: 2 })).toString(
      'base64url',
    );
    expect((await get('/WORK/Tasks', { authorization: `${head}.${forged}.${signature}` })).status).toBe(401);
    expect((await get('/WORK/Tasks', { authorization: 'Bearer x' })).status).toBe(401);
  });
  test('a refresh token buys access tokens; it can only be taken while the access token lives', async () => {
    const { body } = await call('POST', '/AUTHZ/RefreshTokens', {});
    expect(body.expires_in).toBe(31_536_000);
    minutes(36);
    expect((await call('POST', '/AUTHZ/RefreshTokens', {})).status).toBe(401);
    const renewed = await send(at('/AUTHZ/AccessTokens'), { json: { refreshJwt: body.refresh_token } });
    expect(renewed.body.expires_in).toBe(1800);
    expect((await get('/WORK/Tasks?fetch=1', { authorization: `Bearer ${renewed.body.access_token}` })).status).toBe(200);
    expect(to.counters().tokens).toMatchObject({ 'hubex:serviceToken': 1, 'hubex:refreshToken': 1, 'hubex:refreshJwt': 1 });
    minutes(366 * 24 * 60);
    expect((await send(at('/AUTHZ/AccessTokens'), { json: { refreshJwt: body.refresh_token } })).status).toBe(401);
  });
  test('a refresh token is no access token', async () => {
    const { body } = await call('POST', '/AUTHZ/RefreshTokens', {});
    expect((await get('/WORK/Tasks', { authorization: `Bearer ${body.refresh_token}` })).status).toBe(401);
  });
  test('wrong service token 401, no token 409', async () => {
    expect((await send(at('/AUTHZ/AccessTokens'), { json: { serviceToken: 'wrong' } })).status).toBe(401);
    expect((await send(at('/AUTHZ/AccessTokens'), { json: { tenantID: 1 } })).body).toMatchObject({ code: 'ParameterNull' });
  });
  test('login by Basic, then the choice of a tenant', async () => {
    const basic = { authorization: `Basic ${btoa(`${to.hubex.login}:${to.hubex.password}`)}` };
    const { body } = await call('POST', '/AUTHN/Accounts/login', {}, basic);
    expect(body.tenantEntities).toHaveLength(2);
    const account = { authorization: `Bearer ${body.access_token}` };
    expect((await get('/WORK/Tasks', account)).status).toBe(403);
    const second = body.tenantEntities[1];
    const entered = await call(
      'POST',
      '/AUTHZ/Accounts/authorize',
      { tenantID: second.tenantID, tenantMemberID: second.tenantMemberID },
      account,
    );
    expect(entered.body.tenant.id).toBe(second.tenantID);
    expect((await get('/WORK/Tasks?fetch=1', { authorization: `Bearer ${entered.body.access_token}` })).status).toBe(200);
    expect((await call('POST', '/AUTHZ/Accounts/authorize', { tenantID: 1, tenantMemberID: 99 }, account)).status).toBe(403);
  });
  test('login without the header is 409 ParameterNull [authorization], with a wrong password 401', async () => {
    const { 'x-application-id': application = '' } = headers;
    const without = await send(at('/AUTHN/Accounts/login'), {
      json: { login: 'x', password: 'y' },
      headers: { 'x-application-id': application },
    });
    expect([without.status, without.body.code, without.body.arguments]).toEqual([409, 'ParameterNull', ['authorization']]);
    expect((await call('POST', '/AUTHN/Accounts/login', {}, { authorization: `Basic ${btoa('a:b')}` })).status).toBe(401);
  });
  test('a code sent by SMS signs in once, for five minutes; a wrong one does not', async () => {
    const { phone, code } = to.hubex.sms;
    const { 'x-application-id': application = '' } = headers;
    const post = (path: string, json: object) =>
      send(at(`/AUTHN/Accounts/${path}`), { json, headers: { 'x-application-id': application } });
    expect((await post('smsLogin', { phone, code })).status).toBe(401);
    expect((await post('smsSend', { phone })).status).toBe(200);
    expect((await post('smsLogin', { phone, code: '0000' })).status).toBe(401);
    expect((await post('smsLogin', { phone: '+70000000001', code })).status).toBe(401);
    const { status, body } = await post('smsLogin', { phone, code });
    expect([status, body.tenantEntities.length]).toEqual([200, 2]);
    expect((await post('smsLogin', { phone, code })).status).toBe(401);
    await post('smsSend', { phone });
    minutes(6);
    expect((await post('smsLogin', { phone, code })).status).toBe(401);
    expect(to.counters().tokens['hubex:sms']).toBe(1);
  });
  test('an account or access token buys an access token for a tenant', async () => {
    const grant = (json: object) => send(at('/AUTHZ/AccessTokens'), { json });
    const basic = { authorization: `Basic ${btoa(`${to.hubex.login}:${to.hubex.password}`)}` };
    const account = (await call('POST', '/AUTHN/Accounts/login', {}, basic)).body.access_token;
    const second = await grant({ accessJwt: account, tenantID: 2 });
    expect([second.status, second.body.tenant.id]).toEqual([200, 2]);
    expect((await get('/WORK/Tasks?fetch=1', { authorization: `Bearer ${second.body.access_token}` })).status).toBe(200);
    const again = await grant({ accessJwt: second.body.access_token });
    expect(again.body.tenant.id).toBe(2);
    expect((await grant({ accessJwt: account, tenantID: 99 })).status).toBe(403);
    expect((await grant({ accessJwt: 'x' })).status).toBe(401);
  });
  test('a one-time token is spent by the first call', async () => {
    const grant = () => send(at('/AUTHZ/AccessTokens'), { json: { oneTimeLoginToken: to.hubex.oneTimeLoginToken, tenantID: 1 } });
    expect((await grant()).body.tenant.id).toBe(1);
    expect((await grant()).status).toBe(401);
  });
  test('service tokens are made and withdrawn', async () => {
    const { body } = await call('POST', '/AUTHZ/ServiceTokens', [11]);
    const grant = () => send(at('/AUTHZ/AccessTokens'), { json: { serviceToken: [body].flat()[0].token } });
    expect((await grant()).body.profile.firstName).toBe('Dora');
    expect((await call('DELETE', '/AUTHZ/ServiceTokens', [11])).status).toBe(202);
    expect((await grant()).status).toBe(401);
  });
  test('X-Application-ID is mandatory', async () => {
    const { authorization = '' } = headers;
    expect((await send(at('/WORK/Tasks'), { headers: { authorization } })).status).toBe(403);
    expect((await get('/WORK/Tasks', { 'x-application-id': '9' })).status).toBe(403);
  });
  test('all tokens can be made to expire', async () => {
    to.expireTokens('hubex');
    expect((await get('/WORK/Tasks')).status).toBe(401);
    expect((await get('/WORK/Tasks?fetch=1', await hubexHeaders(to))).status).toBe(200);
  });
});
