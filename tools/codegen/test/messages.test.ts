import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDocuments } from '../src/bundles.ts';
import type { Document } from '../src/documents.ts';
import { generate, targetOf, targets } from '../src/generate.ts';
import { mergeTypes } from '../src/merge-types.ts';
import { methodsFile } from '../src/methods.ts';
import { tokenFiles } from '../src/token-facts.ts';
import { addFiles } from '../src/write.ts';
import { bundlesOf, copyOfBundles, documentOf, operation, temporaryFolder } from './support.ts';

describe('a message says what to do', () => {
  test('for an unknown target, on the command line', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../src/main.ts'), 'hubx'], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(`Nothing is generated for "hubx". Name one of: ${targets.join(', ')}.\n`);
    expect(() => targetOf('toString')).toThrow('Nothing is generated for "toString"');
  });

  test('when there are no bundles', async () => {
    const bundles = temporaryFolder();
    for (const folder of [bundles, join(bundles, 'nowhere')]) {
      await expect(generate('hubex', { bundles: folder, root: temporaryFolder() })).rejects.toThrow(
        /no bundled specs in .*pnpm --filter @portolan\/specs bundle/,
      );
    }
  });

  test('when the bundles of one provider are missing', async () => {
    const bundles = bundlesOf({ workly: documentOf({ '/a': { get: operation('getA') } }) });
    await expect(generate('hubex', { bundles, root: temporaryFolder() })).rejects.toThrow(
      /no bundle of hubex in .*pnpm --filter @portolan\/specs bundle/,
    );
    await expect(
      generate('bitrix24', { bundles: bundlesOf({ 'bitrix24/oauth': documentOf({}) }), root: temporaryFolder() }),
    ).rejects.toThrow(/no bundle of Bitrix24 v2.*bundle/);
  });

  test('when a bundle that auth needs is missing', async () => {
    const bundles = copyOfBundles();
    rmSync(join(bundles, 'hubex/authz.json'));
    await expect(generate('auth', { bundles, root: temporaryFolder() })).rejects.toThrow(
      /bundle hubex\/authz is missing; the token facts of auth come from it\. Run/,
    );
  });

  test('when a bundle is not JSON', async () => {
    const bundles = temporaryFolder();
    writeFileSync(join(bundles, 'workly.json'), '{');
    await expect(generate('workly', { bundles, root: temporaryFolder() })).rejects.toThrow(/workly\.json is not JSON\. Run/);
  });

  test('when a token flow names an operation that does not exist', async () => {
    const documents = loadDocuments(copyOfBundles());
    const workly = documents.find(({ name }) => name === 'workly')!.document;
    const flow = workly.components.securitySchemes!['AccessToken']!['x-portolan-token-flow'] as { operations: Record<string, string> };
    flow.operations['renew'] = 'renewEverything';
    await expect(tokenFiles(documents)).rejects.toThrow(
      /token-flow of workly names the operation renewEverything, which Workly.* does not have\. Mend the reference/,
    );
  });

  test('when a security scheme lacks its token flow', async () => {
    const documents = loadDocuments(copyOfBundles());
    delete documents.find(({ name }) => name === 'workly')!.document.components.securitySchemes!['AccessToken']!['x-portolan-token-flow'];
    await expect(tokenFiles(documents)).rejects.toThrow(/security scheme AccessToken needs x-portolan-token-flow/);
  });

  test('when x-portolan-entity names no schema', () => {
    const document: Document = documentOf({
      '/a.list': { post: operation('aList', { 'x-portolan-entity': 'Deel', requestBody: { content: {} } }) },
    });
    expect(() => methodsFile(document, 'a')).toThrow(/aList: x-portolan-entity Deel is not a schema of the document/);
  });

  test('when a reference leads nowhere', async () => {
    const document = documentOf({
      '/a': { get: operation('getA', { responses: { default: { $ref: '#/components/responses/Gone', description: '' } } }) },
    });
    await expect(generate('catalog', { bundles: bundlesOf({ workly: document }), root: temporaryFolder() })).rejects.toThrow(
      'nothing stands at #/components/responses/Gone',
    );
  });

  test('when two files have one path', () => {
    expect(() => addFiles(new Map([['a/Index.ts', '']]), new Map([['index.ts', '']]), 'a/')).toThrow(
      'a/index.ts is generated twice (as a/Index.ts)',
    );
  });
});

describe('types of the token operations in one file', () => {
  test('keep their comments, and stand once', () => {
    const token = '/**\n * A token.\n */\nexport type Token = {\n    value: string;\n};';
    expect(mergeTypes([`// Generated\n\nimport type { A } from './a';\n\n${token}\n`, `${token}\n\nexport type Other = 1;\n`])).toBe(
      `${token}\n\nexport type Other = 1;\n`,
    );
  });

  test('must agree', () => {
    expect(() => mergeTypes(['export type Token = 1;', 'export type Token = 2;'])).toThrow('type Token means different things');
  });
});

test('facts and calls are constants of their own, so that a bundle drops those it does not use', async () => {
  const files = await tokenFiles(loadDocuments(copyOfBundles()));
  expect([...files.keys()].toSorted()).toEqual(['bitrix24', 'hubex', 'workly'].flatMap((name) => [`${name}.ts`, `${name}.types.ts`]));
  expect(files.get('hubex.ts')).toContain('export const accessTokenSeconds = 1800 as const;');
  expect(files.get('hubex.ts')).toMatch(/\/\*\* POST \/AUTHZ\/AccessTokens \*\/\nexport const accessTokenCall = \{\n {2}"method": "POST",/);
});

test('--into puts the files below another folder', () => {
  const folder = temporaryFolder();
  const main = join(import.meta.dirname, '../src/main.ts');
  const { status, stdout } = spawnSync(process.execPath, [main, 'auth', '--into', folder], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^auth: 6 files/)]);
  expect(existsSync(join(folder, 'packages/auth/src/generated/hubex.ts'))).toBe(true);
});
