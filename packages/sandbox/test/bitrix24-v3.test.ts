import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject, Sandbox } from '../src/index.js';
import type { Answer } from './http.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());

const call = (method: string, json: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  send(`${to.bitrix24.webhook.replace('/rest/', '/rest/api/')}${method}`, { json, headers });
/** Status and the end of the code. */
const refusal = ({ status, body }: Answer): [number, string] => [status, body.error?.code?.replace('BITRIX_REST_V3_EXCEPTION_', '')];

describe('the document of the portal', () => {
  const read = async (): Promise<{ openapi: string; paths: Record<string, { post: JsonObject }>; components: { schemas: JsonObject } }> =>
    (await call('rest.documentation.openapi')).body;

  test('is OpenAPI 3.0 without an envelope, by GET and under its short name as well', async () => {
    const document = await read();
    expect(document).toMatchObject({ openapi: '3.0.0', info: { version: '1.0.0' } });
    expect(document.paths).toHaveProperty(['/tasks.task.get', 'post', 'requestBody']);
    const short = await send(`${to.bitrix24.webhook.replace('/rest/', '/rest/api/')}documentation`);
    expect((await call('documentation')).body).toEqual(document);
    expect(short.body).toEqual(document);
  });

  test('has no word of 3.1, no note of ours, and no reference that leads nowhere', async () => {
    const document = await read();
    const wrong: string[] = [];
    JSON.stringify(document, (key, value: unknown) => {
      if (key.startsWith('x-') || key === 'const' || (key === 'type' && Array.isArray(value))) wrong.push(key);
      if (key === '$ref' && !(String(value).slice('#/components/schemas/'.length) in document.components.schemas))
        wrong.push(String(value));
      return value;
    });
    expect(wrong).toEqual([]);
  });

  test('follows what a test changes: a method more, one less, one otherwise', async () => {
    const before = await read();
    const mood = {
      type: 'object',
      required: ['result'],
      properties: { result: { type: 'object', properties: { mood: { enum: ['good'] } } } },
    };
    to.setBitrix24Method('mood.get', {
      summary: 'Get the mood',
      responses: { 200: { content: { 'application/json': { schema: mood } } } },
    });
    to.setBitrix24Method('tasks.task.get', null);
    const add = before.paths['/tasks.task.add']?.post ?? {};
    to.setBitrix24Method('tasks.task.add', {
      ...add,
      requestBody: { content: { 'application/json': { schema: { type: 'object', required: ['mood'] } } } },
    });
    const after = await read();
    expect(Object.keys(after.paths)).toHaveLength(Object.keys(before.paths).length);
    expect(after.paths['/tasks.task.get']).toBeUndefined();
    expect(after.paths['/mood.get']?.post).toMatchObject({ summary: 'Get the mood' });
    expect((await call('mood.get')).body.result).toEqual({ mood: 'good' });
    expect(refusal(await call('tasks.task.get', { id: 1 }))).toEqual([404, 'ERROR_METHOD_NOT_FOUND']);
    expect(refusal(await call('tasks.task.add', { fields: { title: 'x' } }))).toEqual([400, 'VALIDATION_REQUESTVALIDATIONEXCEPTION']);
    to.reset();
    expect(await read()).toEqual(before);
    expect((await call('tasks.task.get', { id: 1 })).status).toBe(200);
  });

  test('is changed by the admin endpoint too', async () => {
    const admin = (json: unknown): Promise<Answer> =>
      send(`${to.admin.url}bitrix24/methods`, { headers: { authorization: `Bearer ${to.admin.token}` }, json });
    expect((await admin({ method: 'tasks.task.get', operation: null })).status).toBe(200);
    expect((await read()).paths).not.toHaveProperty(['/tasks.task.get']);
    expect((await admin({ method: 'tasks.task.get' })).body.error).toContain('null to take it away');
  });

  test('names the scope of every method', async () => {
    const { result } = (await call('rest.scope.list')).body;
    expect(result).toMatchObject({ 'tasks.task.get': ['tasks'], 'main.eventlog.list': ['main'] });
  });
});
