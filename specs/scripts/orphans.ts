import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { root } from './documents.ts';

interface Entry {
  paths?: Record<string, { $ref?: string }>;
  webhooks?: Record<string, { $ref?: string }>;
}

/**
 * Path items that no document has, and entries that refer to the path item of another path: both vanish from the clients
 * without a word otherwise.
 * @param documents names of the documents to look at
 * @param specs the `specs/` folder
 */
export function orphans(documents: readonly string[], specs: string = root): string[] {
  return documents.flatMap((document) => {
    const folder = join(specs, document);
    const entry = join(folder, 'openapi.yaml');
    const { paths, webhooks } = read(entry) as Entry;
    const referred = new Set<string>();
    const problems: string[] = [];
    for (const [path, { $ref }] of Object.entries({ ...paths, ...webhooks })) {
      const [file, key] = $ref?.split('#/') ?? [];
      if (file === undefined || key === undefined) continue;
      const target = key.replaceAll('~1', '/').replaceAll('~0', '~');
      referred.add(`${resolve(dirname(entry), file)} ${target}`);
      if (target !== path) problems.push(`${document}/openapi.yaml: ${path} refers to the path item of ${target}.`);
    }
    for (const file of globSync('paths/**/*.yaml', { cwd: folder }).toSorted()) {
      for (const path of Object.keys((read(join(folder, file)) as object | null) ?? {})) {
        if (referred.has(`${join(folder, file)} ${path}`)) continue;
        problems.push(
          `${relative(specs, join(folder, file)).replaceAll('\\', '/')}: ${path} is in no document. Refer to it from ${document}/openapi.yaml, or remove it.`,
        );
      }
    }
    return problems;
  });
}

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));
