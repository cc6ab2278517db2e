import { createClient } from '@hey-api/openapi-ts';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document } from './documents.ts';
import { kebab } from './names.ts';
import { type Prepared, prepare, restoreKeys } from './prepare.ts';
import { banner } from './write.ts';

/** Generated type files by path, `types.gen.ts` for what is shared and `<tag>/types.gen.ts` for operations. */
export type TypeFiles = ReadonlyMap<string, string>;

/** The name of hey-api's files. */
export const typesFile = 'types.gen.ts';

/** Is that type in the text of a generated file? */
export const declares = (text: string, type: string): boolean => text.includes(`export type ${type} = `);

/** Runs hey-api's type generator over a document. `prefix` goes in front of every path; `only` keeps the operations named. */
export async function generateTypes(document: Document, prefix = '', only?: readonly string[]): Promise<TypeFiles> {
  const prepared = prepare(document, prefix, only);
  const folder = mkdtempSync(join(tmpdir(), 'portolan-types-'));
  try {
    await createClient({
      input: prepared.document as unknown as Record<string, unknown>,
      output: { path: folder, module: { extension: '.js' }, header: [banner.trim()], entryFile: false },
      logs: { level: 'silent', file: false },
      parser: {
        hooks: {
          symbols: {
            getFilePath: (symbol) => {
              const tag: unknown = symbol.meta?.['tags']?.[0];
              return typeof tag === 'string' ? `${kebab(tag)}/types` : undefined;
            },
          },
        },
      },
      plugins: [{ name: '@hey-api/typescript', definitions: { case: 'preserve' }, enums: { mode: 'javascript', case: 'preserve' } }],
    });
    const files = globSync('**/*.ts', { cwd: folder }).toSorted();
    return new Map(files.map((file) => [file.replaceAll('\\', '/'), tidy(readFileSync(join(folder, file), 'utf8'), prepared.keys)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Custom fields get their keys back; hey-api's own `ClientOptions` goes, since the client is ours. */
function tidy(types: string, keys: Prepared['keys']): string {
  return restoreKeys(types, keys).replace(/export type ClientOptions = \{.*?^\};\n+/ms, '');
}
