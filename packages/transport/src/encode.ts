import type { Call } from './call.js';
import { UsageError } from './errors.js';
import type { WireBody } from './wire.js';

/**
 * Fills a path template.
 * @throws {UsageError} a placeholder has no value, or one that would change the path
 */
export function fillPath(template: string, values?: Record<string, unknown> | null): string {
  return template.replace(/\{(.+?)\}/g, (_, name: string) => {
    const field = `path.${name}`;
    const text = textOf(values?.[name] ?? '', field);
    // '.' and '..' stay special even when percent-encoded: the URL would address something else.
    if (/^\.{0,2}$/.test(text)) throw new UsageError(field, 'it is missing or empty, or only dots', 'Pass the id.');
    return encodeURIComponent(text);
  });
}

/**
 * Encodes fields as `application/x-www-form-urlencoded`: `a=1&a=2` for arrays, ISO 8601 for dates, nothing for `undefined` and `null`.
 * @param where what the fields are called in the error
 * @throws {UsageError} a value is an object: its serialization is the provider's business
 */
export function form(fields: unknown, where: string = 'body'): URLSearchParams {
  const result = new URLSearchParams();
  for (const [name, value] of Object.entries(fields ?? {}) as [string, unknown][])
    for (const item of [value].flat()) if (item !== undefined && item !== null) result.append(name, textOf(item, `${where}.${name}`));
  return result;
}

/**
 * Encodes a body and declares its type, if fetch does not know it itself.
 * @throws {UsageError} it cannot be encoded
 */
export function encodeBody({ body, encode }: Call, headers: Headers): WireBody | undefined {
  if (body === undefined || body === null) return undefined;
  if (body instanceof ReadableStream || body instanceof Blob || body instanceof FormData || body instanceof URLSearchParams) return body;
  if (encode) return encode(body);
  headers.set('content-type', 'application/json');
  try {
    return JSON.stringify(body);
  } catch {
    throw new UsageError('body', 'it is no JSON', 'Remove cycles and bigints.');
  }
}

/**
 * Sets a header; `undefined` and `null` change nothing.
 * @param field what to call it in the error
 * @throws {UsageError} it cannot be sent; the runtime's own error would quote it
 */
export function setHeader(headers: Headers, name: string, value: unknown, field: string = `headers.${name}`): void {
  if (value === undefined || value === null) return;
  const text = textOf(value, field);
  try {
    headers.set(name, text);
  } catch {
    throw new UsageError(field, 'it contains a line break or strange characters', 'Remove them.');
  }
}

/**
 * A value in an address, a form or a header.
 * @throws {UsageError} it has no textual form
 */
export function textOf(value: unknown, field: string): string {
  // ISO 8601; null for a date that is none.
  const plain: unknown = value instanceof Date ? value.toJSON() : value;
  if (typeof plain === 'object' || typeof plain === 'function' || Number.isNaN(plain))
    throw new UsageError(field, 'it is not a text, number, boolean or date', 'Convert it.');
  return String(plain);
}
