import { AuthError, type AuthErrorCode } from '../auth-error.js';

/** What helps whoever has no usable tokens. */
export const again = 'Sign in again.';

/** @throws {AuthError} always */
export function fail(code: AuthErrorCode, field: string, problem: string, remedy: string): never {
  throw new AuthError({ code, field, problem, remedy });
}
