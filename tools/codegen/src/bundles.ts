import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document, NamedDocument } from './documents.ts';
import { SpecError } from './spec-error.ts';

/** The root of the repository. */
export const repository: string = join(import.meta.dirname, '..', '..', '..');

/** Where `specs` puts its bundles. */
export const bundlesFolder: string = join(repository, 'specs', 'dist');

const remedy = 'Run `pnpm --filter @portolan/specs bundle`.';

/** All bundled documents of a folder, in the order of their names. */
export function loadDocuments(folder: string = bundlesFolder): NamedDocument[] {
  const files = existsSync(folder) ? globSync('**/*.json', { cwd: folder }).toSorted() : [];
  if (files.length === 0) throw new SpecError(`There are no bundled specs in ${folder}. ${remedy}`);
  return files.map((file) => ({ name: file.replaceAll('\\', '/').replace(/\.json$/, ''), document: parse(join(folder, file)) }));
}

/** The document of that name, or a message that says where it should come from. */
export function findDocument(documents: readonly NamedDocument[], name: string, why: string): Document {
  const found = documents.find((document) => document.name === name);
  if (!found) throw new SpecError(`The bundle ${name} is missing; ${why}. ${remedy}`);
  return found.document;
}

function parse(file: string): Document {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Document;
  } catch (error) {
    throw new SpecError(`${file} is not JSON. ${remedy}`, { cause: error });
  }
}
