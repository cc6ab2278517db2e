import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { allow, bitrixTokens, sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());
const grant = (fields: Record<string, string>) =>
  send(to.bitrix24.tokenUrl, { form: { client_id: to.bitrix24.clientId, client_secret: to.bitrix24.clientSecret, ...fields } });
const rest = (auth: unknown, path = 'profile') => send(`${to.bitrix24.origin}/rest/${path}`, { json: { auth } });

test('the page shows who asks, with Allow and Deny, and escapes what it shows', async () => {
  const page = await send(`${to.bitrix24.authorizeUrl}?client_id=${to.bitrix24.clientId}&state=${encodeURIComponent('"><script>')}`);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.text).toContain('id="allow"');
  expect(page.text).toContain('id="deny"');
  expect(page.text).not.toContain('<script>');
});
test('Allow redirects with code, state, domain, member_id, scope and server_domain', async () => {
  const parameters = await allow(to, { state: 'xyz', redirect_uri: 'http://127.0.0.1:9/callback' });
  expect(Object.fromEntries(parameters)).toMatchObject({
    state: 'xyz',
    domain: to.bitrix24.portal,
    member_id: expect.any(String),
    server_domain: to.bitrix24.portal,
  });
  expect(parameters.get('scope')?.split(',')).toContain('crm');
});
test('without redirect_uri the registered address is used', async () => {
  to.registerBitrix24Redirect('vscode://portolan.portolan/callback');
  const { headers } = await send(to.bitrix24.authorizeUrl, {
    form: { client_id: to.bitrix24.clientId, decision: 'allow' },
    redirect: 'manual',
  });
  expect(headers.get('location')).toMatch(/^vscode:\/\/portolan\.portolan\/callback\?code=/);
});
test('Deny redirects with an error and no code', async () => {
  const parameters = await allow(to, { decision: 'deny' });
  expect([parameters.get('error'), parameters.get('code')]).toEqual(['access_denied', null]);
});
test('refuses unknown applications and addresses that are none', async () => {
  expect((await send(`${to.bitrix24.authorizeUrl}?client_id=x`)).body.error).toBe('invalid_client');
  expect((await send(`${to.bitrix24.authorizeUrl}?client_id=${to.bitrix24.clientId}&redirect_uri=javascript:alert(1)`)).status).toBe(400);
});
test('a code is good for 30 seconds and once', async () => {
  const code = (await allow(to)).get('code') ?? '';
  const { body } = await grant({ grant_type: 'authorization_code', code });
  expect(body).toMatchObject({ expires_in: 3600, client_endpoint: `${to.bitrix24.origin}/rest/`, status: 'L' });
  expect(body.token_type).toBeUndefined();
  expect((await grant({ grant_type: 'authorization_code', code })).body.error).toBe('invalid_grant');
  const late = (await allow(to)).get('code') ?? '';
  to.clock.advance(31_000);
  expect((await grant({ grant_type: 'authorization_code', code: late })).body.error).toBe('invalid_grant');
});
test('GET works as well, a wrong secret does not', async () => {
  const code = (await allow(to)).get('code') ?? '';
  const query = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: to.bitrix24.clientId,
    client_secret: to.bitrix24.clientSecret,
    code,
  });
  expect((await send(`${to.bitrix24.tokenUrl}?${query}`)).status).toBe(200);
  expect((await grant({ client_secret: 'x', grant_type: 'refresh_token', refresh_token: 'x' })).body.error).toBe('invalid_client');
  expect((await grant({ grant_type: 'password' })).body.error).toBe('invalid_request');
});
test('the access token opens methods for an hour, then expired_token', async () => {
  const { access_token: token } = await bitrixTokens(to);
  expect((await rest(token)).body.result.ID).toBe('1');
  expect((await send(`${to.bitrix24.origin}/rest/profile?auth=${token}`)).status).toBe(200);
  expect((await rest(token, 'api/tasks.task.list')).status).toBe(200);
  expect((await rest(token, 'app.info')).status).toBe(200);
  to.clock.advance(3_601_000);
  const { status, body } = await rest(token);
  expect([status, body.error]).toEqual([401, 'expired_token']);
  expect((await rest(token, 'api/tasks.task.list')).body.error.code).toBe('expired_token');
  expect((await rest('nonsense')).body.error).toBe('NO_AUTH_FOUND');
});
test('every renewal replaces the refresh token; the old one is refused', async () => {
  const first = await bitrixTokens(to);
  const second = await bitrixTokens(to, { grant_type: 'refresh_token', refresh_token: first['refresh_token'] ?? '' });
  expect(second['refresh_token']).not.toBe(first['refresh_token']);
  expect((await rest(second['access_token'])).status).toBe(200);
  expect((await grant({ grant_type: 'refresh_token', refresh_token: first['refresh_token'] ?? '' })).body.error).toBe('invalid_grant');
  to.clock.advance(181 * 86_400_000);
  expect((await grant({ grant_type: 'refresh_token', refresh_token: second['refresh_token'] ?? '' })).body.error).toBe('invalid_grant');
  expect(to.counters().tokens).toEqual({ 'bitrix24:authorization_code': 1, 'bitrix24:refresh_token': 1 });
});
