import { describe, expect, test } from 'vitest';
import type { Bundle } from '../scripts/bundled.ts';
import { checkDocuments, checkExamples, type Example, idleReasons, totalsOf } from '../scripts/check-examples.ts';
import { coverageOf } from '../scripts/coverage-of.ts';
import { documents } from '../scripts/documents.ts';

const bundle: Bundle = {
  paths: {
    '/things/{id}': {
      parameters: [{ $ref: '#/components/parameters/Id' }, { name: 'fetch', in: 'query', schema: { type: 'integer' } }],
      post: {
        operationId: 'updateThing',
        summary: 'Change a thing',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
        responses: {
          '200': { $ref: '#/components/responses/Thing' },
          '202': { content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } } },
        },
      },
      delete: { operationId: 'deleteThing', responses: { '204': {} }, 'x-portolan-examples': { response: 'It answers a thing.' } },
    },
  },
  components: {
    parameters: { Id: { name: 'id', in: 'path', schema: { type: 'integer' } } },
    responses: { Thing: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' }, example: { name: 'A' } } } } },
    schemas: {
      Thing: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, more: { type: 'object', 'x-portolan-untyped': 'Why.' } },
      },
    },
  },
};
const example = (rest: Partial<Example>): Example => ({
  document: 'shop',
  method: 'POST',
  path: '/things/{thingID}',
  kind: 'response',
  status: 200,
  json: { name: 'A' },
  ...rest,
});

describe('one example', () => {
  test.each<[string, Partial<Example>, string[], number, string[]]>([
    ['that fits', {}, [], 1, []],
    ['of another status', { status: 202, json: ['a'] }, [], 1, []],
    ['of a request', { kind: 'request', json: { name: 1 } }, ['/name must be string'], 1, ['$.name']],
    ['without a required property', { json: {} }, ["/ must have required property 'name'"], 1, []],
    ['with leaves in an open object', { json: { name: 'A', more: { a: 1, b: 2 } } }, [], 3, ['$.more.a', '$.more.b']],
    ['with a query', { query: { fetch: 1, take: 2 } }, ['query parameter take is not declared'], 1, []],
    ['of an operation that is not there', { method: 'PUT' }, ['the operation is not in the document'], 0, []],
    ['of an answer without a schema', { method: 'DELETE', status: 204 }, ['no schema for the response'], 1, ['$.name']],
    ['without a body', { json: null }, [], 0, []],
  ])('%s', (_, rest, problems, leaves, undescribed) => {
    const [verdict] = checkExamples(bundle, [example(rest)]);
    expect(verdict).toMatchObject({ ok: problems.length === 0, problems, leaves, undescribed });
  });

  test('carries the name of its operation and the reason that the spec gives', () => {
    const [verdict] = checkExamples(bundle, [example({ method: 'DELETE' })]);
    expect(verdict).toMatchObject({ name: 'shop deleteThing', ok: false, reason: 'It answers a thing.' });
  });

  test('totals', () => {
    const verdicts = checkExamples(bundle, [example({}), example({ json: { name: 'A', more: { a: 1 } } }), example({ json: {} })]);
    expect(totalsOf(verdicts)).toEqual({ examples: 3, valid: 2, leaves: 4, described: 3 });
  });
});

test('coverage of a document', () => {
  expect(coverageOf(bundle, [example({})])).toEqual({
    operations: 2,
    summaries: { done: 1, of: 2 },
    parameters: { done: 4, of: 4 },
    bodies: { done: 1, of: 1 },
    successes: { done: 1, of: 1 },
    responseExamples: { done: 1, of: 1 },
    documented: { done: 1, of: 2 },
    untyped: 1,
  });
});

test('an envelope around anything is no typed success', () => {
  const envelope = (result: object): Bundle => ({
    paths: {
      '/a.get': {
        post: {
          operationId: 'aGet',
          responses: {
            '200': { content: { 'application/json': { schema: { type: 'object', properties: { result, time: { type: 'number' } } } } } },
          },
        },
      },
    },
  });
  expect(coverageOf(envelope({ type: 'object' })).successes).toEqual({ done: 0, of: 1 });
  expect(coverageOf(envelope({ type: 'array', items: {} })).successes).toEqual({ done: 0, of: 1 });
  expect(coverageOf(envelope({ type: 'array', items: { type: 'string' } })).successes).toEqual({ done: 1, of: 1 });
});

describe('the documented examples of the specs', () => {
  const verdicts = checkDocuments(documents());
  const share = (provider: string): { examples: number; valid: number; described: number } => {
    const { examples, valid, leaves, described } = totalsOf(verdicts.filter(({ example: { document } }) => document.startsWith(provider)));
    return { examples, valid: valid / examples, described: described / leaves };
  };

  test.each([
    ['all', ''],
    ['HubEx', 'hubex'],
    ['Bitrix24', 'bitrix24'],
    ['Workly', 'workly'],
  ])('%s: at least 93 %% validate and 92 %% of their leaves are described', (_, provider) => {
    const { examples, valid, described } = share(provider);
    expect(examples).toBeGreaterThan(10);
    expect(valid).toBeGreaterThanOrEqual(0.93);
    expect(described).toBeGreaterThanOrEqual(0.92);
  });

  test('each that does not validate has its reason in the spec, and none that does has one', () => {
    expect(verdicts.filter(({ ok, reason }) => !ok && !reason).map(({ name, problems }) => `${name}: ${problems.join('; ')}`)).toEqual([]);
    expect(idleReasons(verdicts).map(({ name }) => name)).toEqual([]);
  });
});
