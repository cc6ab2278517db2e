import { describe, expect, test } from 'vitest';
import type { SpecDocument } from '../src/engine/document.js';
import { operationsOf } from '../src/engine/document.js';
import { project } from '../src/engine/project.js';
import { checkBody, readParameters, unknownProperties } from '../src/engine/request.js';
import { createRouter } from '../src/engine/router.js';
import { sample } from '../src/engine/sample.js';
import type { Schema, Spec } from '../src/engine/spec.js';
import { createValidators } from '../src/engine/validate.js';

const spec: Spec = {
  openapi: '3.1.0',
  paths: {
    '/items/{id}': {
      get: {
        operationId: 'getItem',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 200: {} },
      },
    },
    '/items/new': { get: { operationId: 'newItem', responses: { 200: {} } } },
    '/items/{id}/parts': { get: { operationId: 'listParts', responses: { 200: {} } } },
    '/items/{itemId}': { delete: { operationId: 'deleteItem', responses: { 204: {} } } },
    '/items': {
      get: {
        operationId: 'listItems',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 50 } },
          { name: 'closed', in: 'query', schema: { type: 'boolean' } },
          { name: 'ids', in: 'query', schema: { type: 'array', items: { type: 'integer' } } },
          { name: 'range', in: 'header', schema: { type: 'string' } },
        ],
        responses: { 200: {} },
      },
      post: {
        operationId: 'createItem',
        requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } } },
        responses: { 201: {} },
      },
    },
  },
  components: {
    schemas: {
      Base: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
      Item: {
        allOf: [
          { $ref: '#/components/schemas/Base' },
          {
            type: 'object',
            required: ['name'],
            properties: {
              name: { type: 'string', minLength: 2, example: 'A thing' },
              parent: { $ref: '#/components/schemas/Item' },
              due: { type: ['string', 'null'], format: 'date-time' },
            },
          },
        ],
      },
    },
  },
};
const document: SpecDocument = { name: 'inline', spec };
const operations = operationsOf(document);
const byId = (id: string) => {
  const found = operations.find((operation) => operation.id === id);
  if (!found) throw new Error(id);
  return found;
};
const shape = (schema: Schema) => sample(document, schema, { direction: 'response' });

describe('router', () => {
  const router = createRouter(operations);
  const idAt = (method: string, path: string) => {
    const match = router.match(method, path);
    return match.found === 'operation' ? [match.operation.id, match.path] : match;
  };
  test('a literal segment wins over a parameter', () => {
    expect(idAt('GET', '/items/new')).toEqual(['newItem', {}]);
    expect(idAt('GET', '/items/7')).toEqual(['getItem', { id: '7' }]);
  });
  test('falls back to the parameter when the literal leads nowhere', () =>
    expect(idAt('GET', '/items/new/parts')).toEqual(['listParts', { id: 'new' }]));
  test('paths that differ in a parameter name are one path', () =>
    expect(idAt('DELETE', '/items/7')).toEqual(['deleteItem', { itemId: '7' }]));
  test('names the methods that a path has', () =>
    expect(idAt('PUT', '/items')).toEqual({ found: 'otherMethods', methods: ['GET', 'POST'] }));
  test('decodes parameters', () => expect(idAt('GET', '/items/a%2Fb')).toEqual(['getItem', { id: 'a/b' }]));
  test('knows nothing of other paths', () => expect(idAt('GET', '/things')).toEqual({ found: 'nothing' }));
  test('ignores case when asked to', () =>
    expect(createRouter(operations, { ignoreCase: true }).match('GET', '/ITEMS/New').found).toBe('operation'));
});

describe('requests', () => {
  const validators = createValidators({ looseDates: true });
  const read = (query: string, headers = {}) =>
    readParameters(byId('listItems'), validators, { path: {}, query: new URLSearchParams(query), headers: new Headers(headers) });
  test('converts parameters to their types', () => {
    expect(read('limit=5&closed=true&ids=1&ids=2', { Range: 'items=1-2' }).inputs).toEqual({
      path: {},
      query: { limit: 5, closed: true, ids: [1, 2] },
      headers: { range: 'items=1-2' },
    });
  });
  test('says which parameter is wrong and why', () => {
    expect(read('limit=many&closed=perhaps').problems.map(({ message }) => message)).toEqual([
      'query parameter limit: the value must be integer',
      'query parameter closed: the value must be boolean',
    ]);
    expect(read('limit=51').problems[0]?.keyword).toBe('maximum');
  });
  test('names unknown parameters', () => expect(read('limt=5&limit=5').unknown).toEqual(['limt']));
  test('checks bodies across references', () => {
    const messages = (body: unknown) => checkBody(byId('createItem'), validators, body as never).map(({ message }) => message);
    expect(messages({ id: 1, name: 'ab', due: '2026-05-15T08:00:00' })).toEqual([]);
    expect(messages({ id: 'x' })).toEqual(['body: id must be integer', 'body: name is required']);
    expect(messages({ id: 1, name: 'ab', parent: { id: 2 } })).toEqual(['body: parent.name is required']);
    expect(messages(undefined)).toEqual(['the body is required']);
  });
  test('finds unknown properties, also nested ones', () => {
    const schema = { $ref: '#/components/schemas/Item' };
    expect(unknownProperties(byId('createItem'), schema, { id: 1, nmae: 'x', parent: { id: 2, extra: 1 } })).toEqual([
      'nmae',
      'parent.extra',
    ]);
  });
  test('coerces the text of forms', () => {
    const body = { id: '7', name: 'ab' };
    expect(createValidators({ coerce: true }).check(document, { $ref: '#/components/schemas/Item' }, body)).toEqual([]);
    expect(body).toEqual({ id: 7, name: 'ab' });
  });
});

describe('samples', () => {
  test('uses examples, fills the rest by type, stops at recursion', () => {
    expect(shape({ $ref: '#/components/schemas/Item' })).toEqual({ id: 1, name: 'A thing', due: '2026-02-16T09:30:00Z' });
  });
  test('is the same every time', () =>
    expect(shape({ $ref: '#/components/schemas/Item' })).toEqual(shape({ $ref: '#/components/schemas/Item' })));
  const schemas: Schema[] = [
    { type: 'string', format: 'uuid' },
    { type: 'string', pattern: '^#[0-9A-F]{6}$' },
    { type: 'string', minLength: 40 },
    { type: 'integer', minimum: 10, multipleOf: 4 },
    { type: 'number', maximum: 0 },
    { enum: [null, 'b'] },
    { oneOf: [{ type: 'null' }, { type: 'string' }] },
    { type: 'array', minItems: 2, items: { type: 'boolean' } },
    { type: 'object', propertyNames: { type: 'string', pattern: '^[0-9]+$' }, additionalProperties: { $ref: '#/components/schemas/Base' } },
    { type: ['string', 'null'], format: 'date' },
  ];
  test.each(schemas.map((schema) => [JSON.stringify(schema), schema] as const))('%s', (_name, schema) => {
    expect(createValidators().check(document, schema, shape(schema))).toEqual([]);
  });
});

describe('projection', () => {
  const schema: Schema = {
    type: 'object',
    required: ['id', 'kind'],
    properties: {
      id: { type: 'string' },
      count: { type: 'integer' },
      open: { type: 'string', enum: ['Y', 'N'] },
      kind: { type: 'string', enum: ['a'] },
      day: { type: 'string', format: 'date' },
      at: { type: 'string', format: 'date-time' },
      owner: { oneOf: [{ $ref: '#/components/schemas/Base' }, { type: 'null' }] },
      tags: { type: 'array', maxItems: 1, items: { type: 'string' } },
    },
  };
  test('keeps what the schema knows, in its types', () => {
    const value = {
      id: 7,
      count: '3',
      open: true,
      kind: 'zzz',
      day: '2026-05-04T10:00:00+03:00',
      at: '2026-05-04',
      owner: { id: 2, secret: 1 },
      tags: ['a', 'b'],
      more: 1,
    };
    expect(project(document, schema, value)).toEqual({
      id: '7',
      count: 3,
      open: 'Y',
      kind: 'a',
      day: '2026-05-04',
      at: '2026-05-04T00:00:00Z',
      owner: { id: 2 },
      tags: ['a'],
    });
  });
  test('null stays null where it may be', () =>
    expect(project(document, schema, { id: '1', kind: 'a', owner: null, count: null })).toEqual({ id: '1', kind: 'a', owner: null }));
  test('of alternatives the one that keeps most is meant; what fits none takes the first that can show it', () => {
    const file = { type: 'object', properties: { id: { type: 'integer' }, url: { type: 'string' }, size: { type: 'integer' } } };
    const schema = { anyOf: [{ type: 'object', properties: { id: { type: 'integer' } } }, file, { type: 'boolean' }] };
    expect(project(document, schema, { id: 1, url: 'x', size: 2 })).toEqual({ id: 1, url: 'x', size: 2 });
    expect(project(document, schema, { id: 1 })).toEqual({ id: 1 });
    expect(project(document, schema, true)).toBe(true);
  });
});
