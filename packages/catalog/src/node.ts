import { readFile } from 'node:fs/promises';
import { type Catalog, createCatalog } from './catalog.js';

/** The catalog over the data files of this package, for Node. */
export function nodeCatalog(): Catalog {
  return createCatalog({ read: (file) => readFile(new URL(`../data/${file}`, import.meta.url), 'utf8') });
}
