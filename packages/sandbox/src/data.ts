import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SpecDocument } from './engine/document.js';
import type { Spec } from './engine/spec.js';

/** The folder with the bundled specs that ships with the package. */
const dataFolder: string = fileURLToPath(new URL('../data', import.meta.url));

/** Reads every bundled document of a folder; its name is its path without `.json`. */
export function loadDocuments(folder: string = dataFolder): SpecDocument[] {
  if (!existsSync(folder)) {
    throw new Error(`The sandbox has no specs in ${folder}. Run "pnpm generate" in the repository, or reinstall @portolan/sandbox.`);
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => ({ name: file.slice(0, -5), spec: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Spec }));
}
