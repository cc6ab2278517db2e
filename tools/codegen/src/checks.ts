import { type Document, type Located, type NamedDocument, operationsOf } from './documents.ts';
import { kebab, pascal } from './names.ts';
import { SpecError } from './spec-error.ts';

/** What hey-api puts behind an operation's name when it names the operation's types. */
const operationTypes = ['Data', 'Response', 'Responses', 'Error', 'Errors'] as const;

const place = ({ path, method }: Located): string => `${method.toUpperCase()} ${path}`;

/**
 * Refuses names that would meet in the generated code, where hey-api would number them silently: operations of one
 * operationId (`crm.item.list` and `crm.itemList` are both `crmItemList`), schemas named like an operation's types, tags of
 * one folder.
 */
export function checkNames({ name, document }: NamedDocument): void {
  const byType = new Map<string, Located>();
  const tags = new Map<string, string>();
  for (const located of operationsOf(document)) {
    const { operation } = located;
    const type = pascal(operation.operationId);
    const other = byType.get(type);
    if (other) {
      throw new SpecError(
        `${name}: ${place(other)} (${other.operation.operationId}) and ${place(located)} (${operation.operationId}) have one name in the client. Give one of them another operationId.`,
      );
    }
    byType.set(type, located);
    const [tag] = operation.tags;
    const folder = kebab(tag);
    const sameFolder = tags.get(folder) ?? tag;
    if (sameFolder !== tag)
      throw new SpecError(`${name}: the tags ${sameFolder} and ${tag} both become the folder ${folder}. Rename one of them.`);
    tags.set(folder, tag);
  }
  for (const schema of Object.keys(document.components.schemas ?? {})) {
    for (const end of operationTypes) {
      const located = schema.endsWith(end) ? byType.get(schema.slice(0, -end.length)) : undefined;
      if (located) {
        throw new SpecError(
          `${name}: the schema ${schema} has the name that the types of ${located.operation.operationId} get. Rename the schema.`,
        );
      }
    }
  }
}

/** Refuses a Bitrix24 method that stands in two sections of a version, or that reads in one version and writes in the other. */
export function checkMethods(sections: readonly NamedDocument[]): void {
  const seen = new Map<string, { section: string; method: string }>();
  const effects = new Map<string, { section: string; reads: boolean }>();
  for (const { name, document } of sections) {
    for (const { path, operation } of operationsOf(document)) {
      const method = path.slice(1);
      const version = name.split('/')[1];
      // Portals do not tell upper from lower case, so neither may two methods.
      const key = `${version} ${method.toLowerCase()}`;
      const other = seen.get(key);
      if (other)
        throw new SpecError(
          `The method ${other.method} of ${other.section} and ${method} of ${name} are one ${version} method. Keep one of them.`,
        );
      seen.set(key, { section: name, method });
      const reads = operation['x-portolan-effect'] === 'read';
      const before = effects.get(method);
      if (before && before.reads !== reads) {
        throw new SpecError(
          `${method} reads in ${before.reads ? before.section : name} and writes in ${before.reads ? name : before.section}: the client tells them apart by name. Mend x-portolan-effect.`,
        );
      }
      effects.set(method, { section: name, reads });
    }
  }
}

/** Refuses a name that an index would re-export from two files: TypeScript knows neither of them then. */
export function checkExports(label: string, files: ReadonlyMap<string, string>): void {
  for (const [index, text] of files) {
    if (!/(?:^|\/)index\.ts$/.test(index)) continue;
    const from = new Map<string, string>();
    for (const file of reExported(index, text, files)) {
      for (const name of declaredNames(files.get(file) ?? '')) {
        const other = from.get(name);
        if (other !== undefined && other !== file) {
          throw new SpecError(
            `${label}: ${index} would export ${name} from ${other} and from ${file}. Share one schema, or rename one of them in the spec.`,
          );
        }
        from.set(name, file);
      }
    }
  }
}

/** Every file that an index re-exports as a whole, through other indexes as well. */
function reExported(index: string, text: string, files: ReadonlyMap<string, string>): string[] {
  const folder = index.split('/').slice(0, -1);
  return [...text.matchAll(/^export (?:type )?\* from '\.\/(.+)\.js';/gm)].flatMap(([, path]) => {
    const file = [...folder, `${path}.ts`].join('/');
    return [file, ...reExported(file, files.get(file) ?? '', files)];
  });
}

const declaredNames = (text: string): Set<string> =>
  new Set([...text.matchAll(/^export (?:type|interface|const) (\w+)/gm)].map(([, name]) => name!));

/** Refuses a list whose items stand deeper than the clients look. */
export function itemsKey(document: Document, { operation }: Located): string {
  const items = operation['x-portolan-paging']?.items ?? '';
  const [, key] = /^\/result\/([^/]+)$/.exec(items) ?? [];
  if (key === undefined) {
    throw new SpecError(
      `${document.info.title}: ${operation.operationId}: x-portolan-paging.items is "${items}"; Bitrix24 lists stand in /result or in /result/<name>.`,
    );
  }
  return key;
}
