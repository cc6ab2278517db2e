import type { NamedDocument } from './documents.ts';
import { checkMethods } from './checks.ts';
import { withCustomFields } from './custom-fields.ts';
import { eventFiles } from './events.ts';
import { generateTypes, type TypeFiles } from './hey-api.ts';
import { listsFile } from './lists.ts';
import { methodsFile } from './methods.ts';
import { typeName } from './names.ts';
import { exportShared } from './operations.ts';
import { positionalFile } from './positional.ts';
import { protocolFile, readsFile } from './protocol.ts';
import { shapesFile } from './shapes.ts';
import { SpecError } from './spec-error.ts';
import { addFiles, banner, type Files } from './write.ts';

const versions = ['v2', 'v3'] as const;

/** Files of `packages/bitrix24/src/generated`: types and methods a section, an index a version, what the protocol needs. */
export async function bitrix24Files(documents: readonly NamedDocument[]): Promise<Files> {
  const sections = documents.filter(({ name }) => /^bitrix24\/v[23]\//.test(name));
  checkMethods(sections);
  const files: Files = new Map();
  for (const { name, document } of sections) {
    const [, version, section] = name.split('/') as [string, string, string];
    const types = withCustomFields(document, await generateTypes(document));
    const own = new Map([...types, ['methods.ts', methodsFile(document, section)]]);
    addFiles(own, new Map([['index.ts', sectionIndex(types)]]));
    addFiles(files, own, `${version}/${section}/`);
  }
  for (const version of versions) {
    const names = sections.flatMap(({ name }) => (name.split('/')[1] === version ? [name.split('/')[2]!] : []));
    if (names.length === 0) throw new SpecError(`There is no bundle of Bitrix24 ${version}. Run \`pnpm --filter @portolan/specs bundle\`.`);
    addFiles(files, new Map([[`${version}/index.ts`, versionIndex(version, names)]]));
  }
  addFiles(
    files,
    new Map([
      ['protocol.ts', protocolFile(sections)],
      ['reads.ts', readsFile(sections)],
      ['lists.ts', listsFile(sections)],
      ['positional.ts', positionalFile(sections)],
    ]),
  );
  addFiles(files, new Map([['v3-shapes.ts', shapesFile(sections.filter(({ name }) => name.startsWith('bitrix24/v3/')))]]));
  const events = documents.find(({ name }) => name === 'bitrix24/events');
  if (events) addFiles(files, await eventFiles(events.document), 'events/');
  return files;
}

function sectionIndex(types: TypeFiles): string {
  const tags = [...types.keys()]
    .filter((path) => path.includes('/'))
    .map((path) => `export type * from './${path.replace(/\.ts$/, '.js')}';`);
  return `${[banner, ...tags, exportShared(types), "export type * from './methods.js';"].join('\n')}\n`;
}

function versionIndex(version: string, sections: readonly string[]): string {
  const types = sections.map(typeName);
  return [
    banner,
    ...sections.map((section) => `import type { ${typeName(section)}Api, ${typeName(section)}Methods } from './${section}/methods.js';`),
    '',
    `/** Every ${version} method by name. */`,
    `export interface Methods extends ${types.map((type) => `${type}Methods`).join(', ')} {}`,
    '',
    `/** Every ${version} method as a nested function. */`,
    `export type Api = ${types.map((type) => `${type}Api`).join(' & ')};`,
    '',
  ].join('\n');
}
