import { describe, expect, test } from 'vitest';
import { type Document, type Operation, type Schema } from '../src/documents.ts';
import { commonFlags, plainFront } from '../src/front.ts';
import { generateTypes } from '../src/hey-api.ts';
import { operationFiles } from '../src/operations.ts';
import { documentOf, operation } from './support.ts';

const json = (schema: Schema): { description: string; content: Record<string, { schema: Schema }> } => ({
  description: 'Done.',
  content: { 'application/json': { schema } },
});
const list: Schema = { type: 'array', items: { type: 'string' } };

describe('flags', () => {
  const flags = (method: string, rest: Partial<Operation>, document: Document = documentOf({}, { List: list })): object =>
    commonFlags(document, { path: '/a', method: method as 'get', operation: operation('a', rest), parameters: [] });
  const members = (...wanted: string[]): object => ({ members: wanted, tools: [] });

  test('repeatable only where the HTTP method says otherwise', () => {
    expect(flags('get', {})).toEqual(members());
    expect(flags('post', { 'x-portolan-idempotent': false })).toEqual(members());
    expect(flags('post', { 'x-portolan-idempotent': true })).toEqual(members('repeatable: true'));
    expect(flags('delete', { 'x-portolan-idempotent': true })).toEqual(members('repeatable: true'));
    expect(flags('get', { 'x-portolan-idempotent': false })).toEqual(members('repeatable: false'));
  });

  test.each([
    ['application/x-www-form-urlencoded', { members: ['encode: form'], tools: ['form'] }],
    ['multipart/form-data', { members: ['encode: multipart'], tools: ['multipart'] }],
    ['application/json', members()],
  ])('encoding of %s', (type, wanted) => {
    expect(flags('post', { 'x-portolan-idempotent': false, requestBody: { content: { [type]: {} } } })).toEqual(wanted);
  });

  test('empty where a list answers 204, by the shape of the list', () => {
    const paging = { 'x-portolan-paging': { style: 'range', items: '' } } as const;
    const empty = { '204': { description: 'None.' } };
    expect(flags('get', { ...paging, responses: { '200': json({ $ref: '#/components/schemas/List' }), ...empty } })).toEqual(
      members("empty: 'array'"),
    );
    expect(flags('get', { ...paging, responses: { '200': json({ type: 'object', additionalProperties: list }), ...empty } })).toEqual(
      members("empty: 'map'"),
    );
    expect(flags('get', { ...paging, responses: { '200': json(list) } })).toEqual(members());
    expect(flags('get', { responses: { '200': json(list), ...empty } })).toEqual(members());
  });
});

test('flags and result types reach the functions', async () => {
  const document = documentOf({
    '/lists': {
      get: operation('listThings', {
        'x-portolan-paging': { style: 'range', items: '' },
        responses: { '200': json(list), '204': { description: 'None.' } },
      }),
    },
    '/things/{id}': {
      get: operation('getThing', {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { '200': json(list), '204': { description: 'No such thing.' } },
      }),
      delete: operation('deleteThing', { 'x-portolan-effect': 'delete', responses: { '204': { description: 'Gone.' } } }),
    },
  });
  const text = operationFiles(document, await generateTypes(document, '/TEST'), '/TEST', plainFront).get('things/operations.ts');
  expect(text).toContain(
    "listThings: Operation<ListThingsData, Exclude<ListThingsResponse, void>> = /*#__PURE__*/ operation('listThings', 'GET', '/TEST/lists', { empty: 'array' });",
  );
  expect(text).toContain(
    "getThing: Operation<GetThingData, Exclude<GetThingResponse, void> | undefined> = /*#__PURE__*/ operation('getThing', 'GET', '/TEST/things/{id}');",
  );
  expect(text).toMatch(
    /deleteThing: Operation<DeleteThingData, void> = .* operation\('deleteThing', 'DELETE', '\/TEST\/things\/\{id\}', \{ repeatable: true \}\);/,
  );
});

test('encoders are imported where they are used', async () => {
  const body = (type: string): Partial<Operation> => ({
    'x-portolan-effect': 'write',
    'x-portolan-idempotent': false,
    requestBody: { content: { [type]: { schema: { type: 'object', properties: { a: { type: 'string' } } } } } },
  });
  const document = documentOf({
    '/a': {
      post: operation('sendForm', body('application/x-www-form-urlencoded')),
      put: operation('sendFile', body('multipart/form-data')),
    },
    '/b': { post: operation('sendJson', { ...body('application/json'), tags: ['Others'] }) },
  });
  const files = operationFiles(document, await generateTypes(document), '', plainFront);
  expect(files.get('things/operations.ts')).toContain("import { form, multipart, operation, type Operation } from '@portolan/transport';");
  expect(files.get('things/operations.ts')).toContain("operation('sendForm', 'POST', '/a', { encode: form });");
  expect(files.get('others/operations.ts')).toContain("import { operation, type Operation } from '@portolan/transport';");
});
