import { UsageError } from '@portolan/transport';

/**
 * Checks a token or key that somebody copied.
 * @throws {UsageError} that names the field and never quotes the value
 */
export function checkToken(value: unknown, field: string, remedy: string): string {
  const problem =
    typeof value !== 'string' || !value.trim()
      ? 'it is missing or empty'
      : /^(undefined|null)$/.test(value)
        ? 'it is not set'
        : /^bearer\s/i.test(value)
          ? 'it begins with "Bearer"'
          : /[^!-~]|["'`]/.test(value) && 'it contains quotes, a line break or strange characters';
  if (problem) throw new UsageError(field, problem, remedy);
  return value as string;
}

/**
 * Checks a JSON Web Token, without its signature.
 * @returns its claims
 * @throws {UsageError} that names the field and never quotes the value
 */
export function checkJwt(value: unknown, field: string, remedy: string): Record<string, unknown> {
  const [head, body] = checkToken(value, field, remedy).split('.').map(decode);
  if (String(value).split('.').length === 3 && head && body) return body;
  throw new UsageError(field, 'it is not a JWT (three parts with dots between)', remedy);
}

/** Checks a text that may hold anything, such as a password. */
export function checkText(value: unknown, field: string, remedy: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(field, `it is ${value === '' ? 'empty' : 'missing or not a text'}`, remedy);
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
