import { describe, expect, it } from 'vitest';
import { bearer, createClient, fieldReason, refusal, standardPipeline, type Call, type WireOptions } from '../src/index.js';
import { failure } from './fixtures.js';
import { json, serve } from './server.js';

const call: Call = { id: 'op', method: 'GET', url: '/x' };

describe('the standard pipeline', () => {
  it('repeats outside of signing, waits for a place before every attempt, and lets the caller look last', async () => {
    await using server = await serve((_, response, count) => json(response, [503, 401, 200][count - 1]!, {}));
    const steps: string[] = [];
    const handler = standardPipeline({
      retry: { baseDelay: 1 },
      auth: { source: { getToken: async ({ rejected } = {}) => (rejected ? 'new' : 'old') }, apply: bearer },
      limiter: (next) => (request) => (steps.push('limiter'), next(request)),
      policies: [(next) => (request) => (steps.push(request.headers.get('authorization') ?? ''), next(request))],
    });
    await createClient({ baseUrl: server.baseUrl, handler }).request(call);
    expect(steps).toEqual(['limiter', 'Bearer old', 'limiter', 'Bearer old', 'limiter', 'Bearer new']);
  });

  it.each<[string, WireOptions & { each?: unknown }, number]>([
    ['a timeout that is no number', { timeout: 's3cr3t' as unknown as number }, 0],
    ['a negative timeout', { timeout: -1 }, 0],
    ['a timeout of a call that is no number', { each: 'soon' }, 0],
    ['attempts that are no number mean one', { retry: { attempts: 's3cr3t' as unknown as number, baseDelay: 1 } }, 1],
  ])('%s', async (_, { each, ...options }, sent) => {
    await using server = await serve((_seen, response) => json(response, 503, {}));
    const client = createClient({ baseUrl: server.baseUrl, handler: standardPipeline(options) });
    const error = await failure(client.request({ ...call, ...(each !== undefined && { timeout: each as number }) }));
    if (sent === 0) expect(error).toMatchObject({ name: 'UsageError', field: 'timeout', remedy: 'Pass milliseconds.' });
    expect(server.seen).toHaveLength(sent);
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain('s3cr3t');
  });

  it('a timeout of 0, or one that timers cannot take, is none', async () => {
    await using server = await serve((_, response) => void setTimeout(() => json(response, 200, {}), 30));
    for (const timeout of [0, Infinity, 2 ** 40])
      await createClient({ baseUrl: server.baseUrl, handler: standardPipeline({ timeout }) }).request(call);
    expect(server.seen).toHaveLength(3);
  });
});

describe('refusal', () => {
  const of = (status: number, more: object = {}, headers: Record<string, string> = {}): string =>
    refusal({ provider: 'P', operation: 'op', response: new Response(null, { status, headers }), body: null, ...more }).message;

  it.each([
    [
      'code, reason and the general remedy',
      of(404, { code: 12, reason: 'None.' }),
      'op: P answered 404 12: None. Check the id and the address.',
    ],
    ['no code', of(401), 'op: P answered 401 http_401. Sign in again.'],
    ['a server in trouble', of(502), 'op: P answered 502 http_502. Try again later.'],
    ['anything else', of(409, { code: 'X', reason: '' }), 'op: P answered 409 X. Check the fields against the documentation.'],
    ['the provider’s remedy, by code first', of(403, { code: 'A', remedies: { A: 'a.', 403: 'b.' } }), 'op: P answered 403 A. a.'],
    ['the provider’s remedy by status', of(403, { code: 'B', remedies: { A: 'a.', 403: 'b.' } }), 'op: P answered 403 B. b.'],
  ])('%s', (_, message, expected) => expect(message).toBe(expected));

  it('says how long to wait, and names fields', () => {
    const response = new Response(null, { status: 429, headers: { 'retry-after': '7' } });
    expect(refusal({ provider: 'P', operation: 'op', response, body: 1 })).toMatchObject({
      retryAfter: 7,
      status: 429,
      code: 'http_429',
      body: 1,
    });
    expect(fieldReason([{ field: 'a', message: 'too long' }, {}])).toBe('a: too long; a field: not accepted');
    expect(fieldReason([])).toBeUndefined();
  });
});
