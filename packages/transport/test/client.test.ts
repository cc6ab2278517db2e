import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  encoderOf,
  form,
  multipart,
  ApiError,
  createClient,
  fetchHandler,
  NetworkError,
  operation,
  UsageError,
  type Operation,
  type Options,
  type Result,
} from '../src/index.js';
import { clientOf, failure } from './fixtures.js';
import { json, serve } from './server.js';

interface TaskData {
  path: { taskID: number };
  query?: { fetch?: number };
  url: '/Tasks/{taskID}';
}
const getTask: Operation<TaskData, { id: number }> = operation('getTask', 'GET', '/Tasks/{taskID}');

describe('operation', () => {
  it('sends method, filled path and query, and gives the parsed answer', async () => {
    await using server = await serve((_, response) => json(response, 200, { id: 7 }));
    const { data, response } = await getTask({ client: clientOf(`${server.baseUrl}/fsm/`), path: { taskID: 7 }, query: { fetch: 5 } });
    expect(data).toEqual({ id: 7 });
    expect(response.status).toBe(200);
    expect(response.bodyUsed).toBe(true);
    expect(server.seen[0]).toMatchObject({ method: 'GET', url: '/fsm/Tasks/7?fetch=5' });
  });

  it('types parameters and result', () => {
    expectTypeOf(getTask).parameter(0).toEqualTypeOf<Options<TaskData>>();
    expectTypeOf(getTask).returns.resolves.toEqualTypeOf<Result<{ id: number }>>();
    // @ts-expect-error the path is required
    void ((client: Options<TaskData>['client']) => getTask({ client }));
    // @ts-expect-error a misspelt parameter
    void ((client: Options<TaskData>['client']) => getTask({ client, path: { taskID: 1 }, query: { fetsh: 1 } }));
  });

  it('cannot be redirected by its options', async () => {
    await using server = await serve((_, response) => json(response, 200, {}));
    const sneaky = { client: clientOf(server.baseUrl), path: { taskID: 1 }, url: '/other', method: 'DELETE', id: 'x' };
    await getTask(sneaky);
    expect(server.seen[0]).toMatchObject({ method: 'GET', url: '/Tasks/1' });
  });
});

describe('request building', () => {
  const sent = async (call: object): Promise<{ url: string; body: string; headers: Record<string, unknown> }> => {
    await using server = await serve((_, response) => json(response, 200, {}));
    await clientOf(server.baseUrl).request({ id: 'op', method: 'POST', url: '/x', ...call });
    return server.seen[0]!;
  };

  it('encodes path parameters', async () => {
    expect((await sent({ url: '/a/{b}/c', path: { b: 'x/y?z#ё %' } })).url).toBe('/a/x%2Fy%3Fz%23%D1%91%20%25/c');
  });

  it('repeats arrays, writes dates as ISO 8601 and leaves out undefined and null in the query', async () => {
    const query = { a: [1, 'b', null], d: new Date(0), u: undefined, n: null, f: false, z: 0, e: '' };
    expect((await sent({ query })).url).toBe('/x?a=1&a=b&d=1970-01-01T00%3A00%3A00.000Z&f=false&z=0&e=');
  });

  it('sends JSON by default, and null headers not at all', async () => {
    const { body, headers } = await sent({ body: { a: 1, d: new Date(0) }, headers: { 'X-A': 5, 'X-B': null } });
    expect(body).toBe('{"a":1,"d":"1970-01-01T00:00:00.000Z"}');
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-a': '5' });
    expect(headers).not.toHaveProperty('x-b');
  });

  it('sends a body of false or 0, but no body for undefined', async () => {
    expect((await sent({ body: false })).body).toBe('false');
    expect((await sent({ body: 0 })).body).toBe('0');
    expect((await sent({})).headers).not.toHaveProperty('content-type');
  });

  it('sends forms', async () => {
    const { body, headers } = await sent({ encode: form, body: { a: 'b c', l: [1, 2], u: undefined } });
    expect(body).toBe('a=b+c&l=1&l=2');
    expect(headers['content-type']).toContain('application/x-www-form-urlencoded');
  });

  it('sends multipart with files and repeated fields', async () => {
    const file = new File(['hello'], 'a.txt', { type: 'text/plain' });
    const { body, headers } = await sent({ encode: multipart, body: { file, many: [1, 2], date: new Date(0), none: null } });
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(body).toContain('filename="a.txt"');
    expect(body).toContain('hello');
    expect(body.match(/name="many"/g)).toHaveLength(2);
    expect(body).toContain('1970-01-01T00:00:00.000Z');
    expect(body).not.toContain('none');
  });

  it('names what is nested in a multipart body by its place', async () => {
    const parts = (body: unknown): [string, unknown][] =>
      [...multipart(body)].map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.type} ${value.size}` : value]);
    const file = new File(['hello'], 'a.txt', { type: 'text/plain' });
    const Attachments = [
      { file, description: 'First', coordinate: { latitude: 1.5 }, roles: [1, 2], taken: new Date(0) },
      { file: new Blob(['b']), description: null, isPublic: false, roles: [] },
    ];
    expect(parts({ TaskCheckListResultID: 31, Attachments, none: undefined })).toEqual([
      ['TaskCheckListResultID', '31'],
      ['Attachments[0].file', 'a.txt text/plain 5'],
      ['Attachments[0].description', 'First'],
      ['Attachments[0].coordinate.latitude', '1.5'],
      ['Attachments[0].roles', '1'],
      ['Attachments[0].roles', '2'],
      ['Attachments[0].taken', '1970-01-01T00:00:00.000Z'],
      ['Attachments[1].file', 'blob  1'],
      ['Attachments[1].isPublic', 'false'],
    ]);
    expect(parts({ files: [file, file] }).map(([name]) => name)).toEqual(['files', 'files']);
    expect(parts({ rows: [[{ a: 1 }], [{ a: 2 }]] }).map(([name]) => name)).toEqual(['rows[0][0].a', 'rows[1][0].a']);
  });

  it('finds the encoder of a content type', () => {
    expect(['application/json', 'multipart/form-data', 'application/x-www-form-urlencoded', undefined].map(encoderOf)).toEqual([
      undefined,
      multipart,
      form,
      undefined,
    ]);
  });

  it('sends Blobs, FormData, URLSearchParams and streams as they are', async () => {
    expect(await sent({ body: new Blob(['b'], { type: 'x/y' }) })).toMatchObject({ body: 'b', headers: { 'content-type': 'x/y' } });
    expect((await sent({ body: new URLSearchParams({ a: '1' }) })).body).toBe('a=1');
    expect((await sent({ body: new Blob(['s']).stream() })).body).toBe('s');
    const form = new FormData();
    form.append('a', '1');
    expect((await sent({ body: form })).headers['content-type']).toMatch(/^multipart/);
  });

  it('lets a call override the client’s headers', async () => {
    await using server = await serve((_, response) => json(response, 200, {}));
    const toError = (): ApiError => new ApiError({ message: '', status: 0, code: '', operation: '' });
    const client = createClient({ baseUrl: server.baseUrl, handler: fetchHandler(), toError, headers: { 'x-app': '5', 'x-other': '1' } });
    await client.request({ id: 'op', method: 'GET', url: '/x', headers: { 'X-App': 3, 'x-other': undefined } });
    expect(server.seen[0]!.headers).toMatchObject({ 'x-app': '3', 'x-other': '1' });
  });
});

describe('malformed calls are refused before anything is sent, without quoting the value', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  it.each<[string, object, string]>([
    ['missing path parameter', { url: '/a/{id}' }, 'path.id'],
    ['undefined path parameter', { url: '/a/{id}', path: { id: undefined } }, 'path.id'],
    ['empty path parameter, which would address the list', { url: '/a/{id}', path: { id: '' } }, 'path.id'],
    ['path parameter ".."', { url: '/a/{id}', path: { id: '..' } }, 'path.id'],
    ['path parameter "."', { url: '/a/{id}', path: { id: '.' } }, 'path.id'],
    ['path parameter object', { url: '/a/{id}', path: { id: { secret: 's3cr3t' } } }, 'path.id'],
    ['NaN', { query: { n: Number('s3cr3t') } }, 'query.n'],
    ['invalid date', { query: { d: new Date('s3cr3t') } }, 'query.d'],
    ['nested query object', { query: { filter: { a: 's3cr3t' } } }, 'query.filter'],
    ['header with a line break', { headers: { 'X-A': 's3cr3t\nX-Evil: 1' } }, 'headers.X-A'],
    ['header name with a space', { headers: { 'X A': 's3cr3t' } }, 'headers.X A'],
    ['cyclic body', { body: cyclic }, 'body'],
    ['bigint body', { body: { n: 5n } }, 'body'],
    ['object in a form', { encode: form, body: { a: { b: 's3cr3t' } } }, 'body.a'],
    ['cyclic multipart body', { encode: multipart, body: cyclic }, 'body'],
    ['invalid date in a multipart body', { encode: multipart, body: { list: [{ day: new Date('s3cr3t') }] } }, 'body.list[0].day'],
    ['bytes in a multipart body', { encode: multipart, body: { file: new TextEncoder().encode('s3cr3t') } }, 'body.file'],
  ])('%s', async (_, call, field) => {
    await using server = await serve((_seen, response) => json(response, 200, {}));
    const error = await failure(clientOf(server.baseUrl).request({ id: 'op', method: 'POST', url: '/x', ...call }));
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ field, code: 'usage' });
    expect((error as UsageError).remedy).not.toBe('');
    expect(error.message).toContain(field);
    expect(`${error.message}${JSON.stringify(error)}${String(error.cause)}`).not.toContain('s3cr3t');
    expect(server.seen).toHaveLength(0);
  });

  it.each([
    ['not a URL', 's3cr3t'],
    ['http on another host', 'http://example.com/rest/1/s3cr3t'],
    ['http on a host that begins like loopback', 'http://127.0.0.1.example.com/s3cr3t'],
    ['another scheme', 'ftp://example.com/s3cr3t'],
    ['user info', 'https://user:s3cr3t@example.com'],
    ['query', 'https://example.com/?auth=s3cr3t'],
    ['fragment', 'https://example.com/#s3cr3t'],
  ])('base URL: %s', (_, baseUrl) => {
    expect.assertions(2);
    try {
      clientOf(baseUrl);
    } catch (error) {
      expect(error).toMatchObject({ name: 'UsageError', field: 'baseUrl' });
      expect(String(error)).not.toContain('s3cr3t');
    }
  });

  it.each(['http://127.0.0.1:1/a', 'http://localhost:1', 'http://[::1]:1', 'https://example.com'])('takes %s', (baseUrl) => {
    expect(() => clientOf(baseUrl)).not.toThrow();
  });
});

describe('answers', () => {
  const answered = async (
    status: number,
    headers: Record<string, string>,
    body: string | Uint8Array,
    options: object = {},
  ): Promise<Result<unknown>> => {
    await using server = await serve((_, response) => void response.writeHead(status, headers).end(body));
    return await clientOf(server.baseUrl).request({ id: 'op', method: 'GET', url: '/x', ...options });
  };

  it.each<[string, number, Record<string, string>, string, unknown]>([
    ['204 as undefined', 204, {}, '', undefined],
    ['an empty 200 as undefined', 200, { 'content-type': 'application/json' }, '', undefined],
    ['206 with its data', 206, { 'content-type': 'application/json; charset=utf-8' }, '[1]', [1]],
    ['a +json type', 200, { 'content-type': 'application/problem+json' }, '{"a":1}', { a: 1 }],
    ['text as text', 200, { 'content-type': 'text/plain' }, '{"a":1}', '{"a":1}'],
    ['JSON without a content type', 200, {}, '{"a":1}', { a: 1 }],
    ['other text without a content type', 200, {}, 'hello', 'hello'],
  ])('%s', async (_, status, headers, body, data) => {
    expect((await answered(status, headers, body)).data).toEqual(data);
  });

  it('gives a Blob for anything else', async () => {
    const { data } = await answered(200, { 'content-type': 'image/png' }, Buffer.from([1, 2, 3]));
    expect(data).toBeInstanceOf(Blob);
    expect([...new Uint8Array(await (data as Blob).arrayBuffer())]).toEqual([1, 2, 3]);
    const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    expect((await answered(200, { 'content-type': workbook }, Buffer.from([80, 75]))).data).toBeInstanceOf(Blob);
    expect((await answered(200, { 'content-type': 'application/xml' }, '<a/>')).data).toBe('<a/>');
  });

  it.each([
    ['a web page', { 'content-type': 'text/html' }, '<html>s3cr3t</html>'],
    ['broken JSON', { 'content-type': 'application/json' }, '{"s3cr3t":'],
  ])('a success that is %s is an error', async (_, headers, body) => {
    const error = await failure(answered(200, headers, body));
    expect(error).toMatchObject({ name: 'ApiError', code: 'unexpected_content', status: 200, operation: 'op', body });
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain('s3cr3t');
  });

  it('throws the provider’s error with the parsed body, which stays out of JSON', async () => {
    const error = await failure(answered(409, { 'content-type': 'application/json' }, '{"message":"s3cr3t"}'));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 409, code: 'http_409', body: { message: 's3cr3t' } });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'ApiError',
      message: 'op: 409',
      code: 'http_409',
      status: 409,
      operation: 'op',
    });
    expect(Object.keys(error)).not.toContain('body');
  });

  it('the default error has status, operation and body', async () => {
    await using server = await serve((_, response) => json(response, 418, { tea: true }));
    const error = await failure(
      createClient({ baseUrl: server.baseUrl, handler: fetchHandler() }).request({ id: 'op', method: 'GET', url: '/x' }),
    );
    expect(error).toMatchObject({
      name: 'ApiError',
      message: 'op: the answer is 418.',
      code: 'http_418',
      operation: 'op',
      body: { tea: true },
    });
  });

  it.each([
    ['array', 204, []],
    ['map', 204, {}],
    ['map', 404, undefined],
  ] as const)('an operation whose empty answer is an empty %s: %d', async (empty, status, data) => {
    expect((await answered(status, {}, '', { empty, throwOnError: false })).data).toEqual(data);
  });

  it('with throwOnError: false an error answer is a result', async () => {
    const { data, response } = await answered(404, { 'content-type': 'application/json' }, '{"a":1}', { throwOnError: false });
    expect(data).toEqual({ a: 1 });
    expect(response.status).toBe(404);
  });

  it('with parse: response the body is left to the caller', async () => {
    await using server = await serve((_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'));
    const { data, response } = await clientOf(server.baseUrl).request({ id: 'op', method: 'GET', url: '/x', parse: 'response' });
    expect(data).toBeUndefined();
    expect(response.bodyUsed).toBe(false);
    expect(await response.text()).toBe('<p>');
  });
});

describe('no answer', () => {
  it('a refused connection is a NetworkError with the system’s code and no cause', async () => {
    const server = await serve(() => {});
    await server.close();
    const error = await failure(clientOf(server.baseUrl).request({ id: 'op', method: 'POST', url: '/secret-path?token=s3cr3t' }));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: 'network', operation: 'op', reason: 'ECONNREFUSED' });
    expect(error.cause).toBeUndefined();
    expect(error.message).toContain(server.host);
    expect(error.message).toContain('may have been carried out');
    expect(error.message).not.toMatch(/s3cr3t|secret-path/);
  });

  it('a body cut off half-way is a NetworkError', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"a":');
      setTimeout(() => response.destroy(), 20);
    });
    const error = await failure(clientOf(server.baseUrl).request({ id: 'op', method: 'GET', url: '/x' }));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.message).not.toContain('may have been carried out');
  });

  it('an aborted call rejects with the caller’s reason, before and while sending', async () => {
    await using server = await serve(() => {});
    const client = clientOf(server.baseUrl);
    const reason = new Error('stop');
    expect(await failure(client.request({ id: 'op', method: 'GET', url: '/x', signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(server.seen).toHaveLength(0);
    const stop = new AbortController();
    const call = client.request({ id: 'op', method: 'GET', url: '/x', signal: stop.signal });
    await expect.poll(() => server.seen.length).toBe(1);
    stop.abort(reason);
    expect(await failure(call)).toBe(reason);
  });
});
