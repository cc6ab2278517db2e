import { ApiError, authPolicy, bearer, createClient, fetchHandler, pipeline } from '@portolan/transport';
import { describe, expect, it } from 'vitest';
import { AuthError, createSession, memoryStore, type FlowContext, type TokenFlow, type TokenSet, type TokenStore } from '../src/index.js';
import { failure, handClock, serve } from './server.js';

const minute = 60_000;

interface TestFlow extends TokenFlow {
  signIns: number;
  renewals: number;
  /** Set to make the next renewals fail. */
  fault: Error | undefined;
  /** Renewals wait for it. */
  gate: Promise<void>;
}

/** A flow that counts: tokens are `a1`, `a2`, ... and live half an hour. */
function countingFlow(clock: { now(): number }, canSignIn = true): TestFlow {
  const make = ({ clock: { now } }: FlowContext, name: string): TokenSet => ({
    accessToken: name,
    refreshToken: `r-${name}`,
    obtainedAt: now(),
    expiresAt: now() + 30 * minute,
  });
  void clock;
  const flow: TestFlow = {
    name: 'test',
    signIns: 0,
    renewals: 0,
    fault: undefined,
    gate: Promise.resolve(),
    async signIn(context) {
      flow.signIns += 1;
      await flow.gate;
      if (!canSignIn) throw new AuthError({ code: 'sign_in_required', field: 'session', problem: 'nobody', remedy: 'Sign in.' });
      return make(context, `s${flow.signIns}`);
    },
    async renew(_, context) {
      flow.renewals += 1;
      await flow.gate;
      if (flow.fault) throw flow.fault;
      return make(context, `a${flow.renewals}`);
    },
  };
  return flow;
}
const refused = (): AuthError => new AuthError({ code: 'refused', field: 'refreshToken', problem: 'refused', remedy: 'Sign in.' });
const unreachable = (): AuthError => new AuthError({ code: 'unreachable', field: 'refreshToken', problem: 'no answer', remedy: 'Wait.' });

function setUp(store: TokenStore = memoryStore(), canSignIn = true) {
  const clock = handClock();
  const flow = countingFlow(clock, canSignIn);
  const session = createSession({ flow, clock, store });
  return { clock, flow, store, session };
}

describe('1,000 concurrent calls with an expired token', () => {
  it('cause one renewal, and none fails: the server refuses the token', async () => {
    const { flow, session, store, clock } = setUp();
    // As after a restart: the stored token seems good, but the server thinks otherwise.
    await store.set('test', { accessToken: 'old', refreshToken: 'r', expiresAt: clock.now() + 30 * minute });
    await using server = await serve(({ headers }) => (headers.authorization === 'Bearer a1' ? [200, { ok: true }] : [401, {}]));
    const client = createClient({
      baseUrl: server.baseUrl,
      handler: pipeline([authPolicy({ source: session, apply: bearer })], fetchHandler()),
      toError: ({ status }) => new ApiError({ message: `${status}`, status, code: '', operation: 'op' }),
    });
    const results = await Promise.all(
      Array.from({ length: 1000 }, (_, n) => client.request({ id: 'op', method: n % 2 ? 'POST' : 'GET', url: '/x' })),
    );
    expect(results.every(({ data }) => (data as { ok: boolean }).ok)).toBe(true);
    expect(flow).toMatchObject({ renewals: 1, signIns: 0 });
    expect(server.seen).toHaveLength(2000);
  }, 30_000);

  it('cause one renewal before anything is sent: the token is known to be dead', async () => {
    const { flow, session, store, clock } = setUp();
    await store.set('test', { accessToken: 'old', refreshToken: 'r', expiresAt: clock.now() - 1 });
    await using server = await serve(({ headers }) => (headers.authorization === 'Bearer a1' ? [200, {}] : [401, {}]));
    const client = createClient({
      baseUrl: server.baseUrl,
      handler: pipeline([authPolicy({ source: session, apply: bearer })], fetchHandler()),
      toError: ({ status }) => new ApiError({ message: `${status}`, status, code: '', operation: 'op' }),
    });
    await Promise.all(Array.from({ length: 1000 }, () => client.request({ id: 'op', method: 'GET', url: '/x' })));
    expect(flow).toMatchObject({ renewals: 1, signIns: 0 });
    expect(server.seen).toHaveLength(1000);
  }, 30_000);

  it('cause one sign-in on a cold start', async () => {
    const { flow, session } = setUp();
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => session.getToken()));
    expect(new Set(tokens)).toEqual(new Set(['s1']));
    expect(flow).toMatchObject({ renewals: 0, signIns: 1 });
  });
});

describe('when to renew', () => {
  it('not while the token is fresh, early before it dies', async () => {
    const { flow, session, clock } = setUp();
    expect(await session.getToken()).toBe('s1');
    clock.move(29 * minute - 1);
    expect(await session.getToken()).toBe('s1');
    clock.move(1);
    expect(await session.getToken()).toBe('a1');
    expect(flow.renewals).toBe(1);
  });

  it('for short-lived tokens a fifth of their life before', async () => {
    const clock = handClock();
    const flow = {
      ...countingFlow(clock),
      signIn: async () => ({ accessToken: 'short', obtainedAt: clock.now(), expiresAt: clock.now() + 10_000 }),
    };
    const session = createSession({ flow, clock });
    expect(await session.getToken()).toBe('short');
    clock.move(7_999);
    expect(await session.getToken()).toBe('short');
    clock.move(1);
    expect(await session.getToken()).toBe('a1');
  });

  it('never by time where the life is unknown', async () => {
    const { session, store, clock } = setUp();
    await store.set('test', { accessToken: 'x' });
    clock.move(1e12);
    expect(await session.getToken()).toBe('x');
  });

  it('not for a late 401 of a token that was replaced already', async () => {
    const { flow, session } = setUp();
    await session.getToken();
    expect(await session.getToken({ rejected: 's1' })).toBe('a1');
    expect(await session.getToken({ rejected: 's1' })).toBe('a1');
    expect(flow.renewals).toBe(1);
  });

  it('again when the new token is refused as well', async () => {
    const { flow, session } = setUp();
    await session.getToken();
    await session.getToken({ rejected: 's1' });
    expect(await session.getToken({ rejected: 'a1' })).toBe('a2');
    expect(flow.renewals).toBe(2);
  });
});

describe('failures', () => {
  it('a failed early renewal does not fail the call, and is not tried again at once', async () => {
    const { flow, session, clock } = setUp();
    await session.getToken();
    clock.move(29.5 * minute);
    flow.fault = unreachable();
    expect(await session.getToken()).toBe('s1');
    expect(await session.getToken()).toBe('s1');
    expect(flow.renewals).toBe(1);
    clock.move(11_000);
    flow.fault = undefined;
    expect(await session.getToken()).toBe('a2');
  });

  it('a failed renewal of a dead token fails every waiter with the reason; the next call tries again', async () => {
    const { flow, session, clock } = setUp();
    await session.getToken();
    clock.move(31 * minute);
    flow.fault = unreachable();
    const errors = await Promise.all(Array.from({ length: 5 }, () => failure(session.getToken())));
    expect(new Set(errors)).toEqual(new Set([flow.fault]));
    expect(flow).toMatchObject({ renewals: 1, signIns: 1 });
    flow.fault = undefined;
    expect(await session.getToken()).toBe('a2');
  });

  it('a refused renewal falls back to signing in', async () => {
    const { flow, session } = setUp();
    await session.getToken();
    flow.fault = refused();
    expect(await session.getToken({ rejected: 's1' })).toBe('s2');
    expect(flow).toMatchObject({ renewals: 1, signIns: 2 });
  });

  it('where a person has to sign in, the error says so', async () => {
    const { session } = setUp(memoryStore(), false);
    expect(await failure(session.getToken())).toMatchObject({ name: 'AuthError', code: 'sign_in_required', remedy: 'Sign in.' });
  });

  it('a flow that can only offer the refused token again gives the refusal', async () => {
    const clock = handClock();
    const fault = refused();
    const flow: TokenFlow = { name: 'fixed', signIn: async () => ({ accessToken: 'x' }), renew: () => Promise.reject(fault) };
    const session = createSession({ flow, clock });
    await session.getToken();
    expect(await failure(session.getToken({ rejected: 'x' }))).toBe(fault);
  });

  it('a store that fails: the new tokens are not used before they are safe, and not lost', async () => {
    const memory = memoryStore();
    let broken = false;
    const store: TokenStore = {
      ...memory,
      set: async (key, set) => (broken ? Promise.reject(new Error('disk full')) : memory.set(key, set)),
    };
    const { flow, session } = setUp(store);
    await session.getToken();
    broken = true;
    expect((await failure(session.getToken({ rejected: 's1' }))).message).toBe('disk full');
    expect((await failure(session.getToken())).message).toBe('disk full');
    expect((await memory.get('test'))?.accessToken).toBe('s1');
    broken = false;
    expect(await session.getToken()).toBe('a1');
    expect((await memory.get('test'))?.accessToken).toBe('a1');
    expect(flow.renewals).toBe(1);
  });
});

describe('cancellation', () => {
  it('one waiter leaves, the renewal goes on for the others', async () => {
    const { flow, session } = setUp();
    let open!: () => void;
    flow.gate = new Promise((resolve) => (open = resolve));
    const stop = new AbortController();
    const reason = new Error('enough');
    const leaving = failure(session.getToken({ signal: stop.signal }));
    const staying = session.getToken();
    stop.abort(reason);
    expect(await leaving).toBe(reason);
    open();
    expect(await staying).toBe('s1');
    expect(flow.signIns).toBe(1);
  });

  it('all waiters leave: the renewal still ends and is saved, since its refresh token may be the only one left', async () => {
    const { flow, session, store } = setUp();
    let open!: () => void;
    flow.gate = new Promise((resolve) => (open = resolve));
    const stop = new AbortController();
    const leaving = failure(session.getToken({ signal: stop.signal }));
    stop.abort();
    await leaving;
    open();
    await expect.poll(() => store.get('test')).toMatchObject({ accessToken: 's1' });
    expect(await session.getToken()).toBe('s1');
    expect(flow.signIns).toBe(1);
  });

  it('an aborted signal gets nothing, even if a token is at hand', async () => {
    const { session } = setUp();
    await session.getToken();
    expect((await failure(session.getToken({ signal: AbortSignal.abort(new Error('before')) }))).message).toBe('before');
  });

  it('listeners on a long-lived signal do not pile up', async () => {
    const { flow, session } = setUp();
    const { signal } = new AbortController();
    let count = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => (count++, addEventListener.apply(signal, args));
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => (count--, removeEventListener.apply(signal, args));
    let open!: () => void;
    flow.gate = new Promise((resolve) => (open = resolve));
    const waits = Array.from({ length: 10 }, () => session.getToken({ signal }));
    open();
    await Promise.all(waits);
    await Promise.resolve();
    expect(count).toBe(0);
  });
});

describe('store', () => {
  it('tokens outlive the session', async () => {
    const { store, session, clock } = setUp();
    await session.getToken();
    const flow = countingFlow(clock);
    expect(await createSession({ flow, clock, store }).getToken()).toBe('s1');
    expect(flow.signIns).toBe(0);
  });

  it('tokens that another session renewed meanwhile are taken over', async () => {
    const { store, session, flow, clock } = setUp();
    await session.getToken();
    await store.set('test', { accessToken: 'theirs', expiresAt: clock.now() + 30 * minute });
    expect(await session.getToken({ rejected: 's1' })).toBe('theirs');
    expect(flow.renewals).toBe(0);
  });

  it('renewals take turns where the store can see to it', async () => {
    const memory = memoryStore();
    const order: string[] = [];
    let tail: Promise<unknown> = Promise.resolve();
    const store: TokenStore = {
      ...memory,
      exclusive: (key, task) => {
        const turn = tail.then(() => (order.push(key), task()));
        tail = turn.catch(() => {});
        return turn;
      },
    };
    const one = setUp(store);
    const two = createSession({ flow: one.flow, clock: one.clock, store });
    await memory.set('test', { accessToken: 'old', refreshToken: 'r', expiresAt: 0 });
    expect(await Promise.all([one.session.getToken(), two.getToken()])).toEqual(['a1', 'a1']);
    expect(one.flow.renewals).toBe(1);
    expect(order).toEqual(['test', 'test']);
  });

  it('current never causes a request; adopt saves and is used; onChange tells', async () => {
    const { session, store, flow } = setUp();
    expect(await session.current()).toBeUndefined();
    const heard: (string | undefined)[] = [];
    const stop = session.onChange((tokens) => {
      heard.push(tokens?.accessToken);
      throw new Error('listener');
    });
    await session.adopt({ accessToken: 'given' });
    expect(await session.getToken()).toBe('given');
    expect(await store.get('test')).toEqual({ accessToken: 'given' });
    await session.getToken({ rejected: 'given' });
    await session.signOut();
    expect(await store.get('test')).toBeUndefined();
    expect(await session.current()).toBeUndefined();
    stop();
    await session.adopt({ accessToken: 'again' });
    expect(heard).toEqual(['given', 'a1', undefined]);
    expect(flow.signIns).toBe(0);
  });

  it('adopt refuses what holds no access token under that name, and quotes nothing; what was in use stays', async () => {
    const { session, store } = setUp();
    await session.adopt({ accessToken: 'given' });
    for (const wrong of [undefined, {}, { access_token: 's3cr3t' }, { accessToken: 's3cr3t\n' }]) {
      const error = await failure(session.adopt(wrong as unknown as TokenSet));
      expect(error).toMatchObject({ name: 'UsageError', field: 'accessToken' });
      expect(String(error)).not.toContain('s3cr3t');
    }
    expect([await session.getToken(), await store.get('test')]).toEqual(['given', { accessToken: 'given' }]);
  });

  it('signing out during a renewal: the waiter is told and nothing comes back to the store', async () => {
    const { session, store, flow } = setUp();
    await session.getToken();
    let open!: () => void;
    flow.gate = new Promise((resolve) => (open = resolve));
    const waiting = failure(session.getToken({ rejected: 's1' }));
    const out = session.signOut();
    open();
    await out;
    expect(await waiting).toMatchObject({ code: 'signed_out' });
    expect(await store.get('test')).toBeUndefined();
  });
});
