import { SpecError } from './spec-error.ts';

/** A JSON Schema node of a bundled document; only what the generators look at is named. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  required?: string[];
  [keyword: string]: unknown;
}

/** A parameter outside of the body. */
interface Parameter {
  $ref?: string;
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  description?: string;
  schema: Schema;
  /** What the client does with it by itself, see specs/README.md. */
  'x-portolan-role'?: 'stamp' | 'suppress-conflict' | 'link';
  /** Of `Range`: at how many records a list that is asked for without it is cut. */
  'x-portolan-cut'?: number;
}

/** A body in one content type: its schema and an example. */
export interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value?: unknown }>;
}

/** What comes back with one status. */
export interface Answer {
  $ref?: string;
  description: string;
  content?: Record<string, Media>;
  headers?: Record<string, unknown>;
}

/** One operation with what `specs/README.md` asks every operation to carry. */
export interface Operation {
  operationId: string;
  tags: [string];
  summary: string;
  description?: string;
  deprecated?: boolean;
  externalDocs?: { url: string };
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Answer>;
  'x-portolan-effect': 'read' | 'write' | 'delete';
  'x-portolan-idempotent': boolean;
  'x-portolan-access'?: string;
  'x-portolan-permissions'?: string[];
  'x-portolan-scope'?: string[];
  'x-portolan-api'?: 'v2' | 'v3';
  'x-portolan-context'?: string;
  'x-portolan-paging'?: {
    style: 'range' | 'whole' | 'start' | 'page' | 'cursor';
    items: string;
    key?: string;
    size?: number;
    maximum?: number;
  };
  'x-portolan-entity'?: string;
  'x-portolan-positional'?: boolean;
  'x-portolan-item-errors'?: string[];
  'x-portolan-counts'?: string;
  'x-portolan-replacement'?: string;
  'x-portolan-note'?: string | string[];
  /** Events: posted to a handler, or told to a page in a frame. */
  'x-portolan-delivery'?: 'handler' | 'frame';
  /** Events: the name in the documentation's spelling. */
  'x-portolan-name'?: string;
  'x-portolan-errors'?: { code: string | number; status?: number; description?: string }[];
}

/** Methods that an operation may have, in the order in which they are generated. */
export const httpMethods = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;
/** One of {@link httpMethods}. */
type HttpMethod = (typeof httpMethods)[number];
/** The operations of one path, with the parameters they share. */
export type PathItem = { parameters?: Parameter[] } & Partial<Record<HttpMethod, Operation>>;

/** A bundled OpenAPI document: one file, every `$ref` local. */
export interface Document {
  openapi: string;
  info: { title: string; version: string; summary?: string };
  servers: { url: string }[];
  security?: Record<string, string[]>[];
  tags: { name: string; description: string }[];
  paths: Record<string, PathItem>;
  /** What the provider sends by itself, by name. */
  webhooks?: Record<string, PathItem>;
  components: {
    schemas?: Record<string, Schema>;
    securitySchemes?: Record<string, SecurityScheme>;
    parameters?: Record<string, Parameter>;
    responses?: Record<string, Answer>;
  };
  'x-portolan-limits'?: Record<string, unknown>;
}

/** A security scheme; what a token flow needs beyond OpenAPI stands in its extensions. */
interface SecurityScheme {
  type: string;
  name?: string;
  flows?: Record<string, { tokenUrl: string; authorizationUrl?: string }>;
  [extension: `x-portolan-${string}`]: unknown;
}

/** A bundled document and its name, `hubex/work`. */
export interface NamedDocument {
  name: string;
  document: Document;
}

/** One operation where it stands, its parameters resolved. */
export interface Located {
  path: string;
  method: HttpMethod;
  operation: Operation;
  parameters: Parameter[];
}

/** Every operation of a document in the order of its paths, parameters of the path item included. */
export function operationsOf(document: Document): Located[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    httpMethods.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) => deref(document, parameter));
      return [{ path, method, operation, parameters }];
    }),
  );
}

/** The node that a local `$ref` points to. */
export function resolve(document: Document, ref: string): unknown {
  const parts = ref
    .replace(/^#\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const node = parts.reduce<unknown>((parent, key) => (parent as Record<string, unknown> | undefined)?.[key], document);
  if (node === undefined)
    throw new SpecError(
      `${document.info.title}: nothing stands at ${ref}. Bundle the specs again (\`pnpm --filter @portolan/specs bundle\`).`,
    );
  return node;
}

/** A node, or what it refers to. */
export function deref<T extends { $ref?: string }>(document: Document, node: T): T {
  return node.$ref ? deref(document, resolve(document, node.$ref) as T) : node;
}

/** The last segment of the server's address, which stands in front of every path of a HubEx service: `/WORK`. */
export const servicePath = (document: Document): string => serverOf(document).replace(/^.*(\/[^/]+)$/, '$1');

/** The document's first server. */
export function serverOf(document: Document): string {
  const url = document.servers[0]?.url;
  if (url === undefined) throw new SpecError(`${document.info.title} names no server.`);
  return url;
}

/** The content of an answer or body in its first content type, with that type. */
export function contentOf(content: Record<string, Media> | undefined): (Media & { contentType: string }) | undefined {
  const [first] = Object.entries(content ?? {});
  return first && { contentType: first[0], ...first[1] };
}
