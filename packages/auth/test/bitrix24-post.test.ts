import fc from 'fast-check';
import { inspect } from 'node:util';
import { UsageError } from '@portolan/transport';
import { describe, expect, it } from 'vitest';
import { parseBitrix24EventAuth, parseBitrix24Launch, type PostFields, readBitrix24Post } from '../src/bitrix24.js';
import { AuthError } from '../src/index.js';
import { failure, handClock } from './server.js';

const form = (body: string, url = 'https://app.example.com/') =>
  readBitrix24Post({ body, url, contentType: 'application/x-www-form-urlencoded' });
const fields = async (body: string): Promise<PostFields> => (await form(body)).fields;

describe('a form with PHP brackets', () => {
  it.each<[string, string, object]>([
    ['nested', 'data[FIELDS][ID]=7&event=ONCRMDEALADD', { data: { FIELDS: { ID: '7' } }, event: 'ONCRMDEALADD' }],
    ['a list', 'x[0]=a&x[1]=b', { x: ['a', 'b'] }],
    ['a list without numbers', 'x[]=a&x[]=b', { x: ['a', 'b'] }],
    ['numbers with gaps', 'x[3]=a&x[9]=b', { x: { 3: 'a', 9: 'b' } }],
    ['records in a list', 'x[0][ID]=1&x[1][ID]=2', { x: [{ ID: '1' }, { ID: '2' }] }],
    ['encoded', 'a%5Bb%5D=%D0%B4+1', { a: { b: 'д 1' } }],
    ['a text that becomes a map', 'a=1&a[b]=2', { a: { b: '2' } }],
    ['a bracket that never ends', 'a[b=1', { a: '1' }],
    ['empty', '', {}],
  ])('%s', async (_, body, wanted) => expect(await fields(body)).toEqual(wanted));

  it('treats the names that JavaScript gives a meaning as names', async () => {
    const read = await fields('__proto__[polluted]=1&constructor[prototype][polluted]=1');
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it('takes JSON, and the parameters of the address apart', async () => {
    const read = await readBitrix24Post(
      new Request('https://x/?DOMAIN=p.bitrix24.com', {
        method: 'POST',
        body: '{"a":{"b":[1]}}',
        headers: { 'content-type': 'application/json' },
      }),
    );
    expect(read).toEqual({ query: { DOMAIN: 'p.bitrix24.com' }, fields: { a: { b: [1] } } });
  });

  it.each([
    ['too large', 'x'.repeat(1_000_001)],
    ['too many fields', 'a=1&'.repeat(1_001)],
    ['nested too deeply', `a${'[b]'.repeat(20)}=1`],
    ['broken JSON', '{"a":'],
  ])('refuses what is %s', async (_, body) => expect(await failure(fields(body))).toMatchObject({ name: 'UsageError', field: 'body' }));

  it('stops reading a stream that is larger than announced', async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(200_000).fill(97 + (sent += 1))) });
    const request = new Request('https://x/', { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(await failure(readBitrix24Post(request))).toMatchObject({ field: 'body' });
    expect(sent).toBeLessThan(20);
  });
});

describe('a launch in a frame', () => {
  const body =
    'AUTH_ID=acc3ss&AUTH_EXPIRES=3600&REFRESH_ID=r3fresh&SERVER_ENDPOINT=https%3A%2F%2Foauth.bitrix24.tech%2Frest%2F&APPLICATION_TOKEN=pr00f' +
    '&APPLICATION_SCOPE=crm,task&member_id=m1&status=L&PLACEMENT=CRM_DEAL_DETAIL_TAB&PLACEMENT_OPTIONS=%7B%22ID%22%3A%227%22%7D';
  const launch = async (change: (text: string) => string = (text) => text, query = 'DOMAIN=p.bitrix24.com&PROTOCOL=1&LANG=en&APP_SID=s') =>
    parseBitrix24Launch(await form(change(body), `https://app.example.com/?${query}`), handClock(0));

  it('is read whole', async () => {
    const read = await launch();
    expect(read).toMatchObject({
      portal: 'p.bitrix24.com',
      memberId: 'm1',
      language: 'en',
      placement: 'CRM_DEAL_DETAIL_TAB',
      placementOptions: { ID: '7' },
    });
    expect(read.applicationToken).toBe('pr00f');
    expect(read.tokens).toMatchObject({
      accessToken: 'acc3ss',
      refreshToken: 'r3fresh',
      expiresAt: 3_600_000,
      details: {
        portal: 'p.bitrix24.com',
        memberId: 'm1',
        clientEndpoint: 'https://p.bitrix24.com/rest/',
        tokenHost: 'oauth.bitrix24.tech',
        status: 'L',
        scope: 'crm,task',
      },
    });
  });

  it('shows no secret when logged', async () => {
    const read = await launch();
    expect(JSON.stringify(read) + inspect(read)).not.toMatch(/acc3ss|r3fresh|pr00f/);
  });

  it.each<[string, (text: string) => string, string, string]>([
    ['no token', (text) => text.replace('AUTH_ID', 'X'), 'DOMAIN=p.bitrix24.com', 'AUTH_ID'],
    ['a token with a line break', (text) => text.replace('acc3ss', 'a%0Ab'), 'DOMAIN=p.bitrix24.com', 'AUTH_ID'],
    ['no portal', (text) => text, '', 'domain'],
    ['a portal with a path', (text) => text, 'DOMAIN=evil.example/x', 'domain'],
    ['a portal with user info', (text) => text, 'DOMAIN=p.bitrix24.com@evil.example', 'domain'],
    ['a portal over plain http', (text) => text, 'DOMAIN=p.bitrix24.com&PROTOCOL=0', 'domain'],
    ['no member id', (text) => text.replace('member_id=m1', ''), 'DOMAIN=p.bitrix24.com', 'member_id'],
    ['a member id that is a path', (text) => text.replace('member_id=m1', 'member_id=..%2Fm1'), 'DOMAIN=p.bitrix24.com', 'member_id'],
  ])('with %s is refused without quoting it', async (_, change, query, field) => {
    const error = await failure<AuthError>(launch(change, query));
    expect(error).toMatchObject({ name: 'AuthError', code: 'callback', field });
    expect(String(error)).not.toMatch(/acc3ss|r3fresh|pr00f|evil/);
  });

  it('never promises tokens a longer life than they have', async () => {
    expect((await launch((text) => text.replace('AUTH_EXPIRES=3600', 'AUTH_EXPIRES=99999999'))).tokens.expiresAt).toBe(3_600_000);
  });
});

describe('whatever is sent', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.json({ maxDepth: 3 }),
    fc
      .array(
        fc.tuple(
          fc.constantFrom('AUTH_ID', 'auth[domain]', 'auth[member_id]', 'member_id', 'DOMAIN', 'a[[]]]', '[', '__proto__[x]'),
          fc.string(),
        ),
      )
      .map((pairs) => String(new URLSearchParams(pairs))),
  );
  it('is read, or refused with an error for people', async () => {
    await fc.assert(
      fc.asyncProperty(anything, fc.boolean(), async (body, json) => {
        try {
          const read = await readBitrix24Post({ body, url: `/x?${body}`, contentType: json ? 'application/json' : '' });
          for (const parse of [() => parseBitrix24Launch(read), () => parseBitrix24EventAuth(read.fields['auth'])]) {
            try {
              parse();
            } catch (error) {
              if (!(error instanceof AuthError)) throw error;
            }
          }
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
        }
      }),
    );
  });
});
