import { indexEntries, searchEntries } from './search.js';
import type { CatalogDocument, CatalogEntry, JsonSchema, OperationDetails } from './types.js';

/** Where the catalog's data files come from: `index.json`, `hubex/work.json`, ... */
export interface CatalogSource {
  /** Gives the text of a data file. */
  read: (file: string) => Promise<string>;
}

/** Looks operations up. Files are read when first needed and kept. */
export interface Catalog {
  /** Every operation, in the order of the specs. */
  index(): Promise<readonly CatalogEntry[]>;
  /** The spec documents, with what their tags are about. */
  documents(): Promise<readonly CatalogDocument[]>;
  /**
   * Everything about one operation.
   * @throws RangeError when there is no such operation
   */
  operation(id: string): Promise<OperationDetails>;
  /** Operations that match every word, best first; 50 unless told. */
  search(query: string, limit?: number): Promise<CatalogEntry[]>;
}

interface IndexFile {
  documents: CatalogDocument[];
  entries: CatalogEntry[];
}

interface DocumentFile {
  operations: Record<string, Omit<OperationDetails, 'entry' | 'definitions'>>;
  definitions: Record<string, JsonSchema>;
}

/** Opens a catalog over its data files, wherever they are kept. */
export function createCatalog({ read }: CatalogSource): Catalog {
  const files = new Map<string, Promise<unknown>>();
  const load = <T>(file: string): Promise<T> => {
    let found = files.get(file);
    if (!found) {
      found = read(file).then((text) => JSON.parse(text) as unknown);
      // A failed read is tried again next time.
      found.catch(() => files.delete(file));
      files.set(file, found);
    }
    return found as Promise<T>;
  };
  const indexFile = (): Promise<IndexFile> => load('index.json');
  let searchable: ReturnType<typeof indexEntries> | undefined;
  return {
    index: async () => (await indexFile()).entries,
    documents: async () => (await indexFile()).documents,
    async operation(id) {
      const entry = (await indexFile()).entries.find((candidate) => candidate.id === id);
      if (!entry) throw new RangeError(`No operation "${id}" in the catalog. Ids look like hubex/work/listTasks.`);
      const { operations, definitions } = await load<DocumentFile>(`${entry.document}.json`);
      const details = operations[id.slice(entry.document.length + 1)];
      if (!details) throw new RangeError(`The catalog's data is incomplete: ${entry.document}.json lacks ${id}. Generate it again.`);
      return { entry, ...details, definitions: reachable(details, definitions) };
    },
    async search(query, limit = 50) {
      searchable ??= indexEntries((await indexFile()).entries);
      return searchEntries(searchable, query, limit);
    },
  };
}

/** The definitions that a value refers to, directly or through others. */
function reachable(value: unknown, definitions: Record<string, JsonSchema>): Record<string, JsonSchema> {
  const found: Record<string, JsonSchema> = {};
  const visit = (node: unknown): void => {
    for (const [, name] of JSON.stringify(node).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      const schema = name === undefined || Object.hasOwn(found, name) ? undefined : definitions[name];
      if (!schema || name === undefined) continue;
      found[name] = schema;
      visit(schema);
    }
  };
  visit(value);
  return found;
}
