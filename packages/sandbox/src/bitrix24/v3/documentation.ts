import { operationsOf } from '../../engine/document.js';
import type { Operation, SpecDocument } from '../../engine/document.js';
import type { OperationSpec, Schema, Spec } from '../../engine/spec.js';
import type { JsonObject, JsonValue } from '../../json.js';
import type { MethodHandlers } from '../protocol/method.js';
import { collectSchemas } from './openapi-30.js';
import type { SchemaNames } from './openapi-30.js';

/** How the portal describes its own REST 3.0. */
export interface Documentation {
  handlers: MethodHandlers;
  /**
   * Gives the portal a method of its own, another description of one that it has, or, by null, none. The operation is one of
   * OpenAPI; its references are those of the portal's document. A method that is new answers a sample.
   */
  set(method: string, operation: JsonObject | null): void;
  reset(): void;
}

/** Creates the methods that tell what REST 3.0 of the portal has; `methods` are its methods, which `set` changes. */
export function createDocumentation(methods: Map<string, Operation>): Documentation {
  const original = new Map(methods);
  /** Operations given by `set`, as they were given. */
  const given = new Map<string, JsonObject>();
  let sections: SchemaNames | undefined;
  let made: JsonObject | undefined;

  const schemas = (): SchemaNames => (sections ??= collectSchemas([...new Set([...original.values()].map(({ document }) => document))]));
  const document = (): JsonObject => (made ??= write());

  function write(): JsonObject {
    const entries = [...methods].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const modules = [...new Set(entries.map(([, operation]) => moduleOf(operation)))];
    return {
      openapi: '3.0.0',
      info: { title: 'Bitrix24 REST V3 API', version: '1.0.0' },
      tags: modules.map((name) => ({ name, description: `Methods of the module ${name}` })),
      paths: Object.fromEntries(
        entries.map(([name, operation]) => [operation.template, { post: given.get(name) ?? described(operation, schemas()) }]),
      ),
      components: { schemas: schemas().schemas },
    };
  }

  const handlers: MethodHandlers = {
    'rest.documentation.openapi': () => ({ result: document(), bare: true }),
    documentation: () => ({ result: document(), bare: true }),
    'rest.scope.list': () => ({
      result: Object.fromEntries(Array.from(methods.values(), ({ template, spec }) => [template.slice(1), spec['x-portolan-scope'] ?? []])),
    }),
  };
  return {
    handlers,
    set(method, operation) {
      const name = method.toLowerCase();
      made = undefined;
      given.delete(name);
      methods.delete(name);
      if (!operation) return;
      given.set(name, operation);
      methods.set(name, ownMethod(method, operation, schemas().schemas, original.get(name)));
    },
    reset() {
      made = undefined;
      given.clear();
      methods.clear();
      for (const [name, operation] of original) methods.set(name, operation);
    },
  };
}

let documents = 0;

/** A method that a test describes; what OpenAPI does not say of it stays as it was. */
function ownMethod(name: string, operation: JsonObject, schemas: JsonObject, before: Operation | undefined): Operation {
  const noted = Object.entries(before?.spec ?? {}).filter(([key]) => key.startsWith('x-portolan-'));
  const spec = {
    openapi: '3.0.0',
    paths: { [before?.template ?? `/${name}`]: { post: { ...Object.fromEntries(noted), ...operation } } },
    components: { schemas },
  } as unknown as Spec;
  documents += 1;
  const document: SpecDocument = { name: `bitrix24/v3/own ${documents}`, spec };
  const [made] = operationsOf(document);
  if (!made) throw new TypeError(`operation: ${name} needs an operation of OpenAPI`);
  return made;
}

const moduleOf = ({ template }: Operation): string => (template.includes('.') ? (template.slice(1).split('.')[0] ?? '') : 'rest');

/** An operation in OpenAPI 3.0, without our notes. */
function described(operation: Operation, { translate }: SchemaNames): JsonObject {
  const { spec, body, document } = operation;
  const content = (media: Record<string, { schema?: Schema }> | undefined): JsonObject =>
    Object.fromEntries(
      Object.entries(media ?? {}).map(([type, { schema }]) => [type, schema ? { schema: translate(document, schema) } : {}]),
    );
  const { summary, description } = spec as OperationSpec & { summary?: string; description?: string };
  return {
    tags: [moduleOf(operation)],
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    ...(body ? { requestBody: { ...(body.required ? { required: true } : {}), content: content(body.content) } } : {}),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]): [string, JsonValue] => [
        status,
        { description: response.description ?? '', ...(response.content ? { content: content(response.content) } : {}) },
      ]),
    ),
  };
}
