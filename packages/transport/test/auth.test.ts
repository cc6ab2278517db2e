import { describe, expect, it } from 'vitest';
import { authPolicy, bearer, type TokenRequest, type TokenSource } from '../src/index.js';
import { clientOf, failure, wire } from './fixtures.js';
import { json, serve } from './server.js';

/** A source that hands out the given tokens, the next one on each rejection. */
function sourceOf(...tokens: string[]): TokenSource & { asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    async getToken({ rejected }: TokenRequest = {}) {
      asked.push(rejected);
      if (rejected === tokens[0] && tokens.length > 1) tokens.shift();
      return tokens[0]!;
    },
  };
}

describe('authPolicy', () => {
  const call = { id: 'op', method: 'POST', url: '/x', body: { a: 1 } };

  it('signs, renews once on 401 and repeats once, writes too', async () => {
    await using server = await serve((seen, response) => json(response, seen.headers.authorization === 'Bearer new' ? 200 : 401, {}));
    const source = sourceOf('old', 'new');
    await clientOf(server.baseUrl, authPolicy({ source, apply: bearer })).request(call);
    expect(server.seen.map(({ headers, body }) => [headers.authorization, body])).toEqual([
      ['Bearer old', '{"a":1}'],
      ['Bearer new', '{"a":1}'],
    ]);
    expect(source.asked).toEqual([undefined, 'old']);
  });

  it('gives up after one repeat', async () => {
    await using server = await serve((_, response) => json(response, 401, {}));
    const source = sourceOf('a', 'b', 'c');
    expect(await failure(clientOf(server.baseUrl, authPolicy({ source, apply: bearer })).request(call))).toMatchObject({ status: 401 });
    expect(server.seen).toHaveLength(2);
  });

  it('does not repeat with the token that was refused; the answer’s body is still readable', async () => {
    await using server = await serve((_, response) => json(response, 401, { why: 1 }));
    const error = await failure(clientOf(server.baseUrl, authPolicy({ source: sourceOf('a'), apply: bearer })).request(call));
    expect(error).toMatchObject({ status: 401, body: { why: 1 } });
    expect(server.seen).toHaveLength(1);
  });

  it('asks the predicate what a refusal is', async () => {
    await using server = await serve((_, response, count) => json(response, count === 1 ? 403 : 200, {}));
    const rejected = ({ status }: Response): boolean => status === 403;
    await clientOf(server.baseUrl, authPolicy({ source: sourceOf('a', 'b'), apply: bearer, rejected })).request(call);
    expect(server.seen).toHaveLength(2);
  });

  it('does not repeat a stream', async () => {
    let calls = 0;
    const policy = authPolicy({ source: sourceOf('a', 'b'), apply: bearer });
    const handler = policy(async () => (calls++, new Response('', { status: 401 })));
    expect((await handler(wire({ body: new ReadableStream() }))).status).toBe(401);
    expect(calls).toBe(1);
  });

  it('passes the caller’s signal to the source', async () => {
    const { signal } = new AbortController();
    let got: AbortSignal | undefined;
    const source: TokenSource = { getToken: async (options) => ((got = options?.signal), 'a') };
    await authPolicy({ source, apply: bearer })(async () => new Response())(wire({ signal }));
    expect(got).toBe(signal);
  });

  it('a token that no header takes is a UsageError that does not quote it', async () => {
    const handler = authPolicy({ source: sourceOf('s3cr3t\nx'), apply: bearer })(async () => new Response());
    const error = await failure(handler(wire()));
    expect(error).toMatchObject({ name: 'UsageError', field: 'token' });
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain('s3cr3t');
  });

  it('leaves the caller’s request as it was', async () => {
    const request = wire();
    await authPolicy({ source: sourceOf('a'), apply: bearer })(async () => new Response())(request);
    expect(request.headers.has('authorization')).toBe(false);
  });
});
