import { contentOf, deref, type Document, type Located, type Media, type NamedDocument, operationsOf, servicePath } from './documents.ts';
import type { Files } from './write.ts';

/** One line of the catalog's index; the shape is documented in `@portolan/catalog`. */
function entry(name: string, document: Document, { path, method, operation }: Located): object {
  const [provider] = name.split('/') as [string];
  return {
    id: `${name}/${operation.operationId}`,
    provider,
    document: name,
    service: serviceOf(name),
    tag: operation.tags[0],
    name: provider === 'bitrix24' && name !== 'bitrix24/oauth' ? path.slice(1) : operation.operationId,
    method: method.toUpperCase(),
    url: provider === 'hubex' ? servicePath(document) + path : path,
    summary: operation.summary,
    effect: operation['x-portolan-effect'],
    ...(operation['x-portolan-api'] ? { api: operation['x-portolan-api'] } : {}),
    ...(operation.deprecated ? { deprecated: true } : {}),
  };
}

/** What a tree shows between provider and tag. */
function serviceOf(name: string): string {
  const [provider, ...rest] = name.split('/') as [string, ...string[]];
  if (provider === 'hubex') return rest[0]!.toUpperCase();
  if (provider === 'bitrix24') return rest[0] === 'v3' ? `${rest[1]} (v3)` : rest.at(-1)!;
  return '';
}

/** Type, schema and one example of a body. */
function media(content: Record<string, Media> | undefined): object {
  const found = contentOf(content);
  if (!found) return {};
  const { contentType, schema, examples = {} } = found;
  const example = 'example' in found ? found.example : Object.values(examples)[0]?.value;
  return { contentType, ...(schema ? { schema } : {}), ...(example === undefined ? {} : { example }) };
}

/** The entry `operations[id]` of a document's file: `OperationDetails` in `@portolan/catalog`, without what the file says once. */
function details(document: Document, { operation, parameters }: Located): object {
  return {
    ...(operation.description ? { description: operation.description } : {}),
    ...(operation.externalDocs ? { docsUrl: operation.externalDocs.url } : {}),
    ...(operation['x-portolan-access'] ? { access: operation['x-portolan-access'] } : {}),
    ...(operation['x-portolan-permissions'] ? { permissions: operation['x-portolan-permissions'] } : {}),
    ...(operation['x-portolan-scope'] ? { scope: operation['x-portolan-scope'] } : {}),
    ...(operation['x-portolan-context'] ? { context: operation['x-portolan-context'] } : {}),
    ...(operation['x-portolan-note'] ? { notes: [operation['x-portolan-note']].flat().join('\n') } : {}),
    ...(operation['x-portolan-replacement'] ? { replacement: operation['x-portolan-replacement'] } : {}),
    ...(operation['x-portolan-errors'] ? { errors: operation['x-portolan-errors'] } : {}),
    idempotent: operation['x-portolan-idempotent'],
    ...(operation['x-portolan-paging'] ? { paging: operation['x-portolan-paging'] } : {}),
    parameters: parameters.map(({ name, in: place, required, description, schema }) => ({
      name,
      in: place,
      required: required ?? false,
      ...(description ? { description } : {}),
      schema,
    })),
    ...(operation.requestBody
      ? { body: { required: operation.requestBody.required ?? false, ...media(operation.requestBody.content) } }
      : {}),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, answer]) => {
        const { description, content } = deref(document, answer);
        return [status, { description, ...media(content) }];
      }),
    ),
  };
}

/** Files of `packages/catalog/data`: the index, and per document the details of its operations with their schemas. */
export function catalogFiles(documents: readonly NamedDocument[]): Files {
  const files: Files = new Map();
  const index: object[] = [];
  for (const { name, document } of documents) {
    const operations = operationsOf(document);
    index.push(...operations.map((located) => entry(name, document, located)));
    // Details are read without the document: their references point to the definitions beside them.
    const text = JSON.stringify({
      title: document.info.title,
      operations: Object.fromEntries(operations.map((located) => [located.operation.operationId, details(document, located)])),
      definitions: document.components.schemas ?? {},
    });
    files.set(`${name}.json`, `${text.replaceAll('#/components/schemas/', '#/definitions/')}\n`);
  }
  const tags = documents.map(({ name, document }) => ({
    document: name,
    title: document.info.title,
    tags: Object.fromEntries(document.tags.map((tag) => [tag.name, tag.description])),
  }));
  files.set('index.json', `${JSON.stringify({ documents: tags, entries: index })}\n`);
  return files;
}
