import type { JsonObject, JsonValue } from '../json.js';

/** A JSON schema of OpenAPI 3.1, as far as the sandbox reads it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: JsonValue[];
  const?: JsonValue;
  default?: JsonValue;
  example?: JsonValue;
  examples?: JsonValue[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  required?: string[];
  items?: Schema | boolean;
  prefixItems?: Schema[];
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  multipleOf?: number;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  readOnly?: boolean;
  deprecated?: boolean;
  writeOnly?: boolean;
}

/** A parameter of an operation. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  schema?: Schema;
  example?: JsonValue;
  style?: string;
  explode?: boolean;
  'x-portolan-role'?: string;
}

/** One media type of a body or an answer. */
export interface MediaType {
  schema?: Schema;
  example?: JsonValue;
  examples?: Record<string, { value?: JsonValue }>;
}

/** An answer of an operation. */
export interface ResponseSpec {
  $ref?: string;
  description?: string;
  headers?: Record<string, { $ref?: string; required?: boolean; schema?: Schema; example?: JsonValue }>;
  content?: Record<string, MediaType>;
}

/** An operation as written in a document. */
export interface OperationSpec {
  operationId?: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { $ref?: string; required?: boolean; content?: Record<string, MediaType> };
  responses?: Record<string, ResponseSpec>;
  security?: Record<string, string[]>[];
  'x-portolan-access'?: string;
  'x-portolan-permissions'?: string[];
  'x-portolan-effect'?: string;
  'x-portolan-idempotent'?: boolean;
  'x-portolan-scope'?: string[];
  'x-portolan-context'?: string;
  'x-portolan-paging'?: { style: string; items: string; size?: number; maximum?: number };
  'x-portolan-errors'?: { code: string; status?: number; description?: string }[];
  'x-portolan-entity'?: string;
  'x-portolan-positional'?: boolean;
  'x-portolan-delivery'?: string;
}

/** A security scheme. */
export interface SecurityScheme {
  type: string;
  in?: string;
  name?: string;
  scheme?: string;
  'x-portolan-token-flow'?: JsonObject;
}

/** A bundled OpenAPI document. */
export interface Spec {
  openapi: string;
  servers?: { url: string }[];
  security?: Record<string, string[]>[];
  paths?: Record<string, Record<string, unknown>>;
  webhooks?: Record<string, { post?: OperationSpec }>;
  components?: {
    schemas?: Record<string, Schema>;
    parameters?: Record<string, Parameter>;
    responses?: Record<string, ResponseSpec>;
    securitySchemes?: Record<string, SecurityScheme>;
  };
}
