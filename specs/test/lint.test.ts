import { lint, loadConfig } from '@redocly/openapi-core';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { orphans } from '../scripts/orphans.ts';

type Node = Record<string, unknown>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-lint-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rules = ['operation-facts', 'provider-facts', 'answers', 'wording', 'untyped'] as const;

function write(path: string, content: Node): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stringify(content));
  return file;
}

/** The messages of one of our rules, run alone over a document; the path decides which provider it belongs to. */
async function messages(rule: (typeof rules)[number], document: Node, path = 'workly/openapi.yaml'): Promise<string[]> {
  const plugin = join(import.meta.dirname, '..', 'lint', 'plugin.js');
  const configPath = write('redocly.yaml', { plugins: [plugin], rules: { [`portolan/${rule}`]: 'error' } });
  const problems = await lint({ ref: write(path, document), config: await loadConfig({ configPath }) });
  return problems.map(({ message }) => message);
}

/** An operation that every rule accepts. */
const good: Node = {
  operationId: 'listThings',
  summary: 'List things',
  'x-portolan-effect': 'read',
  'x-portolan-idempotent': true,
  'x-portolan-access': 'any',
  'x-portolan-scope': ['crm'],
  'x-portolan-api': 'v2',
  responses: {
    '200': { description: 'Things.', content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } } },
    default: { description: 'Refused.' },
  },
};
const documentOf = (operation: Node, rest: Node = {}): Node => ({
  openapi: '3.1.0',
  info: { title: 'Test', version: '1' },
  paths: { '/things': { post: operation } },
  ...rest,
});
const withSchema = (schema: Node): Node => documentOf(good, { components: { schemas: { Thing: schema } } });

test.each(rules)('%s passes on a good document', async (rule) => {
  expect(await messages(rule, documentOf(good))).toEqual([]);
  expect(await messages(rule, documentOf(good), 'bitrix24/v2/crm/openapi.yaml')).toEqual([]);
});

describe('operation-facts', () => {
  test.each<[string, Node, string]>([
    ['no effect', { 'x-portolan-effect': undefined }, 'listThings: x-portolan-effect must be read, write, delete.'],
    ['an unknown effect', { 'x-portolan-effect': 'change' }, 'listThings: x-portolan-effect must be read, write, delete.'],
    [
      'idempotency as a word',
      { 'x-portolan-effect': 'write', 'x-portolan-idempotent': 'yes' },
      'listThings: x-portolan-idempotent must be true or false.',
    ],
    [
      'a read that may not be repeated',
      { 'x-portolan-idempotent': false },
      'listThings: x-portolan-idempotent must be true, as for every read.',
    ],
    [
      'a misspelt caller',
      { 'x-portolan-access': 'permision' },
      'listThings: x-portolan-access must be anonymous, authenticated, tenantMember, permission, any, administrator, unspecified.',
    ],
    ['an operationId that is no camelCase', { operationId: 'List_things' }, 'List_things: operationId must be camelCase.'],
    [
      'paging of an unknown style',
      { 'x-portolan-paging': { style: 'offset', items: '' } },
      'listThings: x-portolan-paging must be { style: range | whole | start | page | cursor, items: JSON pointer }.',
    ],
    [
      'paging without items',
      { 'x-portolan-paging': { style: 'page' } },
      'listThings: x-portolan-paging must be { style: range | whole | start | page | cursor, items: JSON pointer }.',
    ],
    [
      'a deprecation without a word on the replacement',
      { deprecated: true },
      "listThings: x-portolan-replacement must be the replacement's name, or none.",
    ],
  ])('refuses %s', async (_, change, message) => {
    expect(await messages('operation-facts', documentOf({ ...good, ...change }))).toEqual([message]);
  });

  test('accepts paging and a replacement', async () => {
    const change = { 'x-portolan-paging': { style: 'page', items: '/items' }, deprecated: true, 'x-portolan-replacement': 'none' };
    expect(await messages('operation-facts', documentOf({ ...good, ...change }))).toEqual([]);
  });
});

describe('provider-facts', () => {
  test('HubEx: access by permission names the permissions', async () => {
    const operation = { ...good, 'x-portolan-access': 'permission' };
    expect(await messages('provider-facts', documentOf(operation), 'hubex/work/openapi.yaml')).toEqual([
      'listThings: x-portolan-permissions must list the permission codes when access is permission.',
    ]);
    expect(
      await messages('provider-facts', documentOf({ ...operation, 'x-portolan-permissions': ['TaskGet'] }), 'hubex/work/openapi.yaml'),
    ).toEqual([]);
    expect(await messages('provider-facts', documentOf(operation), 'workly/openapi.yaml')).toEqual([]);
  });

  test.each<[string, Node, string]>([
    ['another version than that of the folder', { 'x-portolan-api': 'v3' }, 'listThings: x-portolan-api must be v2.'],
    ['no scope', { 'x-portolan-scope': undefined }, 'listThings: x-portolan-scope must list the scopes ([] for none).'],
  ])('Bitrix24: refuses %s', async (_, change, message) => {
    expect(await messages('provider-facts', documentOf({ ...good, ...change }), 'bitrix24/v2/crm/openapi.yaml')).toEqual([message]);
  });

  test('Bitrix24: events say how they are delivered, and are POST', async () => {
    const at = 'bitrix24/events/openapi.yaml';
    const documentOfEvent = (item: Node): Node => ({ ...documentOf(good), paths: {}, webhooks: { ONTHINGADD: item } });
    expect(await messages('provider-facts', documentOfEvent({ post: { ...good, 'x-portolan-delivery': 'frame' } }), at)).toEqual([]);
    expect(await messages('provider-facts', documentOfEvent({ post: good }), at)).toEqual([
      'listThings: x-portolan-delivery must be handler or frame.',
    ]);
    expect(await messages('provider-facts', documentOfEvent({ put: { ...good, 'x-portolan-delivery': 'handler' } }), at)).toEqual([
      'listThings: an event is described as POST.',
    ]);
  });

  test('Bitrix24: methods are POST', async () => {
    const document = { ...documentOf(good), paths: { '/crm.deal.list': { get: good } } };
    expect(await messages('provider-facts', document, 'bitrix24/v2/crm/openapi.yaml')).toEqual([
      'listThings: a Bitrix24 method is described as POST.',
    ]);
  });
});

describe('answers', () => {
  const responses = good['responses'] as Node;
  test.each<[string, Node, string]>([
    ['no success', { responses: { default: responses['default'] } }, 'listThings: no success answer.'],
    ['no error answer', { responses: { '200': responses['200'] } }, 'listThings: no default (error) answer; refer to the shared one.'],
    [
      'a success without a schema',
      { responses: { ...responses, '200': { description: 'Things.', content: { 'application/json': { example: 1 } } } } },
      'listThings: answer 200 application/json has no schema.',
    ],
    [
      'a list by Range without 206',
      { 'x-portolan-paging': { style: 'range', items: '' } },
      'listThings: a list paged by Range answers 200 and 206.',
    ],
  ])('refuses %s', async (_, change, message) => {
    expect(await messages('answers', documentOf({ ...good, ...change }))).toEqual([message]);
  });

  test('a redirect is a success, and so is an answer without content', async () => {
    expect(
      await messages(
        'answers',
        documentOf({ ...good, responses: { '303': { description: 'Elsewhere.' }, default: responses['default'] } }),
      ),
    ).toEqual([]);
    expect(
      await messages('answers', documentOf({ ...good, responses: { '204': { description: 'Gone.' }, default: responses['default'] } })),
    ).toEqual([]);
  });
});

describe('wording', () => {
  test.each<[string, Node, string]>([
    ['a summary in lower case', { summary: 'list things' }, 'Summary starts with a capital: "list things".'],
    ['a summary with a period', { summary: 'List things.' }, 'Summary ends with a period: "List things.".'],
    ['a long summary', { summary: `List ${'x'.repeat(80)}` }, `Summary is longer than 80 characters: "List ${'x'.repeat(80)}".`],
    ['a summary in Russian', { summary: 'List вещи' }, 'Summaries and descriptions are in English.'],
    ['a description in Russian', { description: 'Список' }, 'Summaries and descriptions are in English.'],
    [
      'a parameter in Russian',
      { parameters: [{ name: 'a', in: 'query', description: 'Имя', schema: { type: 'string' } }] },
      'Descriptions are in English.',
    ],
  ])('refuses %s', async (_, change, message) => {
    expect(await messages('wording', documentOf({ ...good, ...change }))).toEqual([message]);
  });

  test('refuses a schema described in Russian', async () => {
    expect(await messages('wording', withSchema({ type: 'string', description: 'Имя' }))).toEqual(['Descriptions are in English.']);
  });
});

describe('untyped', () => {
  test.each<[string, Node, string]>([
    ['anything', {}, 'A schema without a type needs x-portolan-untyped with the reason.'],
    ['an open object', { type: 'object' }, 'An object without properties needs x-portolan-untyped with the reason.'],
    [
      'an object of anything',
      { type: ['object', 'null'], additionalProperties: true },
      'An object without properties needs x-portolan-untyped with the reason.',
    ],
    ['a list of anything', { type: 'array' }, 'An array without items needs x-portolan-untyped with the reason.'],
    [
      'a reason that is none',
      { type: 'object', 'x-portolan-untyped': true },
      'An object without properties needs x-portolan-untyped with the reason.',
    ],
  ])('refuses %s', async (_, schema, message) => {
    expect(await messages('untyped', withSchema(schema))).toEqual([message]);
  });

  test.each<[string, Node]>([
    ['a reason', { type: 'object', 'x-portolan-untyped': 'The document says nothing of it.' }],
    ['properties', { type: 'object', properties: { id: { type: 'integer' } } }],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }],
    ['patterns', { type: 'object', patternProperties: { '^UF_': { type: 'string' } } }],
    ['an enumeration', { enum: ['a'] }],
    ['alternatives', { oneOf: [{ type: 'string' }, { type: 'null' }] }],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }] }],
  ])('accepts %s', async (_, schema) => {
    expect(await messages('untyped', withSchema(schema))).toEqual([]);
  });
});

describe('orphans', () => {
  test('a path item that no entry refers to is named, with the remedy', () => {
    write('shop/paths/things.yaml', { '/things': { get: {} }, '/things/{id}': { get: {} } });
    write('shop/openapi.yaml', { paths: { '/things': { $ref: './paths/things.yaml#/~1things' } } });
    expect(orphans(['shop'], folder)).toEqual([
      'shop/paths/things.yaml: /things/{id} is in no document. Refer to it from shop/openapi.yaml, or remove it.',
    ]);
  });

  test('an entry that refers to the path item of another path is named', () => {
    write('swap/paths/things.yaml', { '/a': { get: {} }, '/b': { get: {} } });
    write('swap/openapi.yaml', { paths: { '/a': { $ref: './paths/things.yaml#/~1b' }, '/b': { $ref: './paths/things.yaml#/~1a' } } });
    expect(orphans(['swap'], folder)).toEqual([
      'swap/openapi.yaml: /a refers to the path item of /b.',
      'swap/openapi.yaml: /b refers to the path item of /a.',
    ]);
  });

  test('a document that refers to all of them passes', () => {
    write('whole/paths/things.yaml', { '/things/{id}': { get: {} } });
    write('whole/openapi.yaml', { paths: { '/things/{id}': { $ref: './paths/things.yaml#/~1things~1{id}' }, '/here': { get: {} } } });
    expect(orphans(['whole'], folder)).toEqual([]);
  });
});
