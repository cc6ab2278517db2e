import { describe, expect, it } from 'vitest';
import { createSession } from '../src/index.js';
import { requestPasswordReset, UpgradeRequiredError, worklyPassword, worklyTokens } from '../src/workly.js';
import { failure, handClock, serve, shown, type Answer, type Seen } from './server.js';

/** Workly as far as tokens go; serves the client pair `id-2`/`secret-2`, too. */
function workly(pair = 'id-1') {
  let made = 0;
  return ({ path, body }: Seen): Answer => {
    if (path === '/v1/sign-in/password-reset') return [200, { message: 'The link was sent' }];
    if (body['client_id'] !== pair) return [426, { message: 'Upgrade Required', code: 7010 }];
    const good =
      body['grant_type'] === 'password' ? body['password'] === 'password-1' : String(body['refresh_token']) === `refresh-${made}`;
    if (!good) return [401, { message: `Wrong ${String(body['password'] ?? body['refresh_token'])}`, code: 3004 }];
    made += 1;
    const tokens = { access_token: `access-${made}`, refresh_token: `refresh-${made}`, expires_in: 2592000, token_type: 'bearer' };
    return [200, tokens, made === 1 ? {} : { Version: 'recommended' }];
  };
}
const options = { clientId: 'id-1', clientSecret: 'secret-1', username: 'ann@example.com', password: 'password-1' };
const day = 86_400_000;

describe('password grant', () => {
  it('signs in by form, renews with rotating refresh tokens, tells the version', async () => {
    await using server = await serve(workly());
    const clock = handClock();
    const versions: string[] = [];
    const flow = worklyPassword({ ...options, baseUrl: `${server.baseUrl}/v1`, onVersion: (version) => void versions.push(version) });
    const session = createSession({ flow, clock });
    expect(await session.getToken()).toBe('access-1');
    clock.move(30 * day);
    expect(await session.getToken()).toBe('access-2');
    clock.move(30 * day);
    expect(await session.getToken()).toBe('access-3');
    expect(server.seen.map(({ body }) => body)).toEqual([
      { grant_type: 'password', username: 'ann@example.com', password: 'password-1', client_id: 'id-1', client_secret: 'secret-1' },
      { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'id-1', client_secret: 'secret-1' },
      { grant_type: 'refresh_token', refresh_token: 'refresh-2', client_id: 'id-1', client_secret: 'secret-1' },
    ]);
    expect(server.seen[0]!.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(versions).toEqual(['recommended', 'recommended']);
  });

  it('falls back to the password when the refresh token has died or is refused', async () => {
    await using server = await serve(workly());
    const clock = handClock();
    const session = createSession({ flow: worklyPassword({ ...options, baseUrl: `${server.baseUrl}/v1` }), clock });
    await session.getToken();
    clock.move(61 * day);
    expect(await session.getToken()).toBe('access-2');
    await session.adopt({ accessToken: 'x', refreshToken: 'revoked' });
    expect(await session.getToken({ rejected: 'x' })).toBe('access-3');
    expect(server.seen.map(({ body }) => body['grant_type'])).toEqual(['password', 'password', 'refresh_token', 'password']);
  });

  it('a wrong password: an error without it', async () => {
    await using server = await serve(workly());
    const flow = worklyPassword({ ...options, password: 's3cr3t word', baseUrl: `${server.baseUrl}/v1` });
    const error = await failure(createSession({ flow, clock: handClock() }).getToken());
    expect(error).toMatchObject({ code: 'refused', field: 'password', status: 401 });
    expect(error.message).toContain('3004 Wrong ***');
    expect(shown(error)).not.toMatch(/s3cr3t|secret-1/);
  });
});

describe('forced update (426)', () => {
  it('is an error with a remedy', async () => {
    await using server = await serve(workly('id-2'));
    const flow = worklyPassword({ ...options, baseUrl: `${server.baseUrl}/v1` });
    const error = await failure(createSession({ flow, clock: handClock() }).getToken());
    expect(error).toBeInstanceOf(UpgradeRequiredError);
    expect(error).toMatchObject({ name: 'UpgradeRequiredError', code: 'upgrade_required', status: 426, field: 'clientId' });
    expect(server.seen).toHaveLength(1);
  });

  it('is overcome with a new client pair, which is kept', async () => {
    await using server = await serve(workly('id-2'));
    let asked = 0;
    const onUpgradeRequired = async () => (asked++, { clientId: 'id-2', clientSecret: 'secret-2' });
    const flow = worklyPassword({ ...options, baseUrl: `${server.baseUrl}/v1`, onUpgradeRequired });
    const session = createSession({ flow, clock: handClock() });
    expect(await session.getToken()).toBe('access-1');
    expect(await session.getToken({ rejected: 'access-1' })).toBe('access-2');
    expect(asked).toBe(1);
    expect(server.seen.map(({ body }) => body['client_secret'])).toEqual(['secret-1', 'secret-2', 'secret-2']);
  });

  it('is tried once only, and a malformed new pair is refused', async () => {
    await using server = await serve(workly('id-9'));
    const flow = (pair: { clientId: string; clientSecret: string } | undefined) =>
      createSession({
        flow: worklyPassword({ ...options, baseUrl: `${server.baseUrl}/v1`, onUpgradeRequired: () => pair }),
        clock: handClock(),
      });
    expect(await failure(flow({ clientId: 'id-2', clientSecret: 'secret-2' }).getToken())).toBeInstanceOf(UpgradeRequiredError);
    expect(server.seen).toHaveLength(2);
    expect(await failure(flow(undefined).getToken())).toBeInstanceOf(UpgradeRequiredError);
    expect(await failure(flow({ clientId: 'id-2', clientSecret: '' }).getToken())).toMatchObject({
      name: 'UsageError',
      field: 'clientSecret',
    });
  });
});

it('given tokens are used, and renewed on refusal', async () => {
  await using server = await serve(() => [200, { access_token: 'next', refresh_token: 'r2', expires_in: 1 }]);
  const flow = worklyTokens({ ...options, accessToken: 'a', refreshToken: 'r', baseUrl: server.baseUrl });
  const session = createSession({ flow, clock: handClock() });
  expect(await session.getToken()).toBe('a');
  expect(await session.getToken({ rejected: 'a' })).toBe('next');
  expect(server.seen[0]!.body).toMatchObject({ refresh_token: 'r' });
});

describe('password reset', () => {
  it('gives Workly’s words', async () => {
    await using server = await serve(workly());
    expect(await requestPasswordReset({ email: 'ann@example.com', baseUrl: `${server.baseUrl}/v1` })).toEqual({
      message: 'The link was sent',
    });
    expect(server.seen[0]!.body).toEqual({ email: 'ann@example.com' });
  });

  it('is not repeated when the answer is lost: it sends mail', async () => {
    await using server = await serve(() => undefined);
    expect(await failure(requestPasswordReset({ email: 'ann@example.com', baseUrl: server.baseUrl }))).toMatchObject({
      code: 'unreachable',
    });
    expect(server.seen).toHaveLength(1);
  });

  it('a refusal and a forced update are errors', async () => {
    await using server = await serve((_, count) => (count === 1 ? [422, { message: 'No such user', code: 8001 }] : [426, {}]));
    const email = 'ann@example.com';
    expect(await failure(requestPasswordReset({ email, baseUrl: server.baseUrl }))).toMatchObject({
      code: 'refused',
      status: 422,
      field: 'email',
    });
    expect(await failure(requestPasswordReset({ email, baseUrl: server.baseUrl }))).toBeInstanceOf(UpgradeRequiredError);
  });
});
