import { describe, expect, it } from 'vitest';
import { bodySchema } from '../../src/core/request/body-schema.ts';
import { parseBody } from '../../src/core/request/parse-body.ts';
import { sampleBody } from '../../src/core/request/sample.ts';
import { details } from './operations.ts';

const definitions = {
  Base: { type: 'object', required: ['name'], properties: { name: { type: 'string', example: 'Pump' }, note: { type: 'string' } } },
  New: {
    allOf: [
      { $ref: '#/definitions/Base' },
      {
        type: 'object',
        required: ['kind', 'id'],
        properties: { kind: { $ref: '#/definitions/Kind' }, id: { type: 'integer', readOnly: true } },
      },
    ],
  },
  Kind: { type: 'integer', enum: [3, 4], 'x-enum-varnames': ['A', 'B'] },
  Tree: { type: 'object', required: ['child'], properties: { child: { $ref: '#/definitions/Tree' } } },
  Unused: { type: 'string' },
};
const body = (schema: Record<string, unknown>) =>
  details({ definitions, body: { contentType: 'application/json', required: true, schema } });

describe('sampleBody', () => {
  it('holds what is required, with examples and without what the server sets', () => {
    expect(sampleBody({ $ref: '#/definitions/New' }, definitions)).toEqual({ name: 'Pump', kind: 3 });
  });

  it('shows one item of a list', () => {
    expect(sampleBody({ type: 'array', items: { $ref: '#/definitions/Base' } }, definitions)).toEqual([{ name: 'Pump' }]);
  });

  it('ends for schemas that contain themselves', () => {
    expect(JSON.stringify(sampleBody({ $ref: '#/definitions/Tree' }, definitions)).length).toBeLessThan(200);
  });
});

describe('bodySchema', () => {
  it('brings the definitions that it needs, and no others', () => {
    expect(Object.keys(bodySchema(body({ $ref: '#/definitions/New' }))['definitions'] as object)).toEqual(['New', 'Base', 'Kind']);
  });

  it('is closed against misspelt names where all names are known', () => {
    expect(bodySchema(body({ $ref: '#/definitions/New' }))['unevaluatedProperties']).toBe(false);
    expect(bodySchema(body({ type: 'object', additionalProperties: true, properties: {} }))).not.toHaveProperty('unevaluatedProperties');
    expect(bodySchema(body({ oneOf: [{ $ref: '#/definitions/New' }] }))).not.toHaveProperty('unevaluatedProperties');
  });

  it('explains the members of integer enumerations', () => {
    expect(bodySchema(body({ $ref: '#/definitions/New' }))).toMatchObject({ definitions: { Kind: { enumDescriptions: ['A', 'B'] } } });
  });

  it('leaves data alone that looks like a schema', () => {
    const example = { enum: ['x'], 'x-enum-varnames': ['y'] };
    expect(bodySchema(body({ type: 'object', example }))['example']).toEqual(example);
  });
});

describe('parseBody', () => {
  it('reads JSON, and takes an empty document for no body', () => {
    expect(parseBody('{"a": [1]}')).toEqual({ body: { a: [1] } });
    expect(parseBody(' \n')).toEqual({});
  });

  it.each([
    ['{\n  "a": 1,\n}', 3],
    ['{ "a": }', 1],
    ['{ // no comments\n }', 1],
    ['[1', 1],
  ])('refuses %j and names line %i', (text, line) => {
    expect(parseBody(text).problem?.line).toBe(line);
  });
});
