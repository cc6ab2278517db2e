import { AuthError } from './auth-error.js';
import type { TokenSet } from './tokens.js';

/**
 * Signing in with tokens that were obtained elsewhere. It works once: when they have died, only new ones help.
 * @returns a `signIn`
 */
export function given(tokens: TokenSet): () => Promise<TokenSet> {
  let left: TokenSet | undefined = tokens;
  return async () => {
    const set = left;
    left = undefined;
    if (set) return set;
    const problem = 'the given tokens have died and cannot be renewed';
    throw new AuthError({ code: 'sign_in_required', field: 'accessToken', problem, remedy: 'Sign in again and pass the new tokens.' });
  };
}
