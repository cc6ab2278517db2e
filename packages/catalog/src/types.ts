/** The API an operation belongs to. */
export type Provider = 'hubex' | 'bitrix24' | 'workly';

/** A JSON Schema; references point to `#/definitions/Name` of the operation's details. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** One operation in the index: enough to list, search and call it. */
export interface CatalogEntry {
  /** Unique: `hubex/work/listTasks`, `bitrix24/v2/crm/crmDealList`, `workly/listEmployees`. */
  readonly id: string;
  readonly provider: Provider;
  /** The spec document it stands in: `hubex/work`. */
  readonly document: string;
  /** What a tree shows between provider and tag: `WORK`, `crm`, `tasks (v3)`; empty for Workly. */
  readonly service: string;
  readonly tag: string;
  /** What its users call it: the operationId, or the method name of Bitrix24 (`crm.deal.list`). */
  readonly name: string;
  /** HTTP method. */
  readonly method: string;
  /** Path template below the provider's base address: `/WORK/Tasks/{taskID}`, `/crm.deal.list`. */
  readonly url: string;
  readonly summary: string;
  /** Whether it changes data. */
  readonly effect: 'read' | 'write' | 'delete';
  /** Bitrix24: the REST version. */
  readonly api?: 'v2' | 'v3';
  readonly deprecated?: true;
}

/** A spec document: one node of a tree. */
export interface CatalogDocument {
  readonly document: string;
  readonly title: string;
  /** Tag to what it is about. */
  readonly tags: Readonly<Record<string, string>>;
}

/** One parameter outside of the body. */
export interface OperationParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

/** A body: what is sent, or what comes back. */
export interface OperationContent {
  readonly contentType?: string;
  readonly schema?: JsonSchema;
  readonly example?: unknown;
}

/** Everything the specs say of one operation. */
export interface OperationDetails {
  readonly entry: CatalogEntry;
  readonly description?: string;
  readonly docsUrl?: string;
  /** Who may call: `permission`, `anonymous`, `administrator`, ... */
  readonly access?: string;
  readonly permissions?: readonly string[];
  readonly scope?: readonly string[];
  /** `application` when a webhook may not call it. */
  readonly context?: string;
  /** Where sources disagree, and what was decided. */
  readonly notes?: string;
  /** What to use instead of a deprecated operation. */
  readonly replacement?: string;
  readonly errors?: readonly { readonly code: string | number; readonly status?: number; readonly description?: string }[];
  /** May it be repeated when its answer was lost? */
  readonly idempotent: boolean;
  readonly paging?: { readonly style: string; readonly items: string };
  readonly parameters: readonly OperationParameter[];
  readonly body?: OperationContent & { readonly contentType: string; readonly required: boolean; readonly schema: JsonSchema };
  /** Answers by status, `default` for errors. */
  readonly responses: Readonly<Record<string, OperationContent & { readonly description: string }>>;
  /** The schemas that this operation refers to, by name. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}
