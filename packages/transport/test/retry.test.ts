import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NetworkError, retryPolicy, TimeoutError, timeoutPolicy, type Handler, type RetryEvent } from '../src/index.js';
import { createVirtualClock } from '../src/testing.js';
import { clientOf, failure, wire } from './fixtures.js';
import { json, serve } from './server.js';

const exchange = { operation: 'op', url: 'https://example.com/a', repeatable: true };

/** A handler that gives these outcomes in turn; the last one again and again. */
function script(...outcomes: (Response | Error)[]): Handler & { calls: number } {
  const handler = Object.assign(
    async () => {
      const outcome = outcomes[Math.min(handler.calls, outcomes.length - 1)]!;
      handler.calls += 1;
      if (outcome instanceof Error) throw outcome;
      return outcome.clone();
    },
    { calls: 0 },
  );
  return handler;
}
const status = (code: number, headers: Record<string, string> = {}): Response => new Response('{}', { status: code, headers });

describe('what is repeated', () => {
  const network = new NetworkError(exchange);
  const timeout = new TimeoutError(exchange, 1);
  it.each<[string, boolean, Response | Error, number]>([
    ['a read after a lost connection', true, network, 3],
    ['a read after a timeout', true, timeout, 3],
    ['a read after 500', true, status(500), 3],
    ['a read after 502', true, status(502), 3],
    ['a read after 503', true, status(503), 3],
    ['a read after 504', true, status(504), 3],
    ['a read after 429', true, status(429), 3],
    ['a read after 400, once', true, status(400), 1],
    ['a read after 404, once', true, status(404), 1],
    ['a read after a bug in a handler, once', true, new Error('bug'), 1],
    ['a write after a lost connection, once', false, network, 1],
    ['a write after a timeout, once', false, timeout, 1],
    ['a write after 500, once', false, status(500), 1],
    ['a write after 502, once', false, status(502), 1],
    ['a write after 503, once', false, status(503), 1],
    ['a write after 503 with Retry-After, once', false, status(503, { 'retry-after': '1' }), 1],
    ['a write after 429, once', false, status(429), 1],
  ])('%s', async (_, repeatable, outcome, calls) => {
    const clock = createVirtualClock();
    const handler = script(outcome);
    const promise = clock.run(retryPolicy({ clock })(handler)(wire({ repeatable })));
    if (outcome instanceof Error) expect(await failure(promise)).toBe(outcome);
    else expect((await promise).status).toBe(outcome.status);
    expect(handler.calls).toBe(calls);
  });

  it('a write when the server says that it was not carried out', async () => {
    const clock = createVirtualClock();
    const limited = new Response('{"error":"QUERY_LIMIT_EXCEEDED"}', { status: 503 });
    const handler = script(limited, status(200));
    const notExecuted = async (response: Response): Promise<boolean> => (await response.clone().text()).includes('QUERY_LIMIT');
    const response = await clock.run(retryPolicy({ clock, notExecuted })(handler)(wire({ repeatable: false })));
    expect(response.status).toBe(200);
    expect(handler.calls).toBe(2);
  });

  it('nothing whose body is a stream', async () => {
    const clock = createVirtualClock();
    const handler = script(status(503));
    await clock.run(retryPolicy({ clock, notExecuted: () => true })(handler)(wire({ body: new ReadableStream() })));
    expect(handler.calls).toBe(1);
  });

  it('what shouldRetry says, for reads only', async () => {
    const clock = createVirtualClock();
    const shouldRetry = (response: Response): boolean => response.status === 404;
    const read = script(status(404), status(200));
    expect((await clock.run(retryPolicy({ clock, shouldRetry })(read)(wire()))).status).toBe(200);
    const write = script(status(404), status(200));
    expect((await clock.run(retryPolicy({ clock, shouldRetry })(write)(wire({ repeatable: false })))).status).toBe(404);
  });

  it('a read whose answer broke off, over real HTTP; a write not', async () => {
    await using server = await serve((_, response, count) => {
      if (count !== 1 && count !== 3) return json(response, 200, { count });
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setTimeout(() => response.destroy(), 10);
    });
    const clock = createVirtualClock();
    const client = clientOf(server.baseUrl, retryPolicy({ clock }));
    expect((await clock.run(client.request({ id: 'op', method: 'GET', url: '/x' }))).data).toEqual({ count: 2 });
    expect(await failure(clock.run(client.request({ id: 'op', method: 'POST', url: '/x', body: {} })))).toBeInstanceOf(NetworkError);
    expect(server.seen).toHaveLength(3);
  });

  it('never more than `attempts` in all, whatever the outcomes (property)', async () => {
    const outcome = fc.constantFrom<Response | Error>(
      network,
      timeout,
      status(500),
      status(429),
      status(503, { 'retry-after': '2' }),
      status(200),
      status(400),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (outcomes, attempts, repeatable) => {
          let now = 0;
          const clock = { now: () => now, random: () => 1, sleep: async (ms: number) => void (now += ms) };
          const handler = script(...outcomes);
          await retryPolicy({ attempts, clock })(handler)(wire({ repeatable })).catch(() => {});
          expect(handler.calls).toBeLessThanOrEqual(repeatable ? attempts : 1);
        },
      ),
    );
  });
});

describe('how long it waits', () => {
  const waits = async (options: object, ...outcomes: Response[]): Promise<readonly number[]> => {
    const clock = createVirtualClock({ now: Date.UTC(2030, 0, 1), random: 0.5 });
    await clock.run(retryPolicy({ clock, ...options })(script(...outcomes))(wire()));
    return clock.sleeps;
  };

  it('backs off with full jitter up to the bound', async () => {
    expect(await waits({ attempts: 7 }, status(500))).toEqual([250, 500, 1000, 2000, 4000, 4000]);
    expect(await waits({ attempts: 3, baseDelay: 100, maxDelay: 150 }, status(500))).toEqual([50, 75]);
  });

  it.each([
    ['seconds', '7', 7000],
    ['seconds with a fraction', '0.5', 500],
    ['a date', 'Tue, 01 Jan 2030 00:00:12 GMT', 12_000],
    ['a date in the past', 'Mon, 01 Jan 2029 00:00:00 GMT', 0],
    ['a negative number', '-3', 0],
    ['nonsense, so it backs off', 'soon', 250],
  ])('Retry-After: %s', async (_, value, wait) => {
    expect(await waits({}, status(503, { 'retry-after': value }), status(200))).toEqual([wait]);
  });

  it('hands the answer over when Retry-After is too long', async () => {
    expect(await waits({}, status(429, { 'retry-after': '61' }))).toEqual([]);
    expect(await waits({ maxRetryAfter: 90_000 }, status(429, { 'retry-after': '61' }), status(200))).toEqual([61_000]);
  });

  it('tells of every repetition; a hook that throws changes nothing', async () => {
    const events: RetryEvent[] = [];
    const onRetry = (event: RetryEvent): void => {
      events.push(event);
      throw new Error('hook');
    };
    expect(await waits({ onRetry }, status(500), status(429, { 'retry-after': '1' }), status(200))).toHaveLength(2);
    expect(events).toEqual([
      { operation: 'op', attempt: 1, delay: 250, reason: 500 },
      { operation: 'op', attempt: 2, delay: 1000, reason: 429 },
    ]);
  });

  it('stops waiting when the caller aborts', async () => {
    const clock = createVirtualClock();
    const stop = new AbortController();
    const handler = script(status(500));
    const call = failure(retryPolicy({ clock })(handler)(wire({ signal: stop.signal })));
    await clock.advance(0);
    stop.abort(new Error('enough'));
    expect((await call).message).toBe('enough');
    expect(handler.calls).toBe(1);
  });
});

describe('timeout', () => {
  it('ends an attempt that takes too long, real HTTP', async () => {
    await using server = await serve(() => {});
    const error = await failure(clientOf(server.baseUrl, timeoutPolicy({ timeout: 50 })).request({ id: 'op', method: 'POST', url: '/x' }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ code: 'timeout', timeout: 50, operation: 'op' });
    expect(error.message).toContain('may have been carried out');
  });

  it('covers the body', async () => {
    await using server = await serve((_, response) => void response.writeHead(200).write('{'));
    expect(
      await failure(clientOf(server.baseUrl, timeoutPolicy({ timeout: 50 })).request({ id: 'op', method: 'GET', url: '/x' })),
    ).toBeInstanceOf(TimeoutError);
  });

  it('counts per attempt: a repeated read gets its full time again', async () => {
    await using server = await serve((_, response, count) => void (count > 1 && json(response, 200, { count })));
    const noWait = { ...createVirtualClock(), random: () => 0, sleep: async () => {} };
    const client = clientOf(server.baseUrl, retryPolicy({ clock: noWait }), timeoutPolicy({ timeout: 1000 }));
    expect((await client.request({ id: 'op', method: 'GET', url: '/x' })).data).toEqual({ count: 2 });
  });

  it('can be set per call, and switched off', async () => {
    await using server = await serve((_, response) => void setTimeout(() => json(response, 200, {}), 60));
    const client = clientOf(server.baseUrl, timeoutPolicy({ timeout: 20 }));
    await client.request({ id: 'op', method: 'GET', url: '/x', timeout: 5000 });
    await client.request({ id: 'op', method: 'GET', url: '/x', timeout: 0 });
    expect(await failure(client.request({ id: 'op', method: 'GET', url: '/x' }))).toBeInstanceOf(TimeoutError);
  });

  it('ends even a handler that ignores its signal', async () => {
    const clock = createVirtualClock();
    const call = failure(timeoutPolicy({ timeout: 100, clock })(() => new Promise(() => {}))(wire()));
    await clock.advance(100);
    expect(await call).toBeInstanceOf(TimeoutError);
  });

  it('ends a handler that ignores its signal when the caller aborts', async () => {
    const stop = new AbortController();
    const call = failure(timeoutPolicy({ timeout: 60_000 })(() => new Promise(() => {}))({ ...wire(), signal: stop.signal }));
    stop.abort(new Error('enough'));
    expect((await call).message).toBe('enough');
  });

  it('gives the caller’s reason when the caller aborts, and still reaches a streamed body', async () => {
    await using server = await serve((_, response) => void response.writeHead(200).write('x'));
    const stop = new AbortController();
    const client = clientOf(server.baseUrl, timeoutPolicy({ timeout: 40 }));
    const { response } = await client.request({ id: 'op', method: 'GET', url: '/x', parse: 'response', signal: stop.signal });
    await new Promise((resolve) => setTimeout(resolve, 80));
    const body = failure(response.text());
    stop.abort(new Error('enough'));
    expect((await body).message).toBe('enough');
  });
});
