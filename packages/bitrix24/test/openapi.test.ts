import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBitrix24 } from '../src/index.js';
import { asDocument, compareDocument, compareWithPortal, describeReport, type PortalDocument, portalTypes } from '../src/openapi/index.js';
import { portalOf } from './portal.js';
import { typeProblems } from './type-problems.js';

const root = join(import.meta.dirname, '..', '..', '..');
/** Our own description of a section, as if a portal had it. */
const section = (name: string): PortalDocument =>
  JSON.parse(readFileSync(join(root, 'specs', 'dist', 'bitrix24', 'v3', `${name}.json`), 'utf8')) as PortalDocument;

describe('a portal', () => {
  it('that has what we describe differs in nothing', () => {
    const report = compareDocument(section('tasks'));
    expect([report.new, report.changed]).toEqual([[], []]);
    expect(report.same).toBe(Object.keys(section('tasks').paths).length);
    expect(report.gone).toContain('batch');
  });

  it('that has more, less and other things: each is told', () => {
    const document = section('tasks');
    delete document.paths['/tasks.task.get'];
    document.paths['/crm.activity.mail.getThread'] = { post: { summary: 'Thread' } };
    const add = document.paths['/tasks.task.add']!;
    document.paths['/Tasks.Task.Add'] = add;
    delete document.paths['/tasks.task.add'];
    add.post!.requestBody = {
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['mood'],
            properties: { fields: { type: 'object', properties: { title: { type: 'boolean' } } }, mood: { type: 'string' } },
          },
        },
      },
    };
    const report = compareDocument(document);
    expect(report.new).toEqual(['crm.activity.mail.getThread']);
    expect(report.gone).toContain('tasks.task.get');
    const [changed] = report.changed;
    expect(changed?.method).toBe('Tasks.Task.Add');
    const found = changed!.differences.map(({ path, kind }) => `${path} ${kind}`);
    expect(found).toEqual(expect.arrayContaining(['mood new', 'fields.title type', 'fields.responsibleId gone']));
    const text = describeReport(report);
    expect(text).toContain('New on the portal (1):\n  crm.activity.mail.getThread');
    expect(text).toContain('params mood: only the portal has it (here -, there string!)');
    expect(text).toContain('params fields.title: another type (here string');
  });

  it('is asked itself; the document may stand in an envelope', async () => {
    for (const json of [section('tasks'), { result: section('tasks'), time: {} }]) {
      await using portal = await portalOf(() => ({ json }));
      const b24 = createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/code/` } });
      expect((await compareWithPortal(b24)).same).toBeGreaterThan(5);
      expect(portal.seen[0]!.url.pathname).toBe('/rest/api/1/code/rest.documentation.openapi');
    }
  });

  it.each([[null], ['<html>'], [{ result: [] }], [{ openapi: '3.0.0' }]])('that answers no document: %j', (answer) => {
    expect(() => asDocument(answer)).toThrow(/^document: it is no OpenAPI document/);
  });

  it('whatever its document holds, is compared and typed without a crash', () => {
    const node = fc.letrec((tie) => ({
      schema: fc.oneof(
        { depthSize: 'small' },
        fc.record({ type: fc.constantFrom('string', 'integer', 'array', 'object', 'file') }, { requiredKeys: [] }),
        fc.record({ $ref: fc.constantFrom('#/components/schemas/A', '#/components/schemas/Missing', 'x', '#/components/schemas/Loop') }),
        fc.record({ type: fc.constant('object'), properties: fc.dictionary(fc.string({ maxLength: 5 }), tie('schema'), { maxKeys: 3 }) }),
        fc.record({ type: fc.constant('array'), items: tie('schema') }),
        fc.record({ allOf: fc.array(tie('schema'), { maxLength: 2 }) }),
      ),
    })).schema;
    fc.assert(
      fc.property(node, node, (params, answer) => {
        const document = {
          openapi: '3.0.0',
          paths: {
            '/tasks.task.add': {
              post: { requestBody: { content: { j: { schema: params } } }, responses: { 200: { content: { j: { schema: answer } } } } },
            },
          },
          components: { schemas: { A: answer, Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }] } } },
        } as PortalDocument;
        describeReport(compareDocument(document));
        expect(portalTypes(document)).toContain('tasks.task.add');
      }),
    );
  });
});

it('types written for a portal compile, and refuse what it does not take', () => {
  const document: PortalDocument = {
    openapi: '3.0.0',
    paths: {
      '/mood.get': {
        post: {
          summary: 'Get */ a mood',
          requestBody: {
            content: {
              j: {
                schema: {
                  type: 'object',
                  required: ['id'],
                  properties: { id: { type: 'integer' }, 'odd-name': { type: 'string', nullable: true } },
                },
              },
            },
          },
          responses: { 200: { content: { j: { schema: { $ref: '#/components/schemas/Mood.Answer' } } } } },
        },
      },
      '/mood.list': {
        get: { responses: { 200: { content: { j: { schema: { type: 'array', items: { $ref: '#/components/schemas/Mood.Item' } } } } } } },
      },
    },
    components: {
      schemas: {
        'Mood.Answer': {
          type: 'object',
          properties: { result: { type: 'object', required: ['item'], properties: { item: { $ref: '#/components/schemas/Mood.Item' } } } },
          required: ['result'],
        },
        'Mood.Item': {
          allOf: [
            { type: 'object', required: ['name'], properties: { name: { type: 'string', enum: ['good', 'bad'] } } },
            { $ref: '#/components/schemas/Node' },
          ],
        },
        Node: { type: 'object', properties: { parent: { $ref: '#/components/schemas/Node' } } },
      },
    },
  };
  const problems = typeProblems({
    'portal.ts': portalTypes(document),
    'use.ts': `import type { Bitrix24 } from '@portolan/bitrix24';
import { portal } from './portal.js';
export async function use(b24: Bitrix24): Promise<['good' | 'bad', object | undefined]> {
  // @ts-expect-error the id is required
  void portal(b24).call('mood.get', {});
  // @ts-expect-error no such method
  void portal(b24).call('mood.set', {});
  for (const item of await portal(b24).call('mood.list')) void item.parent?.parent;
  const { item } = await portal(b24).call('mood.get', { id: 1, 'odd-name': null });
  return [item.name, item.parent];
}
`,
  });
  expect(problems).toBe('');
}, 60_000);
