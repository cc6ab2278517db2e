import type { JsonValue } from '../json.js';
import { atPointer } from '../json.js';
import type { MediaType, OperationSpec, Parameter, ResponseSpec, Schema, SecurityScheme, Spec } from './spec.js';

/** A document with its name: 'hubex/work', 'bitrix24/v2/crm', 'workly'. */
export interface SpecDocument {
  name: string;
  spec: Spec;
  /** Schemas without `$ref` and `allOf`, kept once made. */
  flat?: WeakMap<Schema, Schema>;
}

/** The body an operation takes. */
interface OperationBody {
  required: boolean;
  content: Record<string, MediaType>;
}

/** One operation with its references resolved. */
export interface Operation {
  document: SpecDocument;
  /** operationId. */
  id: string;
  /** Upper case. */
  method: string;
  /** '/Tasks/{taskID}', as in the document. */
  template: string;
  spec: OperationSpec;
  parameters: Parameter[];
  body?: OperationBody;
  responses: Record<string, ResponseSpec>;
  security: Record<string, string[]>[];
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'];

/** Follows `$ref`s inside the document until a node without one; siblings of a reference win over its target. */
export function deref<T extends object>(document: SpecDocument, node: T | { $ref: string }): T {
  let at: T | { $ref: string } = node;
  for (let hop = 0; hop < 32; hop += 1) {
    const { $ref, ...rest } = at as { $ref?: string };
    if ($ref === undefined) return at as T;
    const target = atPointer(document.spec as unknown as JsonValue, decodeURIComponent($ref.slice(1)));
    if (target === undefined) throw new Error(`${document.name}: reference "${$ref}" leads nowhere`);
    at = { ...(target as unknown as T), ...rest };
  }
  throw new Error(`${document.name}: a reference leads back to itself`);
}

/** All operations of a document, in document order. */
export function operationsOf(document: SpecDocument): Operation[] {
  const result: Operation[] = [];
  for (const [template, item] of Object.entries(document.spec.paths ?? {})) {
    const shared = (item['parameters'] ?? []) as (Parameter | { $ref: string })[];
    for (const method of methods) {
      const spec = item[method] as OperationSpec | undefined;
      if (spec) result.push(operationOf(document, template, method, spec, shared));
    }
  }
  return result;
}

function operationOf(
  document: SpecDocument,
  template: string,
  method: string,
  spec: OperationSpec,
  shared: (Parameter | { $ref: string })[],
): Operation {
  const parameters = new Map<string, Parameter>();
  for (const entry of [...shared, ...(spec.parameters ?? [])]) {
    const parameter = deref<Parameter>(document, entry);
    parameters.set(`${parameter.in}:${parameter.name}`, parameter);
  }
  const responses: Record<string, ResponseSpec> = {};
  for (const [status, response] of Object.entries(spec.responses ?? {})) {
    responses[status] = deref<ResponseSpec>(document, response);
  }
  const body = spec.requestBody && deref<{ required?: boolean; content?: Record<string, MediaType> }>(document, spec.requestBody);
  return {
    document,
    id: spec.operationId ?? `${method} ${template}`,
    method: method.toUpperCase(),
    template,
    spec,
    parameters: [...parameters.values()],
    ...(body ? { body: { required: body.required ?? false, content: body.content ?? {} } } : {}),
    responses,
    security: spec.security ?? document.spec.security ?? [],
  };
}

/** The JSON media type of a content map, else the first one. */
export function mediaOf(content: Record<string, MediaType> | undefined): { type: string; media: MediaType } | undefined {
  const entries = Object.entries(content ?? {});
  const chosen = entries.find(([type]) => type.includes('json')) ?? entries[0];
  return chosen && { type: chosen[0], media: chosen[1] };
}

/** The success answer the sandbox gives by default: 200 when declared, else the lowest 2xx, else the lowest 3xx. */
export function successOf(operation: Operation): { status: number; response: ResponseSpec } | undefined {
  const statuses = Object.keys(operation.responses)
    .filter((status) => /^[23]\d\d$/.test(status))
    .toSorted();
  const status = statuses.includes('200') ? '200' : statuses[0];
  const response = status === undefined ? undefined : operation.responses[status];
  return status === undefined || !response ? undefined : { status: Number(status), response };
}

/** The schema of the JSON body of the success answer. */
export function answerSchema(operation: Operation): Schema | undefined {
  return mediaOf(successOf(operation)?.response.content)?.media.schema;
}

/** A security scheme by name. */
export function schemeOf(document: SpecDocument, name: string): SecurityScheme | undefined {
  const scheme = document.spec.components?.securitySchemes?.[name];
  return scheme && deref<SecurityScheme>(document, scheme);
}
