import { PortolanError } from '@portolan/transport';
import { describe, expect, it } from 'vitest';
import { bitrix24Application, bitrix24Webhook } from '../src/bitrix24.js';
import { hubexLogin, hubexServiceToken, hubexTokens } from '../src/hubex.js';
import { fileStore } from '../src/node.js';
import { requestPasswordReset, worklyPassword, worklyTokens } from '../src/workly.js';
import { failure, handClock, jwt, shown } from './server.js';

// Every malformed input below holds this, and no error may.
const secret = 's3cr3t';
const good = jwt({ exp: 1 });
const application = { portal: 'p.bitrix24.com', clientId: 'local.1', clientSecret: `${secret}-client` };
const pair = { clientId: 'id', clientSecret: `${secret}-client` };
const person = { username: 'ann@example.com', password: secret };
const app = bitrix24Application(application);
const state = app.createState();
const callback = (query: Record<string, string>, given = state): unknown =>
  app.parseCallback(
    `https://localhost/callback?${new URLSearchParams({ code: secret, state, domain: 'p.bitrix24.com', ...query })}`,
    given,
  );
const late = (): Promise<unknown> => {
  const clock = handClock();
  const parsed = app.parseCallback(`https://localhost/?code=${secret}&state=${state}`, state, { clock });
  clock.move(30_000);
  return app.exchange(parsed, { clock });
};

const cases: [what: string, work: () => unknown, field: string, hint: string][] = [
  ['webhook: missing', () => bitrix24Webhook(''), 'webhook', 'missing'],
  ['webhook: not a URL', () => bitrix24Webhook(`p.bitrix24.com/rest/1/${secret}/`), 'webhook', 'not a URL'],
  ['webhook: http on another host', () => bitrix24Webhook(`http://p.bitrix24.com/rest/1/${secret}/`), 'webhook', 'not https'],
  ['webhook: no user id', () => bitrix24Webhook(`https://p.bitrix24.com/rest/${secret}/`), 'webhook', 'user id'],
  ['webhook: user id 0', () => bitrix24Webhook(`https://p.bitrix24.com/rest/0/${secret}/`), 'webhook', 'user id'],
  ['webhook: no code', () => bitrix24Webhook('https://p.bitrix24.com/rest/1/'), 'webhook', 'code is missing'],
  ['webhook: not /rest/', () => bitrix24Webhook(`https://p.bitrix24.com/crm/1/${secret}/`), 'webhook', '/rest/'],
  ['webhook: a space after it', () => bitrix24Webhook(`https://p.bitrix24.com/rest/1/${secret}/ `), 'webhook', 'white space'],
  ['webhook: a line break in it', () => bitrix24Webhook(`https://p.bitrix24.com/rest/1/\n${secret}/`), 'webhook', 'white space'],
  ['webhook: with a method', () => bitrix24Webhook(`https://p.bitrix24.com/rest/1/${secret}/crm.deal.list.json`), 'webhook', 'method name'],
  ['webhook: with a query', () => bitrix24Webhook(`https://p.bitrix24.com/rest/1/${secret}/?a=1`), 'webhook', 'query'],
  ['webhook: strange code', () => bitrix24Webhook(`https://p.bitrix24.com/rest/1/${secret}%20x/`), 'webhook', 'characters'],
  ['service token: missing', () => hubexServiceToken({ serviceToken: undefined as unknown as string }), 'serviceToken', 'missing'],
  ['service token: empty', () => hubexServiceToken({ serviceToken: '' }), 'serviceToken', 'empty'],
  ['service token: blanks', () => hubexServiceToken({ serviceToken: '  ' }), 'serviceToken', 'empty'],
  ['service token: "undefined"', () => hubexServiceToken({ serviceToken: 'undefined' }), 'serviceToken', 'not set'],
  ['service token: line break', () => hubexServiceToken({ serviceToken: `${secret}\n` }), 'serviceToken', 'line break'],
  ['service token: Bearer', () => hubexServiceToken({ serviceToken: `Bearer ${secret}` }), 'serviceToken', 'Bearer'],
  ['service token: quotes', () => hubexServiceToken({ serviceToken: `"${secret}"` }), 'serviceToken', 'quotes'],
  ['service token: Cyrillic', () => hubexServiceToken({ serviceToken: `${secret}я` }), 'serviceToken', 'characters'],
  ['HubEx base URL: http', () => hubexServiceToken({ serviceToken: secret, baseUrl: 'http://api.hubex.ru' }), 'baseUrl', 'https'],
  [
    'HubEx base URL: credentials',
    () => hubexServiceToken({ serviceToken: 'x', baseUrl: `https://u:${secret}@api.hubex.ru` }),
    'baseUrl',
    'user info',
  ],
  ['access token: not a JWT', () => hubexTokens({ accessToken: secret }), 'accessToken', 'JWT'],
  ['access token: two parts', () => hubexTokens({ accessToken: good.split('.').slice(0, 2).join('.') }), 'accessToken', 'JWT'],
  ['access token: payload is no JSON', () => hubexTokens({ accessToken: `${good.split('.')[0]}.${secret}.x` }), 'accessToken', 'JWT'],
  ['refresh token: not a JWT', () => hubexTokens({ accessToken: good, refreshToken: secret }), 'refreshToken', 'JWT'],
  ['login: empty', () => hubexLogin({ login: '', password: secret }), 'login', 'empty'],
  ['login: with the password', () => hubexLogin({ login: `ann:${secret}`, password: 'x' }), 'login', 'colon'],
  ['password: missing', () => hubexLogin({ login: 'ann', password: undefined as unknown as string }), 'password', 'missing'],
  ['portal: with a path', () => bitrix24Application({ ...application, portal: 'https://p.bitrix24.com/crm/' }), 'portal', 'path'],
  ['portal: http', () => bitrix24Application({ ...application, portal: 'http://p.bitrix24.com' }), 'portal', 'https'],
  ['portal: blank', () => bitrix24Application({ ...application, portal: ' ' }), 'portal', 'missing'],
  ['client secret: line break', () => bitrix24Application({ ...application, clientSecret: `${secret}\r\n` }), 'clientSecret', 'line break'],
  ['token URL: http', () => bitrix24Application({ ...application, tokenUrl: 'http://oauth.example.com/' }), 'tokenUrl', 'https'],
  ['state: guessable', () => app.authorizeUrl('1234'), 'state', 'short'],
  ['callback: not a URL', () => app.parseCallback(secret, state), 'callback', 'not a URL'],
  ['callback: no code', () => app.parseCallback(`https://localhost/?state=${state}`, state), 'code', 'missing'],
  ['callback: strange code', () => callback({ code: `${secret} "` }), 'code', 'malformed'],
  ['callback: access denied', () => callback({ error: 'access_denied' }), 'callback', 'denied'],
  ['callback: another error', () => callback({ error: secret }), 'callback', 'error'],
  ['callback: wrong state', () => callback({ state: `${secret}${state.slice(6)}` }), 'state', 'began'],
  ['callback: no state', () => callback({ state: '' }), 'state', 'began'],
  ['callback: access denied, but with a wrong state', () => callback({ error: 'access_denied', state: 'x' }), 'state', 'began'],
  ['callback: another portal', () => callback({ domain: `${secret}.bitrix24.com` }), 'domain', 'p.bitrix24.com'],
  ['callback: unknown OAuth host', () => callback({ server_domain: `${secret}.example.com` }), 'server_domain', 'authorization server'],
  [
    'callback: OAuth host with a path',
    () => callback({ server_domain: `oauth.bitrix.info/../${secret}` }),
    'server_domain',
    'authorization server',
  ],
  [
    'callback: OAuth host as a subdomain',
    () => callback({ server_domain: `oauth.bitrix.info.${secret}.com` }),
    'server_domain',
    'authorization server',
  ],
  ['callback: expired', late, 'code', '30 seconds'],
  ['Workly client id: empty', () => worklyPassword({ ...person, ...pair, clientId: '' }), 'clientId', 'empty'],
  ['Workly user name: missing', () => worklyPassword({ ...person, ...pair, username: '' }), 'username', 'empty'],
  ['Workly password: empty', () => worklyPassword({ ...person, ...pair, password: '' }), 'password', 'empty'],
  ['Workly token: Bearer', () => worklyTokens({ ...pair, accessToken: `Bearer ${secret}` }), 'accessToken', 'Bearer'],
  ['Workly e-mail', () => requestPasswordReset({ email: secret }), 'email', 'e-mail'],
  ['token file: empty path', () => fileStore(' '), 'path', 'empty'],
];

describe('malformed input gives an error that names the field and the remedy and keeps the secret', () => {
  it.each(cases)('%s', async (_, work, field, hint) => {
    const error = await failure<PortolanError & { field: string; remedy: string }>(() => work());
    expect(error).toBeInstanceOf(PortolanError);
    expect(error.name).toMatch(/^(Usage|Auth)Error$/);
    expect(error.field).toBe(field);
    expect(error.message).toContain(field);
    expect(error.message).toContain(hint);
    expect(error.remedy.length).toBeGreaterThan(8);
    expect(error.message).toContain(error.remedy);
    // The stack may name test cases, so look at what the error itself says.
    expect(shown(Object.assign(error, { stack: '' }))).not.toContain(secret);
  });

  it('in more than the thirty ways that are asked for', () => {
    expect(cases.length).toBeGreaterThan(30);
  });
});
