import { UsageError } from '@portolan/transport';
import type { Bitrix24 } from '../client.js';
import type { CallOptions } from '../methods.js';
import type { Resolve, SchemaNode } from './flatten.js';

interface Media {
  schema?: SchemaNode;
}

/** One operation of a portal's document. */
interface PortalOperation {
  summary?: string;
  description?: string;
  requestBody?: { content?: Record<string, Media> };
  responses?: Record<string, { $ref?: string; content?: Record<string, Media> }>;
}

/** The OpenAPI document of a portal's REST 3.0, as far as it is looked at. */
export interface PortalDocument {
  openapi: string;
  paths: Record<string, { get?: PortalOperation; post?: PortalOperation }>;
  components?: { schemas?: Record<string, SchemaNode>; [kind: string]: unknown };
}

/** A method of a document. */
export interface PortalMethod {
  /** Name, as the portal spells it. */
  name: string;
  summary: string | undefined;
  /** Schemas of the parameters and of the whole answer. */
  params: SchemaNode | undefined;
  answer: SchemaNode | undefined;
}

/**
 * Asks a portal for the document of its REST 3.0 (`rest.documentation.openapi`).
 * @throws {Bitrix24Error} the portal refuses
 * @throws {UsageError} the answer is no OpenAPI document
 */
export async function portalDocument(b24: Pick<Bitrix24, 'v3'>, options: CallOptions = {}): Promise<PortalDocument> {
  return asDocument(await b24.v3.raw('rest.documentation.openapi', undefined, options));
}

/**
 * Takes an answer for a document, alone or in the envelope of REST 3.0.
 * @throws {UsageError} it is none
 */
export function asDocument(answer: unknown): PortalDocument {
  const { openapi, result } = Object(answer) as { openapi?: unknown; result?: unknown };
  const document = (openapi === undefined ? result : answer) as PortalDocument | undefined;
  if (typeof document?.openapi === 'string' && typeof document.paths === 'object' && document.paths !== null) return document;
  throw new UsageError('document', 'it is no OpenAPI document', 'Pass the answer of rest.documentation.openapi.');
}

/** The methods of a document, by name. */
export function methodsOf(document: PortalDocument): PortalMethod[] {
  const schemaIn = (content: Record<string, Media> | undefined): SchemaNode | undefined => Object.values(content ?? {})[0]?.schema;
  return Object.entries(document.paths)
    .map(([path, item]): PortalMethod => {
      const operation = item.post ?? item.get;
      const success = Object.entries(operation?.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1];
      const given = success?.$ref === undefined ? success : (lookUp(document, success.$ref) as typeof success);
      return {
        name: path.replace(/^\//, ''),
        summary: operation?.summary ?? operation?.description,
        params: schemaIn(operation?.requestBody?.content),
        answer: schemaIn(given?.content),
      };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** What `$ref` points to in a document. */
export const resolverOf =
  (document: PortalDocument): Resolve =>
  (ref) =>
    lookUp(document, ref) as SchemaNode | undefined;

function lookUp(document: PortalDocument, ref: string): unknown {
  const parts = ref.startsWith('#/') ? ref.slice(2).split('/') : [];
  const names = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<unknown>(
    (node, name) => (Object.hasOwn(Object(node) as object, name) ? (node as Record<string, unknown>)[name] : undefined),
    document,
  );
}
