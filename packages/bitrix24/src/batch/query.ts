import { textOf, UsageError } from '@portolan/transport';
import { Reference } from './reference.js';

/** Deeper than any parameter; a cycle gets here. */
const deepest = 20;

/**
 * A query string in PHP's bracket style, as commands of a v2 batch want it: `filter[>ID]=5&select[0]=ID`. Dates become ISO 8601,
 * `null` an empty value, booleans 1 and 0; `undefined` is left out, and so is an empty list or map among the parameters themselves.
 * Further in, an empty list or map is an empty value: that is how a field is cleared.
 * @param told what stands for a reference: its known value, or the portal's notation for it
 * @throws UsageError a value has no textual form, contains itself, or is a text that the portal would take for a reference
 */
export function bracketQuery(params: object, told: (reference: Reference) => unknown = String): string {
  const parts: string[] = [];
  const add = (key: string, text: string): void => void parts.push(`${encodeURIComponent(key)}=${encodeURIComponent(text)}`);
  const visit = (key: string, value: unknown, depth: number): void => {
    if (value === undefined) return;
    if (depth > deepest) throw new UsageError('params', 'it is nested too deeply', 'Remove cycles.');
    if (value instanceof Reference) {
      const known = told(value);
      if (typeof known === 'string' && known === String(value)) add(key, known);
      else visit(key, known, depth + 1);
    } else if (typeof value === 'object' && value !== null && !('toJSON' in value || value instanceof Blob)) {
      const entries = Object.entries(value);
      if (entries.length === 0 && depth > 0) add(key, '');
      for (const [name, item] of entries) visit(`${key}[${name}]`, item, depth + 1);
    } else {
      const text = textOf(typeof value === 'boolean' ? Number(value) : (value ?? ''), `params.${key}`);
      if (text.includes('$result['))
        throw new UsageError(
          `params.${key}`,
          'the portal would take its $result[ for a reference',
          'Refer by a function, `({ key }) => ...`, with the reference as a whole value.',
        );
      add(key, text);
    }
  };
  for (const [key, value] of Object.entries(params)) visit(key, value, 0);
  return parts.join('&');
}
