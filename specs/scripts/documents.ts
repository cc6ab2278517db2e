import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The `specs/` folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Names of all documents, `hubex/work`, `bitrix24/v2/crm`, `workly`; each has an `openapi.yaml`. */
export function documents(only: readonly string[] = []): string[] {
  const all = globSync('**/openapi.yaml', { cwd: root, exclude: ['node_modules', 'dist'] })
    .map((file) => dirname(file).replaceAll('\\', '/'))
    .toSorted();
  for (const name of only) {
    if (!all.some((document) => document === name || document.startsWith(`${name}/`))) {
      process.stderr.write(`No document "${name}" in specs/. There are: ${all.join(', ')}\n`);
      process.exit(1);
    }
  }
  return only.length === 0 ? all : all.filter((d) => only.some((name) => d === name || d.startsWith(`${name}/`)));
}

/** Names of documents by their first folder. */
export const byProvider = (names: readonly string[]): Map<string, string[]> => Map.groupBy(names, (name) => name.split('/')[0]!);

/** Where a document's bundle goes. */
export const bundlePath = (document: string): string => join(root, 'dist', `${document}.json`);

/** The entry file of a document. */
export function entryPath(document: string): string {
  const path = join(root, document, 'openapi.yaml');
  if (!existsSync(path)) throw new Error(`${path} does not exist.`);
  return path;
}
