import { describe, expect, test } from 'vitest';
import { generateTypes } from '../src/hey-api.ts';
import { keyTemplate } from '../src/key-template.ts';
import { documentOf, operation } from './support.ts';

describe('keyTemplate', () => {
  test.each([
    ['^UF_', 'UF_${string}'],
    ['^UF_(?!CRM_TASK$|MAIL_MESSAGE$)', 'UF_${string}'],
    ['^ufCrm', 'ufCrm${string}'],
    ['^uf[A-Z0-9]', 'uf${string}'],
    ['^PARENT_ID_[0-9]+$', 'PARENT_ID_${number}'],
    ['^DYNAMIC_\\d+$', 'DYNAMIC_${number}'],
    ['^PARENT_ID_[0-9]+', 'PARENT_ID_${string}'],
    ['^[a-z]+_selfhosted$', '${string}_selfhosted'],
    ['^UF_[0-9]+_ID$', 'UF_${number}_ID'],
    ['^UFS?', 'UF${string}'],
    ['^[0-9]+$', '${number}'],
  ])('%s is %s', (pattern, template) => expect(keyTemplate(pattern)).toBe(template));

  test.each(['^.*$', '[a-z]+', 'UF_', '^[A-Z]+_', '^UF_|^PARENT_'])('%s is refused: nothing tells its keys from others', (pattern) => {
    expect(() => keyTemplate(pattern)).toThrow(`patternProperties "${pattern}": write a pattern that begins`);
  });

  test('a pattern of one name is refused', () => expect(() => keyTemplate('^TITLE$')).toThrow('make it a property'));
});

test('pattern keys become template literals, also inside each other; equal keys of different values stay apart', async () => {
  const document = documentOf(
    {
      '/a': {
        get: operation('getA', {
          responses: { '200': { description: 'A.', content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } } },
        }),
        put: operation('putA', {
          responses: { '200': { description: 'B.', content: { 'application/json': { schema: { $ref: '#/components/schemas/B' } } } } },
        }),
      },
    },
    {
      A: {
        type: 'object',
        properties: { id: { type: 'integer' }, headers: { type: 'string' }, description: { type: 'string' } },
        patternProperties: {
          '^UF_': { type: 'string' },
          '^MAP_': { type: 'object', patternProperties: { '^ITEM_[0-9]+$': { type: 'boolean' } } },
        },
      },
      B: { type: 'object', patternProperties: { '^UF_': { type: 'number' } } },
    },
  );
  const types = (await generateTypes(document)).get('types.gen.ts') ?? '';
  expect(types).toMatch(/type CustomFields_UF_\w* = \{\s*\[key: `UF_\$\{string\}`\]: string/);
  expect(types).toMatch(/type CustomFields_UF_\w*_2 = \{\s*\[key: `UF_\$\{string\}`\]: number/);
  expect(types).toMatch(/\[key: `ITEM_\$\{number\}`\]: boolean/);
  expect(types).not.toContain('[key: string]');
  // Properties that are called like parts of an answer are properties all the same.
  expect(types).toMatch(/headers\?: string;/);
});
