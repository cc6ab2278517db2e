import { existsSync, readFileSync } from 'node:fs';
import type { Schema } from './describe.ts';
import { bundlePath } from './documents.ts';

/** A body in one content type. */
export interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: object;
}

/** One answer of an operation. */
interface Answer {
  $ref?: string;
  content?: Record<string, Media>;
}

/** A parameter, in place or by reference. */
interface Parameter {
  $ref?: string;
  name?: string;
  in?: string;
  schema?: Schema;
}

/** An operation of a bundled document; only what the scripts look at is named. */
interface Operation {
  operationId: string;
  summary?: string;
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer>;
  parameters?: Parameter[];
  'x-portolan-paging'?: { style: string; items: string };
  'x-portolan-delivery'?: 'handler' | 'frame';
  'x-portolan-name'?: string;
  'x-portolan-examples'?: { request?: string; response?: string; event?: string };
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;

/** The operations of one path, with the parameters they share. */
type PathItem = { parameters?: Parameter[] } & Partial<Record<(typeof methods)[number], Operation>>;

/** A bundled document. */
export interface Bundle {
  paths: Record<string, PathItem>;
  webhooks?: Record<string, PathItem>;
  components?: object;
}

/** One operation where it stands, with the parameters of its path. */
export interface Located {
  path: string;
  method: string;
  operation: Operation;
  parameters: Parameter[];
}

/** The bundle of a document; says what to run when it is not there. */
export function readBundle(document: string): Bundle {
  const file = bundlePath(document);
  if (!existsSync(file)) throw new Error(`${file} is missing. Run \`pnpm --filter @portolan/specs bundle\`.`);
  return JSON.parse(readFileSync(file, 'utf8')) as Bundle;
}

/** The node that a local reference points to. */
export function pointer(bundle: unknown, ref: string): unknown {
  const keys = ref
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], bundle);
}

/** A node, or what it refers to. */
export const deref = <T extends { $ref?: string }>(bundle: Bundle, node: T): T =>
  node.$ref ? deref(bundle, pointer(bundle, node.$ref) as T) : node;

/** Every operation of a bundle. */
export const operationsOf = (bundle: Bundle): Located[] => located(bundle, bundle.paths);

/** Every event of a bundle; the path is its name. Webhooks without a delivery are something else, such as the post that opens a frame. */
export const eventsOf = (bundle: Bundle): Located[] =>
  located(bundle, bundle.webhooks ?? {}).filter(({ operation }) => operation['x-portolan-delivery'] !== undefined);

function located(bundle: Bundle, paths: Bundle['paths']): Located[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) => deref(bundle, parameter));
      return [{ path, method, operation, parameters }];
    }),
  );
}
