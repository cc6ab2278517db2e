import { describe, expect, it } from 'vitest';
import { formOf } from '../../src/core/form/field.ts';
import { readForm } from '../../src/core/form/values.ts';
import { details } from './operations.ts';

const operation = details({
  definitions: { Stage: { type: 'integer', enum: [1, 2], 'x-enum-varnames': ['Open', 'Done'] } },
  parameters: [
    { name: 'limit', in: 'header', required: false, schema: { type: 'integer', minimum: 1, maximum: 50, default: 50 } },
    { name: 'isClosed', in: 'query', required: false, description: 'Closed ones.', schema: { type: ['boolean', 'null'] } },
    { name: 'ids', in: 'query', required: false, schema: { type: 'array', items: { type: 'integer' }, example: [4, 7] } },
    { name: 'stage', in: 'query', required: false, schema: { $ref: '#/definitions/Stage' } },
    { name: 'stages', in: 'query', required: false, schema: { type: 'array', items: { $ref: '#/definitions/Stage' } } },
    { name: 'from', in: 'query', required: true, schema: { type: 'string', format: 'date' } },
    { name: 'changed', in: 'query', required: false, schema: { type: 'string', format: 'date-time' } },
    { name: 'filter', in: 'query', required: false, schema: { type: 'object' } },
    { name: 'code', in: 'query', required: false, schema: { type: 'string', pattern: '^[A-Z]+$', minLength: 2, maxLength: 4 } },
    { name: 'taskID', in: 'path', required: true, schema: { type: 'integer', format: 'int32' } },
  ],
});
const fields = formOf(operation);
const required = { 'path:taskID': '7', 'query:from': '2026-08-17' };

describe('formOf', () => {
  it('puts what is needed first: path, required, query, headers', () => {
    expect(fields.map(({ name }) => name)).toEqual([
      'taskID',
      'from',
      'isClosed',
      'ids',
      'stage',
      'stages',
      'changed',
      'filter',
      'code',
      'limit',
    ]);
  });

  it('chooses a control by the type', () => {
    expect(Object.fromEntries(fields.map(({ name, kind }) => [name, kind]))).toEqual({
      taskID: 'integer',
      from: 'date',
      isClosed: 'boolean',
      ids: 'list',
      stage: 'choice',
      stages: 'choices',
      changed: 'dateTime',
      filter: 'json',
      code: 'text',
      limit: 'integer',
    });
  });

  it('names the members of integer enumerations', () => {
    expect(fields.find(({ name }) => name === 'stage')?.options).toEqual([
      { value: '1', label: '1 · Open' },
      { value: '2', label: '2 · Done' },
    ]);
  });

  it('carries type, default and example', () => {
    expect(fields.find(({ name }) => name === 'limit')).toMatchObject({ defaultValue: '50', typeName: 'integer' });
    expect(fields.find(({ name }) => name === 'ids')).toMatchObject({ example: '4, 7', typeName: 'integer[]' });
    expect(fields.find(({ name }) => name === 'taskID')?.typeName).toBe('integer, int32');
  });
});

describe('readForm', () => {
  it('types every value by its parameter', () => {
    const { parameters, problems } = readForm(fields, {
      ...required,
      'query:isClosed': 'false',
      'query:ids': '4\n 7,9 ',
      'query:stage': '2',
      'query:stages': ['1', '2'],
      'query:changed': '2026-08-17T10:30:00Z',
      'query:filter': '{"a":1}',
      'query:code': 'ABC',
      'header:limit': '50',
    });
    expect(problems).toEqual([]);
    expect(parameters).toEqual({
      path: { taskID: 7 },
      query: {
        from: '2026-08-17',
        isClosed: false,
        ids: [4, 7, 9],
        stage: 2,
        stages: [1, 2],
        changed: '2026-08-17T10:30:00Z',
        filter: { a: 1 },
        code: 'ABC',
      },
      headers: { limit: 50 },
      parts: {},
    });
  });

  it('leaves out what is not filled in, and misses what is required', () => {
    const { parameters, problems } = readForm(fields, { 'query:code': '  ' });
    expect(parameters).toEqual({ path: {}, query: {}, headers: {}, parts: {} });
    expect(problems).toEqual([
      { key: 'path:taskID', code: 'required' },
      { key: 'query:from', code: 'required' },
    ]);
  });

  it.each([
    ['path:taskID', 'seven', 'notAnInteger', undefined],
    ['path:taskID', '1.5', 'notAnInteger', undefined],
    ['query:from', '2026-13-40', 'notADate', undefined],
    ['query:from', '17.08.2026', 'notADate', undefined],
    ['query:changed', 'yesterday', 'notADateTime', undefined],
    ['query:isClosed', 'yes', 'notABoolean', undefined],
    ['query:stage', '9', 'notAChoice', undefined],
    ['query:stages', ['1', '9'], 'notAChoice', undefined],
    ['query:ids', '1, two', 'notAnInteger', undefined],
    ['query:filter', '{a}', 'notJson', undefined],
    ['query:code', 'A', 'tooShort', '2'],
    ['query:code', 'ABCDE', 'tooLong', '4'],
    ['query:code', 'abc', 'wrongPattern', '^[A-Z]+$'],
    ['header:limit', '0', 'tooSmall', '1'],
    ['header:limit', '51', 'tooLarge', '50'],
  ])('says what is wrong with %s = %j', (key, value, code, limit) => {
    const { problems } = readForm(fields, { ...required, [key]: value });
    expect(problems).toEqual([{ key, code, ...(limit === undefined ? {} : { limit }) }]);
  });
});
