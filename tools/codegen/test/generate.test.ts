import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadDocuments } from '../src/bundles.ts';
import { type NamedDocument, operationsOf, servicePath } from '../src/documents.ts';
import { generate, targets } from '../src/generate.ts';
import { kebab } from '../src/names.ts';
import { bundlesOf, copyOfBundles, documentOf, filesOf, operation, temporaryFolder } from './support.ts';

async function generateAll(bundles: string): Promise<string> {
  const root = temporaryFolder();
  for (const target of targets) await generate(target, { bundles, root });
  return root;
}

describe('the real bundles', () => {
  let documents: NamedDocument[];
  let bundles: string;
  /** Generated files below the root, by path. */
  let files: Map<string, string>;

  beforeAll(async () => {
    bundles = copyOfBundles();
    documents = loadDocuments(bundles);
    files = filesOf(await generateAll(bundles));
  }, 60_000);

  const text = (path: string): string => {
    const found = files.get(path);
    if (found === undefined) throw new Error(`${path} was not generated.`);
    return found;
  };
  const of = (prefix: string): NamedDocument[] => documents.filter(({ name }) => name.startsWith(prefix));

  test('give the same bytes twice', { timeout: 60_000 }, async () => {
    const again = filesOf(await generateAll(bundles));
    expect([...again.keys()]).toEqual([...files.keys()]);
    expect([...again].flatMap(([path, generated]) => (generated === files.get(path) ? [] : [path]))).toEqual([]);
  });

  test('parameters by position are told in the order of the specs, other spellings left out', () => {
    const positional = text('packages/bitrix24/src/generated/positional.ts');
    expect(positional).toContain("['TASKID TASKDATA?', 'task.item.update'],");
    expect(positional).toContain("['TASKID ORDER? FILTER? SELECT? PARAMS?', 'task.elapseditem.getlist'],");
  });

  test('every operation of HubEx and Workly is one function, with its method and path', () => {
    let total = 0;
    for (const { name, document } of [...of('hubex/'), ...of('workly')]) {
      const folder = name === 'workly' ? 'packages/workly/src/generated' : `packages/hubex/src/generated/${name.split('/')[1]}`;
      const prefix = name === 'workly' ? '' : servicePath(document);
      const operations = operationsOf(document);
      const functions = [...files]
        .filter(([path]) => path.startsWith(`${folder}/`) && path.endsWith('/operations.ts'))
        .map(([, generated]) => generated);
      const found = functions.flatMap((generated) =>
        [...generated.matchAll(/^export const (\w+): .* operation\('(\w+)', '([A-Z]+)', '([^']+)'/gm)].map((match) =>
          match.slice(1).join(' '),
        ),
      );
      const wanted = operations.map(
        ({ path, method, operation: { operationId } }) => `${operationId} ${operationId} ${method.toUpperCase()} ${prefix}${path}`,
      );
      expect(found.toSorted(), name).toEqual(wanted.toSorted());
      total += found.length;
    }
    expect(total).toBeGreaterThan(65);
  });

  test('every method of Bitrix24 stands once in the map of its section, and its version has every section', () => {
    for (const version of ['v2', 'v3']) {
      for (const { name, document } of of(`bitrix24/${version}/`)) {
        const section = name.split('/')[2]!;
        const methods = text(`packages/bitrix24/src/generated/${version}/${section}/methods.ts`);
        const [, map = '', nested = ''] = methods.split(/^export interface /m);
        const wanted = operationsOf(document).map(({ path }) => path.slice(1));
        expect([...map.matchAll(/^ {2}'([^']+)': (?:Method|Selecting)</gm)].map((match) => match[1]!).toSorted(), name).toEqual(
          wanted.toSorted(),
        );
        expect(
          [...nested.matchAll(/(?:Method|List|Select)Call<\w+\['([^']+)'\](?:, 'v3')?>/g)].map((match) => match[1]!).toSorted(),
          `${name}, nested`,
        ).toEqual(wanted.toSorted());
        expect(text(`packages/bitrix24/src/generated/${version}/index.ts`)).toContain(`from './${section}/methods.js'`);
      }
    }
  });

  test('every operation stands once in the catalog, with its details', () => {
    const { entries } = JSON.parse(text('packages/catalog/data/index.json')) as { entries: { id: string }[] };
    const wanted = documents.flatMap(({ name, document }) =>
      operationsOf(document).map(({ operation: { operationId } }) => `${name}/${operationId}`),
    );
    expect(entries.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted());
    expect(new Set(wanted).size).toBe(wanted.length);
    for (const { name, document } of documents) {
      const { operations } = JSON.parse(text(`packages/catalog/data/${name}.json`)) as { operations: object };
      expect(Object.keys(operations).toSorted()).toEqual(
        operationsOf(document)
          .map(({ operation: { operationId } }) => operationId)
          .toSorted(),
      );
    }
  });

  test('the details refer to nothing that is not beside them', () => {
    for (const { name } of documents) {
      const generated = text(`packages/catalog/data/${name}.json`);
      const { definitions } = JSON.parse(generated) as { definitions: object };
      const missing = [...generated.matchAll(/"\$ref":"([^"]+)"/g)]
        .map((match) => match[1]!)
        .filter((ref) => !(ref.replace('#/definitions/', '') in definitions));
      expect(missing, name).toEqual([]);
    }
  });

  test('deprecation, scope and link of each operation stand in its comment', () => {
    for (const { name, document } of of('bitrix24/v')) {
      const [, version, section] = name.split('/') as [string, string, string];
      const map = text(`packages/bitrix24/src/generated/${version}/${section}/methods.ts`);
      for (const { path, operation: described } of operationsOf(document)) {
        const before = map.slice(0, map.indexOf(`\n  '${path.slice(1)}': `));
        const block = before.slice(before.lastIndexOf('/**'));
        expect(block).toContain(`${described.summary}.`);
        expect(block.includes('@deprecated'), `${path} deprecated`).toBe(described.deprecated === true);
        if (described.externalDocs) expect(block).toContain(`@see ${described.externalDocs.url}`);
        for (const scope of described['x-portolan-scope'] ?? []) expect(block).toMatch(new RegExp(`Scope: .*\\b${scope}\\b`));
      }
    }
  });

  test('no generated type lost its name to a number, and nothing of the runtime we do not use is left', () => {
    for (const [path, generated] of files) {
      if (!path.endsWith('types.gen.ts')) continue;
      expect(generated, path).not.toContain('ClientOptions');
      const [, name = ''] = /packages\/\w+\/src\/generated\/(.*)\/types\.gen\.ts$/.exec(path) ?? [];
      expect(name).toBe(name.split('/').map(kebab).join('/'));
    }
  });

  test('custom fields of deals are keys of their own, not an index over every string', () => {
    const types = text('packages/bitrix24/src/generated/v2/crm/types.gen.ts');
    expect(types).toMatch(/export type CustomFields_UF_\w* = \{\s*\[key: `UF_\$\{string\}`\]/);
    expect(types).toMatch(/\[key: `PARENT_ID_\$\{number\}`\]/);
  });

  test('what is written has the declared custom fields of what is read', () => {
    const types = text('packages/bitrix24/src/generated/v2/crm/types.gen.ts');
    for (const schema of ['Deal', 'DealFields']) expect(types).toContain(`export type ${schema} = CustomOf<'Deal'> & `);
    expect(text('packages/bitrix24/src/generated/v2/tasks/types.gen.ts')).toContain("export type NewTemplate = CustomOf<'Template'> & ");
    expect(types).not.toContain("CustomOf<'UserFieldSettings");
  });

  test('select narrows where its names are those of the answer', () => {
    const of = (path: string): string => text(`packages/bitrix24/src/generated/${path}/methods.ts`);
    expect(of('v2/crm')).toContain("list: SelectListCall<CrmMethods['crm.deal.list']>;");
    expect(of('v3/tasks')).toContain("get: SelectCall<TasksMethods['tasks.task.get'], 'v3'>;");
    expect(of('v2/tasks')).toContain("get: MethodCall<TasksMethods['tasks.task.get']>;");
  });
});

test('a run writes only what changed and removes what is no longer generated', async () => {
  const root = temporaryFolder();
  const one = documentOf({ '/a': { get: operation('getA') } });
  const two = documentOf({ '/a': { get: operation('getA') }, '/b': { get: operation('getB', { tags: ['Others'] }) } });
  await generate('hubex', { bundles: bundlesOf({ 'hubex/test': two }), root });
  const folder = join(root, 'packages/hubex/src/generated/test');
  expect([...filesOf(folder).keys()]).toContain('others/operations.ts');
  mkdirSync(join(folder, 'left-over'));
  for (const stray of ['left-over/old.ts', 'no-extension']) writeFileSync(join(folder, stray), '');
  const kept = join(folder, 'things/operations.ts');
  const index = join(folder, 'index.ts');
  const long = new Date('2020-01-01');
  for (const file of [kept, index]) utimesSync(file, long, long);
  const count = await generate('hubex', { bundles: bundlesOf({ 'hubex/test': one }), root });
  const left = [...filesOf(folder).keys()];
  // Beside the folder stands what all services share.
  expect(left).toHaveLength(count - 2);
  expect(left.filter((path) => /others|left-over|no-extension/.test(path))).toEqual([]);
  expect(statSync(kept).mtime, 'unchanged').toEqual(long);
  expect(statSync(index).mtime, 'changed').not.toEqual(long);
  expect(() => statSync(join(folder, 'others')), 'the empty folder goes too').toThrow('ENOENT');
});
