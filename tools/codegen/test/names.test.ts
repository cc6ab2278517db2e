import { describe, expect, test } from 'vitest';
import { checkExports, checkMethods, checkNames, itemsKey } from '../src/checks.ts';
import { type Document, type Operation, operationsOf } from '../src/documents.ts';
import { generate } from '../src/generate.ts';
import { kebab, property, quote, typeName } from '../src/names.ts';
import { bundlesOf, documentOf, operation, temporaryFolder } from './support.ts';

const method = (operationId: string, rest: Partial<Operation> = {}): Operation => operation(operationId, { tags: ['crm.deal'], ...rest });

describe('names of one document', () => {
  test('two methods that are one name in camelCase are refused with both names', () => {
    const document = documentOf({ '/crm.item.list': { post: method('crmItemList') }, '/crm.itemList': { post: method('crmItemList') } });
    expect(() => checkNames({ name: 'bitrix24/v2/crm', document })).toThrow(/crm\.item\.list.*crm\.itemList.*operationId/);
  });

  test('operationIds that differ in their first letter only are refused: their types have one name', () => {
    const document = documentOf({ '/a': { get: operation('getThing') }, '/b': { get: operation('GetThing') } });
    expect(() => checkNames({ name: 'hubex/test', document })).toThrow(/GET \/a \(getThing\) and GET \/b \(GetThing\)/);
  });

  test('a schema with the name of an operation type is refused', () => {
    const document = documentOf({ '/a': { get: operation('getThing') } }, { GetThingResponse: { type: 'object' } });
    expect(() => checkNames({ name: 'hubex/test', document })).toThrow(
      'the schema GetThingResponse has the name that the types of getThing get',
    );
  });

  test('tags of one folder are refused', () => {
    const document = documentOf({
      '/a': { get: operation('getA', { tags: ['TaskTypes'] }) },
      '/b': { get: operation('getB', { tags: ['task.types'] }) },
    });
    expect(() => checkNames({ name: 'hubex/test', document })).toThrow(
      'the tags TaskTypes and task.types both become the folder task-types',
    );
  });

  test('the generator applies the check', async () => {
    const document = documentOf({ '/a': { get: operation('getThing') }, '/b': { get: operation('getThing') } });
    await expect(generate('hubex', { bundles: bundlesOf({ 'hubex/test': document }), root: temporaryFolder() })).rejects.toThrow(
      /getThing.*getThing/,
    );
  });

  test('different names pass', () => {
    const document = documentOf(
      { '/a': { get: operation('getThing') }, '/b': { get: operation('getThings') } },
      { Thing: { type: 'object' } },
    );
    expect(() => checkNames({ name: 'hubex/test', document })).not.toThrow();
  });
});

describe('methods of all sections', () => {
  const section = (path: string, rest: Partial<Operation> = {}): Document => documentOf({ [path]: { post: method('a', rest) } });

  test('a method in two sections of a version is refused with both sections', () => {
    const sections = [
      { name: 'bitrix24/v2/crm', document: section('/user.get') },
      { name: 'bitrix24/v2/user', document: section('/user.Get') },
    ];
    expect(() => checkMethods(sections)).toThrow(/user\.get of bitrix24\/v2\/crm and user\.Get of bitrix24\/v2\/user/);
  });

  test('a method in both versions is two methods, unless one reads and the other writes', () => {
    const v2 = { name: 'bitrix24/v2/tasks', document: section('/tasks.task.get') };
    expect(() => checkMethods([v2, { name: 'bitrix24/v3/tasks', document: section('/tasks.task.get') }])).not.toThrow();
    const write = section('/tasks.task.get', { 'x-portolan-effect': 'write', 'x-portolan-idempotent': false });
    expect(() => checkMethods([v2, { name: 'bitrix24/v3/tasks', document: write }])).toThrow(
      /tasks\.task\.get reads in bitrix24\/v2\/tasks and writes in bitrix24\/v3\/tasks/,
    );
  });

  test('items deeper than one property of the result are refused', () => {
    const [located] = operationsOf(section('/a.list', { 'x-portolan-paging': { style: 'start', items: '/result/a/b' } }));
    expect(() => itemsKey(section('/a.list'), located!)).toThrow('x-portolan-paging.items is "/result/a/b"');
    const [good] = operationsOf(section('/a.list', { 'x-portolan-paging': { style: 'start', items: '/result/items' } }));
    expect(itemsKey(section('/a.list'), good!)).toBe('items');
  });
});

describe('what an index re-exports', () => {
  const files = (second: string): Map<string, string> =>
    new Map([
      ['index.ts', "export * from './a/index.js';\nexport type * from './types.gen.js';\n"],
      ['a/index.ts', "export * from './operations.js';\nexport type * from './types.gen.js';\n"],
      ['a/operations.ts', 'export const getA: Operation = 1;\n'],
      ['a/types.gen.ts', 'export type Thing = { id: number };\n'],
      ['types.gen.ts', second],
    ]);

  test('one name from two files is refused with both', () => {
    expect(() => checkExports('hubex', files('export type Thing = { id: string };\n'))).toThrow(
      /hubex: index\.ts would export Thing from a\/types\.gen\.ts and from types\.gen\.ts/,
    );
  });

  test('a constant and a type of one name in one file pass: enumerations are both', () => {
    expect(() => checkExports('hubex', files('export const Kind = {} as const;\nexport type Kind = 1;\n'))).not.toThrow();
  });
});

test('names of folders, types, properties and literals', () => {
  expect(kebab('TaskCheckLists')).toBe('task-check-lists');
  expect(kebab('crm.deal')).toBe('crm-deal');
  expect(typeName('document_generator')).toBe('DocumentGenerator');
  expect([property('list'), property('a-b')]).toEqual(['list', "'a-b'"]);
  expect(quote(`it's "so" \\ ok`)).toBe(`'it\\'s "so" \\\\ ok'`);
});
