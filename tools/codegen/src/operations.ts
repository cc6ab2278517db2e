import { comment } from './comments.ts';
import { type Document, type Located, operationsOf } from './documents.ts';
import { bodies, emptyIsList, type Front } from './front.ts';
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
 * @param front what the functions are made of
 */
export function operationFiles(document: Document, types: TypeFiles, prefix: string, front: Front): Files {
  const files: Files = new Map(types);
  const byTag = Map.groupBy(operationsOf(document), ({ operation }) => operation.tags[0]);
  const folders: string[] = [];
  for (const [tag, operations] of byTag) {
    const folder = kebab(tag);
    folders.push(folder);
    const declared = types.get(`${folder}/${typesFile}`) ?? '';
    const imports: Imports = { types: [], tools: new Set(['operation']) };
    const functions = operations.map((located) => operationFunction(document, located, prefix, declared, front, imports));
    const operationsFile = [
      banner,
      `import { ${[...imports.tools].toSorted().join(', ')} } from ${quote(front.module)};`,
      `import type { ${imports.types.toSorted().join(', ')} } from './types.gen.js';`,
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

/** What a file of functions needs from elsewhere. */
interface Imports {
  types: string[];
  tools: Set<string>;
}

function operationFunction(document: Document, located: Located, prefix: string, declared: string, front: Front, imports: Imports): string {
  const { path, method, operation } = located;
  const id = operation.operationId;
  const data = `${pascal(id)}Data`;
  if (!declares(declared, data))
    throw new SpecError(`${document.info.title}: hey-api made no type ${data}. Give ${id} an operationId of letters and digits.`);
  imports.types.push(data);
  const { members, tools } = front.flags(document, located);
  const given = members.length === 0 ? '' : `, { ${members.join(', ')} }`;
  const answer = `${pascal(id)}Response`;
  const found = declares(declared, answer) ? bodies(document, operation) : 'none';
  const result = resultType(answer, found, emptyIsList(document, operation));
  const type = front.type?.(located, data, result) ?? { text: `Operation<${data}, ${result}>`, name: 'Operation' };
  if (type.text.includes(answer)) imports.types.push(answer);
  for (const tool of [...tools, `type ${type.name}`]) imports.tools.add(tool);
  const url = quote(prefix + path);
  return `${comment(operation)}\nexport const ${id}: ${type.text} = /*#__PURE__*/ operation('${id}', '${method.toUpperCase()}', ${url}${given});\n`;
}

/** What the promise gives: nothing, the answer, `undefined` beside it where 204 means "no such thing", an empty list where it means that. */
function resultType(answer: string, found: 'all' | 'some' | 'none', emptyList: boolean): string {
  if (found === 'none') return 'void';
  if (found === 'all') return answer;
  return emptyList ? `Exclude<${answer}, void>` : `Exclude<${answer}, void> | undefined`;
}
