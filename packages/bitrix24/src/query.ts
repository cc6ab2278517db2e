import { textOf, UsageError } from '@portolan/transport';

/** Deeper than any parameter; a cycle gets here. */
const deepest = 20;

/**
 * A query string in PHP's bracket style, as commands of a v2 batch want it: `filter[>ID]=5&select[0]=ID`. Dates become ISO 8601,
 * `null` an empty value, booleans 1 and 0; `undefined` is left out.
 * @throws UsageError a value has no textual form, or contains itself
 */
export function bracketQuery(params: object): string {
  const parts: string[] = [];
  const visit = (key: string, value: unknown, depth: number): void => {
    if (value === undefined) return;
    if (depth > deepest) throw new UsageError('params', 'it is nested too deeply', 'Remove cycles.');
    if (typeof value === 'object' && value !== null && !(value instanceof Date))
      for (const [name, item] of Object.entries(value)) visit(`${key}[${name}]`, item, depth + 1);
    else {
      const text = textOf(typeof value === 'boolean' ? Number(value) : (value ?? ''), `params.${key}`);
      parts.push(`${encodeURIComponent(key)}=${encodeURIComponent(text)}`);
    }
  };
  for (const [key, value] of Object.entries(params)) visit(key, value, 0);
  return parts.join('&');
}
