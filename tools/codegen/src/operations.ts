import { comment } from './comments.ts';
import { type Document, type Located, operationsOf } from './documents.ts';
import { flagsOf, bodies, printFlags } from './flags.ts';
import { declares, type TypeFiles, typesFile } from './hey-api.ts';
import { kebab, pascal, quote } from './names.ts';
import { SpecError } from './spec-error.ts';
import { addFiles, banner, type Files } from './write.ts';

/**
 * Functions of a REST document (HubEx, Workly), one file a tag, each a typed `operation(...)` that a bundler can drop.
 * Answers the files by path, with an index a tag and one for the whole document.
 *
 * @param types what hey-api made of the document
 * @param prefix stands in front of every path: `/WORK`
 */
export function operationFiles(document: Document, types: TypeFiles, prefix: string): Files {
  const files: Files = new Map(types);
  const byTag = Map.groupBy(operationsOf(document), ({ operation }) => operation.tags[0]);
  const folders: string[] = [];
  for (const [tag, operations] of byTag) {
    const folder = kebab(tag);
    folders.push(folder);
    const declared = types.get(`${folder}/${typesFile}`) ?? '';
    const imports: string[] = [];
    const functions = operations.map((located) => operationFunction(document, located, prefix, declared, imports));
    const encoders = new Set(operations.flatMap(({ method, operation }) => flagsOf(document, method, operation).encoding ?? []));
    const operationsFile = [
      banner,
      `import { ${[...[...encoders].toSorted(), 'type Operation', 'operation'].join(', ')} } from '@portolan/transport';`,
      `import type { ${imports.toSorted().join(', ')} } from './types.gen.js';`,
      '',
      ...functions,
    ];
    const index = `${banner}\nexport * from './operations.js';\nexport type * from './types.gen.js';\n`;
    addFiles(
      files,
      new Map([
        ['operations.ts', operationsFile.join('\n')],
        ['index.ts', index],
      ]),
      `${folder}/`,
    );
  }
  addFiles(
    files,
    new Map([
      ['index.ts', `${banner}\n${folders.map((folder) => `export * from './${folder}/index.js';\n`).join('')}${exportShared(types)}\n`],
    ]),
  );
  return files;
}

/** The line that re-exports what the tags share. Enumerations are constants, everything else in the shared file is a type. */
export function exportShared(types: TypeFiles): string {
  return `export ${/^export const /m.test(types.get(typesFile) ?? '') ? '' : 'type '}* from './types.gen.js';`;
}

function operationFunction(
  document: Document,
  { path, method, operation }: Located,
  prefix: string,
  declared: string,
  imports: string[],
): string {
  const id = operation.operationId;
  const data = `${pascal(id)}Data`;
  if (!declares(declared, data))
    throw new SpecError(`${document.info.title}: hey-api made no type ${data}. Give ${id} an operationId of letters and digits.`);
  imports.push(data);
  const flags = flagsOf(document, method, operation);
  const given = Object.keys(flags).length === 0 ? '' : `, ${printFlags(flags)}`;
  const answer = `${pascal(id)}Response`;
  const found = declares(declared, answer) ? bodies(document, operation) : 'none';
  if (found !== 'none') imports.push(answer);
  const result = resultType(answer, found, flags.empty !== undefined);
  const url = quote(prefix + path);
  return `${comment(operation)}\nexport const ${id}: Operation<${data}, ${result}> = /*#__PURE__*/ operation('${id}', '${method.toUpperCase()}', ${url}${given});\n`;
}

/** What the promise gives: nothing, the answer, `undefined` beside it where 204 means "no such thing", an empty list where it means that. */
function resultType(answer: string, found: 'all' | 'some' | 'none', emptyIsList: boolean): string {
  if (found === 'none') return 'void';
  if (found === 'all') return answer;
  return emptyIsList ? `Exclude<${answer}, void>` : `Exclude<${answer}, void> | undefined`;
}
