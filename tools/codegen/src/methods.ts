import { comment, commentLine } from './comments.ts';
import { contentOf, deref, type Document, type Located, type Operation, operationsOf } from './documents.ts';
import { kebab, pascal, property, quote, typeName } from './names.ts';
import { SpecError } from './spec-error.ts';
import { banner } from './write.ts';

/** `/crm.deal.list` -> `crm.deal.list`. */
export const methodName = ({ path }: Located): string => path.slice(1);

/** Notes an import, and gives the name back. */
type Use = (from: string, name: string) => string;

/** The file that names every method of a Bitrix24 section: a map by method name and the nested form of the same types. */
export function methodsFile(document: Document, section: string): string {
  const operations = operationsOf(document);
  const name = typeName(section);
  const imports = new Map<string, Set<string>>();
  const use: Use = (from, type) => {
    imports.set(from, (imports.get(from) ?? new Set()).add(type));
    return type;
  };
  const map = operations.map(
    (located) => `${comment(located.operation, '  ')}\n  ${quote(methodName(located))}: ${signature(document, located, use)};`,
  );
  return [
    banner,
    "import type { ListCall, Listing, ListingV3, Method, MethodCall, SelectCall, Selecting, SelectListCall } from '../../../methods.js';",
    ...[...imports]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, names]) => `import type { ${[...names].toSorted().join(', ')} } from '${from}';`),
    '',
    `/** Methods of ${commentLine(document.info.title)} by name: what they take and what they answer. */`,
    `export interface ${name}Methods {`,
    ...map,
    '}',
    '',
    '/** The same methods as nested functions. */',
    `export interface ${name}Api ${printTree(document, tree(operations), `${name}Methods`, '')}`,
    '',
  ].join('\n');
}

function signature(document: Document, { operation }: Located, use: Use): string {
  const folder = `./${kebab(operation.tags[0])}/types.gen.js`;
  const id = pascal(operation.operationId);
  const answer = use(folder, `${id}Response`);
  const body = operation.requestBody ? `${use(folder, `${id}Data`)}['body']` : undefined;
  const entity = operation['x-portolan-entity'];
  if (entity && !document.components.schemas?.[entity]) {
    throw new SpecError(
      `${document.info.title}: ${operation.operationId}: x-portolan-entity ${entity} is not a schema of the document. Name the schema of the list's items.`,
    );
  }
  if (!body) return `Method<undefined, ${answer}>`;
  const keys = entity ? byEntity(document, operation) : [];
  if (!entity || keys.length === 0) return `Method<${body}, ${answer}>`;
  const type = use('./types.gen.js', entity);
  const given = `${isV3(operation) ? 'ListingV3' : 'Listing'}<${body}, ${type}, ${keys.map(quote).join(' | ')}>, ${answer}`;
  if (!narrows(document, operation)) return `Method<${given}>`;
  const { key } = operation['x-portolan-paging'] ?? {};
  return `Selecting<${given}, ${type}, ${key === undefined ? 'never' : quote(key)}>`;
}

const isV3 = (operation: Operation): boolean => operation['x-portolan-api'] === 'v3';

/** Does `select` decide which fields of the answer's entity there are? Where names to select are spelled otherwise than the answer, it tells nothing. */
function narrows(document: Document, operation: Operation): boolean {
  const entity = operation['x-portolan-entity'];
  if (!entity || !byEntity(document, operation).some((key) => key.toLowerCase() === 'select')) return false;
  const answer = operation.responses['200'];
  return answer !== undefined && refersTo(document, deref(document, answer).content, entity);
}

/** Does a value refer to the schema, by others at most one step away? */
function refersTo(document: Document, value: unknown, schema: string, steps = 1): boolean {
  const names = [...JSON.stringify(value ?? {}).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!);
  return (
    names.includes(schema) ||
    (steps > 0 && names.some((name) => refersTo(document, document.components.schemas?.[name], schema, steps - 1)))
  );
}

/** The parameters that `x-portolan-entity` gives a type: those that refer to the shared, open shapes. A shape of its own wins. */
function byEntity(document: Document, operation: Operation): string[] {
  const schema = contentOf(operation.requestBody?.content)?.schema;
  const shared = ['Filter', 'Select', 'Order'].map((name) => `#/components/schemas/${name}`);
  const parts = schema ? [deref(document, schema), ...(deref(document, schema).allOf ?? []).map((part) => deref(document, part))] : [];
  return parts.flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([key, { $ref, allOf }]) => {
      const name = $ref ?? (allOf?.length === 1 ? allOf[0]!.$ref : undefined);
      return name && shared.includes(name) ? [key] : [];
    }),
  );
}

interface Tree {
  method?: Located;
  children: Map<string, Tree>;
}

function tree(operations: readonly Located[]): Tree {
  const root: Tree = { children: new Map() };
  for (const located of operations) {
    let node = root;
    for (const word of methodName(located).split('.')) {
      const next: Tree = node.children.get(word) ?? { children: new Map() };
      node.children.set(word, next);
      node = next;
    }
    node.method = located;
  }
  return root;
}

function printTree(document: Document, node: Tree, methods: string, indent: string): string {
  const inner = `${indent}  `;
  const members = [...node.children].map(([word, child]) => {
    const parts: string[] = [];
    if (child.method)
      parts.push(
        `${narrows(document, child.method.operation) ? 'Select' : ''}${child.method.operation['x-portolan-paging'] ? 'ListCall' : narrows(document, child.method.operation) ? 'Call' : 'MethodCall'}<${methods}[${quote(methodName(child.method))}]${isV3(child.method.operation) ? ", 'v3'" : ''}>`,
      );
    if (child.children.size > 0) parts.push(printTree(document, child, methods, inner));
    const docs = child.method ? `${comment(child.method.operation, inner)}\n` : '';
    return `${docs}${inner}${property(word)}: ${parts.join(' & ')};`;
  });
  return `{\n${members.join('\n')}\n${indent}}`;
}
