import { join } from 'node:path';
import { withoutDeprecatedAlternatives } from './alternatives.ts';
import { bitrix24Files } from './bitrix24.ts';
import { bundlesFolder, loadDocuments, repository } from './bundles.ts';
import { catalogFiles } from './catalog.ts';
import { checkExports, checkNames } from './checks.ts';
import { type NamedDocument, servicePath } from './documents.ts';
import { plainFront } from './front.ts';
import { generateTypes } from './hey-api.ts';
import { hubexFront } from './hubex.ts';
import { hubexFacts } from './hubex-facts.ts';
import { operationFiles } from './operations.ts';
import { SpecError } from './spec-error.ts';
import { tokenFiles } from './token-facts.ts';
import { addFiles, type Files, writeFiles } from './write.ts';

interface Generator {
  /** Where its files go, below the repository's root. */
  folder: string;
  /** Does it read the bundles of its own provider only? */
  own: boolean;
  files: (documents: readonly NamedDocument[]) => Promise<Files> | Files;
}

const generators = {
  auth: { folder: 'packages/auth/src/generated', own: false, files: tokenFiles },
  catalog: { folder: 'packages/catalog/data', own: false, files: catalogFiles },
  hubex: { folder: 'packages/hubex/src/generated', own: true, files: hubexFiles },
  bitrix24: { folder: 'packages/bitrix24/src/generated', own: true, files: bitrix24Files },
  workly: { folder: 'packages/workly/src/generated', own: true, files: worklyFiles },
} satisfies Record<string, Generator>;

/** A package with a generated part. */
export type Target = keyof typeof generators;

/** All packages with a generated part. */
export const targets: readonly Target[] = Object.keys(generators) as Target[];

/** The target of that name, or a message that lists them. */
export function targetOf(name: string): Target {
  const target = targets.find((candidate) => candidate === name);
  if (!target) throw new SpecError(`Nothing is generated for "${name}". Name one of: ${targets.join(', ')}.`);
  return target;
}

/** Where to read and write, when it is not the repository. */
export interface Places {
  /** The folder of bundled documents. */
  bundles?: string;
  /** The folder that takes the place of the repository's root for what is written. */
  root?: string;
}

/**
 * Writes the generated part of one package and tells how many files it has.
 * @throws SpecError when a bundle is missing or the specs cannot be turned into code
 */
export async function generate(target: Target, { bundles = bundlesFolder, root = repository }: Places = {}): Promise<number> {
  const { folder, own, files }: Generator = generators[target];
  const all = loadDocuments(bundles).map(({ name, document }) => ({ name, document: withoutDeprecatedAlternatives(document) }));
  const documents = own ? all.filter(({ name }) => name.split('/')[0] === target) : all;
  if (documents.length === 0)
    throw new SpecError(`There is no bundle of ${target} in ${bundles}. Run \`pnpm --filter @portolan/specs bundle\`.`);
  documents.forEach(checkNames);
  const generated = await files(documents);
  checkExports(target, generated);
  writeFiles(join(root, folder), generated);
  return generated.size;
}

async function hubexFiles(documents: readonly NamedDocument[]): Promise<Files> {
  const files: Files = new Map();
  for (const { name, document } of documents) {
    const prefix = servicePath(document);
    addFiles(files, operationFiles(document, await generateTypes(document, prefix), prefix, hubexFront), `${name.split('/')[1]}/`);
  }
  addFiles(files, hubexFacts(documents));
  return files;
}

async function worklyFiles(documents: readonly NamedDocument[]): Promise<Files> {
  const files: Files = new Map();
  for (const { document } of documents) addFiles(files, operationFiles(document, await generateTypes(document), '', plainFront));
  return files;
}
