import { describe, expect, test } from 'vitest';
import { type Bundle, deref, type Located, operationsOf, pointer, readBundle } from '../scripts/bundled.ts';
import { alternatives, type Schema } from '../scripts/describe.ts';
import { documents } from '../scripts/documents.ts';

/** The schemas at a JSON pointer of an answer; none when no schema knows the way. */
function at(bundle: Bundle, schema: Schema | undefined, path: string): Schema[] {
  const open = (found: readonly Schema[]): Schema[] => found.flatMap((one) => alternatives(one, (ref) => pointer(bundle, ref) as Schema));
  return path
    .split('/')
    .slice(1)
    .reduce((found, key) => open(found.flatMap((one) => one.properties?.[key] ?? [])), open(schema ? [schema] : []));
}

/** Lists whose items nobody describes where `x-portolan-paging` says that they are. */
function lost(bundle: Bundle): string[] {
  return operationsOf(bundle).flatMap(({ operation }: Located) => {
    const paging = operation['x-portolan-paging'];
    const answer = operation.responses['200'];
    if (!paging || !answer) return [];
    const schemas = Object.values(deref(bundle, answer).content ?? {}).flatMap(({ schema }) => at(bundle, schema, paging.items));
    const items = schemas.some((one) => one.items !== undefined || typeof one.additionalProperties === 'object');
    return items ? [] : [`${operation.operationId}: ${paging.items}`];
  });
}

describe('the items of a list', () => {
  const list = (items: string): Bundle => ({
    paths: {
      '/things': {
        post: {
          operationId: 'listThings',
          'x-portolan-paging': { style: 'start', items },
          responses: { '200': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Page' } } } } },
        },
      },
    },
    components: {
      schemas: {
        Page: { allOf: [{ type: 'object' }, { type: 'object', properties: { result: { $ref: '#/components/schemas/Things' } } }] },
        Things: { type: 'object', properties: { things: { type: 'array', items: { type: 'string' } } } },
      },
    },
  });

  test('are looked for through references and compositions', () => {
    expect(lost(list('/result/things'))).toEqual([]);
    expect(lost(list('/result/thing'))).toEqual(['listThings: /result/thing']);
    expect(lost(list('/result'))).toEqual(['listThings: /result']);
  });

  test.each(documents())('%s: stand where the spec says', (document) => {
    expect(lost(readBundle(document))).toEqual([]);
  });
});
