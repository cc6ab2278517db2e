import { expect, test } from 'vitest';
import { describe, type Schema } from '../scripts/describe.ts';

const schemas: Record<string, Schema> = {
  Thing: { type: 'object', properties: { id: { type: 'integer' }, next: { $ref: 'Thing' } } },
  Loop: { $ref: 'Loop' },
};
const leaves = (value: unknown, schema?: Schema): [total: number, undescribed: string[]] => {
  const found = describe(value, schema, (ref) => schemas[ref]!);
  return [found.total, found.undescribed];
};
const text: Schema = { type: 'string' };

test.each<[string, unknown, Schema | undefined, number, string[]]>([
  ['a scalar of its type', 'a', text, 1, []],
  ['an integer', 1, { type: 'integer' }, 1, []],
  ['a scalar of another type', 1, text, 1, ['$']],
  ['no schema', { a: 1 }, undefined, 1, ['$.a']],
  ['a schema that admits anything', 'a', {}, 1, ['$']],
  ['an enumeration', 'a', { enum: ['a', 'b'] }, 1, []],
  ['a constant', 'a', { const: 'a' }, 1, []],
  ['named properties', { a: 'x', b: 'y' }, { type: 'object', properties: { a: text, b: text } }, 2, []],
  ['an open object describes nothing of what is in it', { a: 'x', b: { c: 1, d: 2 } }, { type: 'object' }, 3, ['$.a', '$.b.c', '$.b.d']],
  ['additionalProperties: true describes nothing either', { a: 'x' }, { type: 'object', additionalProperties: true }, 1, ['$.a']],
  ['a property beside the named ones', { a: 'x', b: 1 }, { type: 'object', properties: { a: text } }, 2, ['$.b']],
  ['a map', { a: 'x', b: 'y' }, { type: 'object', additionalProperties: text }, 2, []],
  [
    'patterns, for keys that they match',
    { UF_A: 'x', other: 'y' },
    { type: 'object', patternProperties: { '^UF_': text } },
    2,
    ['$.other'],
  ],
  [
    'a pattern before additionalProperties',
    { UF_A: 1 },
    { type: 'object', patternProperties: { '^UF_': text }, additionalProperties: { type: 'integer' } },
    1,
    ['$.UF_A'],
  ],
  [
    'a named property before a pattern',
    { UF_A: 1 },
    { type: 'object', properties: { UF_A: { type: 'integer' } }, patternProperties: { '^UF_': text } },
    1,
    [],
  ],
  ['names of every object are no properties', { toString: 'x' }, { type: 'object', properties: {} }, 1, ['$.toString']],
  [
    'oneOf: any alternative describes',
    { a: 'x', b: 1 },
    { oneOf: [{ properties: { a: text } }, { properties: { b: { type: 'integer' } } }] },
    2,
    [],
  ],
  ['allOf and anyOf inside each other', { a: 'x' }, { allOf: [{ anyOf: [{ properties: { a: text } }] }] }, 1, []],
  ['null where the type admits it', null, { type: ['string', 'null'] }, 1, []],
  ['null where only another type is known: it is the absence of a described value', { a: null }, { properties: { a: text } }, 1, []],
  ['null where nothing is known', { a: null }, { properties: { a: {} } }, 1, ['$.a']],
  ['every item of a list', ['a', 'b', 1], { type: 'array', items: text }, 3, ['$[]']],
  ['a list without items', ['a', 'b'], { type: 'array' }, 2, ['$[]', '$[]']],
  ['a tuple, then items', ['a', 1, 2], { type: 'array', prefixItems: [text], items: { type: 'integer' } }, 3, []],
  ['a list in a list', [['a'], ['b']], { type: 'array', items: { type: 'array', items: text } }, 2, []],
  ['an empty list is one leaf', [], { type: 'array' }, 1, []],
  ['an empty object is one leaf', {}, { type: 'object' }, 1, []],
  ['an empty list where an object is declared', [], { type: 'object' }, 1, ['$']],
  ['references, also to itself', { id: 1, next: { id: 2 } }, { $ref: 'Thing' }, 2, []],
  ['a reference in a circle ends', 1, { $ref: 'Loop' }, 1, ['$']],
])('%s', (_, value, schema, total, undescribed) => {
  expect(leaves(value, schema)).toEqual([total, undescribed]);
});
