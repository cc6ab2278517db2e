import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { comment } from '../src/comments.ts';
import { generateTypes } from '../src/hey-api.ts';
import { methodsFile } from '../src/methods.ts';
import { plainFront } from '../src/front.ts';
import { operationFiles } from '../src/operations.ts';
import { documentOf, operation, temporaryFolder } from './support.ts';

test('the comment holds summary, permissions, scope, context, notes, deprecation and link', () => {
  const described = operation('listDeals', {
    summary: 'List deals',
    description: 'Fifty a page.',
    deprecated: true,
    externalDocs: { url: 'https://example.com/deals' },
    'x-portolan-permissions': ['DealGet'],
    'x-portolan-scope': ['crm', 'user'],
    'x-portolan-context': 'application',
    'x-portolan-note': ['One.', 'Two.'],
    'x-portolan-replacement': 'crm.item.list',
  });
  expect(comment(described)).toBe(
    [
      '/**',
      ' * List deals.',
      ' *',
      ' * Fifty a page.',
      ' *',
      ' * Permission: DealGet. Scope: crm, user. Applications only: a webhook may not call it.',
      ' *',
      ' * Note: One.',
      ' *',
      ' * Note: Two.',
      ' *',
      ' * @deprecated Use crm.item.list.',
      ' *',
      ' * @see https://example.com/deals',
      ' */',
    ].join('\n'),
  );
});

test('without a replacement it says so', () => {
  expect(comment(operation('a', { deprecated: true, 'x-portolan-replacement': 'none' }))).toContain('@deprecated There is no replacement.');
});

test('a description begins no tag of its own', () => {
  expect(comment(operation('a', { description: '@deprecated really' }))).toContain(' * \\@deprecated really');
  expect(comment(operation('a', { description: 'Mail to user@example.com' }))).toContain('user@example.com');
});

test('no text of a spec ends a comment or leaves it: what is generated parses to the same declarations', async () => {
  const nasty = "End */ export const injected = `${1}`; /* 'x'\n\u2028 * /";
  const rest = {
    summary: 'Do it */ now',
    description: nasty,
    externalDocs: { url: 'https://example.com/*/a' },
    'x-portolan-note': nasty,
    'x-portolan-replacement': '*/',
    deprecated: true,
  };
  const document = documentOf(
    {
      '/a.get': {
        post: operation('aGet', {
          ...rest,
          requestBody: {
            content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer', description: nasty } } } } },
          },
          responses: { '200': { description: nasty, content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
        }),
      },
    },
    { Thing: { type: 'object', description: nasty, properties: { name: { type: 'string', description: nasty } } } },
  );
  document.info.title = nasty;
  const types = await generateTypes(document);
  const files = operationFiles(document, types, "/it's", plainFront);
  files.set('methods.ts', methodsFile(document, 'test'));
  const folder = temporaryFolder();
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    expect(text, path).not.toMatch(/^export const injected/m);
  }
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  // Imports cannot be found here; what may not be there are errors of syntax, TS1xxx.
  const output = run(process.execPath, [
    tsc,
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    ...[...files.keys()].map((path) => join(folder, path)),
  ]);
  expect(output.split('\n').filter((line) => /error TS1\d{3}\b/.test(line))).toEqual([]);
  expect(output).not.toContain('injected');
});

function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
