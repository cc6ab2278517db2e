import type { JsonValue } from './json.js';
import { isObject } from './json.js';

/** A request as the providers see it. */
export interface Incoming {
  method: string;
  url: URL;
  headers: Headers;
  bytes: Uint8Array;
}

/** What a provider answers. `body` is sent as JSON, `raw` as it is. */
export interface Outgoing {
  status: number;
  headers?: Record<string, string>;
  body?: JsonValue;
  raw?: string | Uint8Array;
  /** Names of headers that must not have come; for the log. */
  leaked?: string[];
}

/** The header by which an answer tells that it is a sample of the spec. */
export const originHeader = 'X-Portolan-Sandbox';

/** One of the three services. */
export type ProviderName = 'hubex' | 'bitrix24' | 'workly';

/** A provider of the sandbox. */
export interface Provider {
  name: ProviderName;
  /** The operation a request is for, as operationId or Bitrix24 method; undefined when none. */
  identify(request: Incoming): string | undefined;
  handle(request: Incoming): Promise<Outgoing> | Outgoing;
  /** Forget tokens and changes; back to the seed. */
  reset(): void;
}

/** Refuses a request; thrown by handlers, caught by the provider. */
export class Refusal extends Error {
  readonly answer: Outgoing;
  constructor(answer: Outgoing) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** The body of a request, by its content type. */
export type ParsedBody =
  | { kind: 'none' }
  | { kind: 'json'; value: JsonValue }
  | { kind: 'form'; form: URLSearchParams }
  | { kind: 'multipart'; form: FormData }
  | { kind: 'broken' }
  | { kind: 'other'; text: string };

/** Reads the body by its content type; a body that is not what it says is `broken`. */
export async function parseBody(request: Incoming): Promise<ParsedBody> {
  if (request.bytes.length === 0) return { kind: 'none' };
  const type = (request.headers.get('content-type') ?? '').toLowerCase();
  const decoded = (): string => new TextDecoder().decode(request.bytes);
  if (type.startsWith('multipart/form-data')) {
    try {
      const headers = { 'content-type': request.headers.get('content-type') ?? '' };
      return { kind: 'multipart', form: await new Response(request.bytes as BodyInit, { headers }).formData() };
    } catch {
      return { kind: 'broken' };
    }
  }
  if (type.includes('x-www-form-urlencoded')) return { kind: 'form', form: new URLSearchParams(decoded()) };
  if (type.includes('json') || /^\s*[[{]/.test(decoded())) {
    try {
      return { kind: 'json', value: JSON.parse(decoded()) as JsonValue };
    } catch {
      return { kind: 'broken' };
    }
  }
  return { kind: 'other', text: decoded() };
}

/** A flat form or JSON object as string fields (token endpoints take both). */
export function fieldsOf(body: ParsedBody, query?: URLSearchParams): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of query ?? []) fields[name] = value;
  if (body.kind === 'form') for (const [name, value] of body.form) fields[name] = value;
  if (body.kind === 'multipart') for (const [name, value] of body.form) if (typeof value === 'string') fields[name] = value;
  if (body.kind === 'json' && isObject(body.value)) {
    for (const [name, value] of Object.entries(body.value)) if (typeof value !== 'object') fields[name] = String(value);
  }
  return fields;
}

/** The bearer token of a request. */
export function bearerOf(headers: Headers): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
}
