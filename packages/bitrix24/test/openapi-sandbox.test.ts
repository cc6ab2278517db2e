import { type JsonObject, type Sandbox, startSandbox } from '@portolan/sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bitrix24, createBitrix24 } from '../src/index.js';
import { compareWithPortal, portalDocument, portalTypes } from '../src/openapi/index.js';
import { typeProblems } from './type-problems.js';

let sandbox: Sandbox;
let b24: Bitrix24;
beforeAll(async () => {
  sandbox = await startSandbox();
  b24 = createBitrix24({ auth: { webhook: sandbox.bitrix24.webhook } });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

const mood = {
  type: 'object',
  required: ['result'],
  properties: {
    result: { type: 'object', required: ['item'], properties: { item: { type: 'object', properties: { mood: { type: 'string' } } } } },
  },
};
const getMood = {
  summary: 'Get a mood',
  requestBody: {
    content: { 'application/json': { schema: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } } } },
  },
  responses: { 200: { content: { 'application/json': { schema: mood } } } },
};

describe('the portal of the sandbox', () => {
  it('differs in nothing from what we describe', async () => {
    const report = await compareWithPortal(b24);
    expect(report).toMatchObject({ new: [], gone: [], changed: [] });
    expect(report.same).toBeGreaterThan(100);
  });

  it('that was updated: what came, went and changed is named', async () => {
    const { paths } = await portalDocument(b24);
    sandbox.setBitrix24Method('mood.get', getMood);
    sandbox.setBitrix24Method('note.collection.archive', null);
    const get = paths['/main.eventlog.get']!.post!;
    const { schema } = get.requestBody!.content!['application/json']!;
    Object.assign(schema!.properties!, { id: { type: 'string' }, key: { type: 'string' } });
    sandbox.setBitrix24Method('main.eventlog.get', get as JsonObject);
    const report = await compareWithPortal(b24);
    expect([report.new, report.gone]).toEqual([['mood.get'], ['note.collection.archive']]);
    expect(report.changed.map(({ method }) => method)).toEqual(['main.eventlog.get']);
    const differences = report.changed[0]!.differences.map(({ path, kind, theirs }) => [path, kind, theirs]);
    expect(differences).toEqual([
      ['id', 'type', 'string!'],
      ['key', 'new', 'string'],
    ]);
  });

  it('gets a typed client of its own, which compiles and calls what only this portal has', async () => {
    sandbox.setBitrix24Method('mood.get', getMood);
    const module = portalTypes(await portalDocument(b24));
    const use = `import type { Bitrix24 } from '@portolan/bitrix24';
import { portal } from './portal.js';
export async function use(b24: Bitrix24): Promise<[string | undefined, number | undefined, string | undefined]> {
  // @ts-expect-error no such method
  void portal(b24).call('mood.set', { id: 1 });
  // @ts-expect-error the id is a number
  void portal(b24).call('tasks.task.get', { id: 'x' });
  const task = await portal(b24).call('tasks.task.get', { id: 1, select: ['id'] });
  const entries = await portal(b24).call('main.eventlog.list', { pagination: { limit: 1 } });
  return [(await portal(b24).call('mood.get', { id: 1 })).item.mood, task.item.id, entries.items[0]?.severity];
}
`;
    expect(typeProblems({ 'portal.ts': module, 'use.ts': use })).toBe('');
    expect((await b24.v3.send('mood.get', { id: 1 })).data).toMatchObject({ result: { item: { mood: expect.any(String) } } });
  }, 60_000);
});
