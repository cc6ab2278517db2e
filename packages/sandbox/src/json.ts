/** Any JSON value. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object; a missing key reads as undefined. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Is the value a JSON object (and not an array or null)? */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A deep copy, so that a handler may change what it gets. */
export function copy<T extends JsonValue>(value: T): T {
  return structuredClone(value);
}

/** The value behind a chain of keys, undefined when a link is missing. */
export function dig(value: JsonValue | undefined, ...keys: string[]): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const key of keys) {
    if (Array.isArray(at)) at = at[Number(key)];
    else if (isObject(at)) at = Object.hasOwn(at, key) ? at[key] : undefined;
    else return undefined;
  }
  return at;
}

/** The value at a JSON pointer ('' is the whole document). */
export function atPointer(value: JsonValue | undefined, pointer: string): JsonValue | undefined {
  if (pointer === '' || pointer === '/') return value;
  const keys = pointer.split('/').slice(1);
  return dig(value, ...keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** Text of a scalar; '' for null, undefined and structures. */
export function text(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
