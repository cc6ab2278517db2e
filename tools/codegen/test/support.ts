import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { bundlesFolder } from '../src/bundles.ts';
import type { Document, Operation, PathItem, Schema } from '../src/documents.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that lives as long as the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-codegen-'));
  folders.push(folder);
  return folder;
}

/** A copy of the real bundles, so that bundling meanwhile changes nothing under a test. */
export function copyOfBundles(): string {
  const folder = temporaryFolder();
  cpSync(bundlesFolder, folder, { recursive: true });
  return folder;
}

/** Writes bundles by name, `hubex/work`, into a folder of their own. */
export function bundlesOf(documents: Record<string, Document>): string {
  const folder = temporaryFolder();
  for (const [name, document] of Object.entries(documents)) {
    const file = join(folder, `${name}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(document));
  }
  return folder;
}

/** Every file below a folder by its path. */
export function filesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return new Map(paths.map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]));
}

/** An operation that has what every operation must have. */
export function operation(operationId: string, rest: Partial<Operation> = {}): Operation {
  return {
    operationId,
    tags: ['Things'],
    summary: 'Do a thing',
    'x-portolan-effect': 'read',
    'x-portolan-idempotent': true,
    responses: {
      '200': {
        description: 'Done.',
        content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer' } } } } },
      },
    },
    ...rest,
  };
}

/** A document with these paths and schemas. */
export function documentOf(paths: Record<string, PathItem>, schemas: Record<string, Schema> = {}): Document {
  return {
    openapi: '3.1.0',
    info: { title: 'Test service', version: '1' },
    servers: [{ url: 'https://example.com/fsm/TEST' }],
    tags: [{ name: 'Things', description: 'Things.' }],
    paths,
    components: { schemas, parameters: { Range: { name: 'Range', in: 'header', schema: { type: 'string' }, 'x-portolan-cut': 10_000 } } },
  };
}
