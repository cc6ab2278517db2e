import { textOf } from './encode.js';
import { UsageError } from './errors.js';

/** Deeper than any form of an API; a cycle gets here. */
const deepest = 20;

/**
 * Encodes a body as `multipart/form-data`. Files are Blobs, with the name of a `File`; dates become ISO 8601; arrays of simple values and
 * files repeat the name; what is nested is named by its place: `{ Attachments: [{ file, description }] }` becomes the parts
 * `Attachments[0].file` and `Attachments[0].description`. `undefined` and `null` are left out.
 *
 * @throws {UsageError} a value is neither text nor file (bytes have to be wrapped: `new Blob([bytes])`), or contains itself
 */
export function multipart(body: unknown): FormData {
  const form = new FormData();
  const add = (name: string, value: unknown, depth: number): void => {
    if (value === undefined || value === null) return;
    if (depth > deepest) throw new UsageError('body', 'it is nested too deeply', 'Remove cycles.');
    if (value instanceof Blob) form.append(name, value);
    else if (Array.isArray(value))
      for (const [index, item] of value.entries()) add(isNest(item) ? `${name}[${index}]` : name, item, depth + 1);
    else if (isNest(value)) for (const [key, item] of Object.entries(value)) add(name ? `${name}.${key}` : key, item, depth + 1);
    else form.append(name, textOf(value, `body.${name}`));
  };
  add('', body, 0);
  return form;
}

/** A list or a plain object, which has places inside; a date, a file or bytes have none. */
function isNest(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
