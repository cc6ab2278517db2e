import { isObject } from '../core/schema.ts';

/**
 * Reads a record of secret storage. A damaged one counts as missing: the parser's own error would quote the secret.
 */
export function parseStored<Stored extends object>(text: string | undefined): Stored | undefined {
  try {
    const parsed: unknown = text === undefined ? undefined : JSON.parse(text);
    // Only this extension can write here; what it wrote has the type that it asks for.
    return isObject(parsed) ? (parsed as Stored) : undefined;
  } catch {
    return undefined;
  }
}
