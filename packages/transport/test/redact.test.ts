import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authPolicy,
  bearer,
  hooksPolicy,
  redact,
  redactHeaders,
  redactUrl,
  retryPolicy,
  timeoutPolicy,
  type ErrorEvent,
  type Hooks,
} from '../src/index.js';
import { clientOf, failure } from './fixtures.js';
import { json, serve } from './server.js';

const secretPaths = ['/rest/api/{user}/{code}', '/rest/{user}/{code}'];
const code = '5nu3ka6xsnxhmtb9';

describe('redactUrl', () => {
  it.each([
    ['https://api.hubex.ru/fsm/WORK/Tasks/123/stages', 'https://api.hubex.ru/fsm/WORK/Tasks/123/stages'],
    ['https://api.hubex.ru/fsm/WORK/TaskStagingHistory?fetch=5', 'https://api.hubex.ru/fsm/WORK/TaskStagingHistory?fetch=5'],
    ['https://api.workly.io/v1/sign-in/password-reset', 'https://api.workly.io/v1/sign-in/password-reset'],
    ['https://p.bitrix24.com/rest/crm.deal.list.json', 'https://p.bitrix24.com/rest/crm.deal.list.json'],
    [`https://p.bitrix24.com/rest/1/${code}/crm.deal.list`, 'https://p.bitrix24.com/rest/1/***/crm.deal.list'],
    ['https://u:p@example.com/a?token=t&page=2#frag', 'https://example.com/a?token=***&page=2'],
    ['https://example.com/a?eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln=1', 'https://example.com/a?***=***'],
    ['not a url s3cr3t', '***'],
  ])('%s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it('hides what a secret path template names, whatever it looks like', () => {
    expect(redactUrl('https://p.bitrix24.com/rest/1/word/crm.deal.list', { secretPaths })).toBe(
      'https://p.bitrix24.com/rest/***/***/crm.deal.list',
    );
    expect(redactUrl('https://p.bitrix24.com/rest/api/1/word/tasks.task.get', { secretPaths })).toBe(
      'https://p.bitrix24.com/rest/api/***/***/tasks.task.get',
    );
    expect(redactUrl('https://p.bitrix24.com/rest/1/word', { secretPaths })).toBe('https://p.bitrix24.com/rest/***/***');
  });

  it('never shows a webhook code (property)', () => {
    const word = fc.stringMatching(/^[a-z0-9]{10,24}$/);
    fc.assert(
      fc.property(word, fc.constantFrom('', '/crm.deal.list', '/user.get?auth=1'), (secret, rest) => {
        expect(redactUrl(`https://p.example/rest/1/${secret}${rest}`, { secretPaths }).includes(secret)).toBe(false);
      }),
    );
  });

  it('hides codes of 16 letters and digits without being told where they are (property)', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9]{16}$/).filter((text) => !/^\d+$/.test(text)),
        (secret) => {
          expect(redactUrl(`https://p.example/rest/1/${secret}/a`).includes(secret)).toBe(false);
        },
      ),
    );
  });
});

describe('redactHeaders and redact', () => {
  it('show what is listed and hide the rest', () => {
    const headers = new Headers({ authorization: 'Bearer t', cookie: 'c', 'content-type': 'a/b', 'x-new': 'n', 'x-application-id': '5' });
    expect(redactHeaders(headers, { headers: ['X-Application-ID'] })).toEqual({
      authorization: '***',
      'content-type': 'a/b',
      cookie: '***',
      'x-application-id': '5',
      'x-new': '***',
    });
  });

  it('keep the shape of a body and hide values of unknown keys', () => {
    const body = { id: 5, page: 2, title: 'private', nested: { refresh_token: 't', list: [{ id: 1, code: 'c' }] }, gone: null };
    expect(redact(body)).toEqual({
      id: 5,
      page: 2,
      title: '***',
      nested: { refresh_token: '***', list: [{ id: 1, code: '***' }] },
      gone: null,
    });
    expect(redact(body, { keys: ['title'] })).toMatchObject({ title: 'private' });
    expect(redact('token')).toBe('***');
    expect(redact({ id: 'x'.repeat(200) })).toEqual({ id: '***' });
  });

  it('hide keys that are no names, foreign objects and cycles', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(redact({ ['a'.repeat(40)]: 1, date: new Date(), map: new Map([['k', 's3cr3t']]) })).toEqual({
      '***': '***',
      date: '***',
      map: '***',
    });
    expect(JSON.stringify(redact(cyclic))).toContain('***');
  });
});

describe('hooks', () => {
  it('report every attempt, as sent, without a secret', async () => {
    await using server = await serve((_, response, count) =>
      json(response, count === 1 ? 500 : 200, { s: 's3cr3t' }, { 'set-cookie': 's3cr3t', 'x-request-id': 'r1' }),
    );
    const events: [string, object][] = [];
    const record = (name: string) => (event: object) => void events.push([name, event]);
    const hooks: Hooks = {
      onRequest: record('request'),
      onResponse: record('response'),
      onError: record('error'),
    };
    // @ts-expect-error Nobody would call it: repetitions happen outside of the attempt that a hook sees.
    const unwired: Hooks = { onRetry: record('retry') };
    hooksPolicy({ ...unwired });
    const source = { getToken: async () => 's3cr3t' };
    const client = clientOf(
      `${server.baseUrl}/rest/1/s3cr3t`,
      retryPolicy({ baseDelay: 1, onRetry: record('retry') }),
      authPolicy({ source, apply: bearer }),
      timeoutPolicy({ timeout: 5000 }),
      hooksPolicy({ ...hooks, redaction: { secretPaths } }),
    );
    await client.request({ id: 'op', method: 'GET', url: '/user.get', query: { auth: 's3cr3t' } });
    expect(events.map(([name]) => name)).toEqual(['request', 'response', 'retry', 'request', 'response']);
    expect(events[1]![1]).toMatchObject({
      operation: 'op',
      method: 'GET',
      url: `${server.baseUrl}/rest/***/***/user.get?auth=***`,
      status: 500,
      headers: { authorization: '***' },
      responseHeaders: { 'set-cookie': '***', 'x-request-id': 'r1' },
    });
    expect(JSON.stringify(events)).not.toContain('s3cr3t');
  });

  it('report failures by code; a hook that throws changes nothing', async () => {
    await using server = await serve(() => {});
    const codes: string[] = [];
    const onError = (event: ErrorEvent): void => {
      codes.push(event.code);
      throw new Error('hook');
    };
    const client = clientOf(server.baseUrl, timeoutPolicy({ timeout: 50 }), hooksPolicy({ onError }));
    expect((await failure(client.request({ id: 'op', method: 'GET', url: '/x' }))).name).toBe('TimeoutError');
    const signal = AbortSignal.timeout(10);
    await failure(client.request({ id: 'op', method: 'GET', url: '/x', signal }));
    await server.close();
    expect((await failure(client.request({ id: 'op', method: 'GET', url: '/x' }))).name).toBe('NetworkError');
    expect(codes).toEqual(['timeout', 'aborted', 'network']);
  });
});
