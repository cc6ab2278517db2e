import { schemeOf } from '../engine/document.js';
import type { Operation } from '../engine/document.js';
import { bearerOf } from '../http.js';
import type { Incoming } from '../http.js';
import { hubexError } from './errors.js';
import type { Bearer, HubexTokens } from './tokens.js';

/** Application id and token, as the operation's first security requirement asks; throws 401 or 403. */
export function authorize(operation: Operation, request: Incoming, tokens: HubexTokens): Bearer | undefined {
  let bearer: Bearer | undefined;
  for (const requirement of operation.security.slice(0, 1)) {
    const schemes = Object.keys(requirement).map((name) => schemeOf(operation.document, name));
    for (const scheme of schemes.toSorted((a) => (a?.type === 'apiKey' ? -1 : 1))) {
      if (scheme?.type === 'apiKey' && scheme.in === 'header') {
        const value = request.headers.get(scheme.name ?? '');
        if (value === null || !/^[1-6]$/.test(value))
          throw hubexError(403, 'AccessDenied', `The header ${scheme.name ?? ''} is missing or not one of 1 to 6.`, [scheme.name ?? '']);
      }
      if (scheme?.scheme === 'bearer') {
        bearer = tokens.check(bearerOf(request.headers));
        if (bearer.kind === 'account' && operation.spec['x-portolan-access'] !== 'authenticated') {
          throw hubexError(403, 'AccessDenied', 'The token speaks for the account only; enter a tenant by authorizeAccount.');
        }
      }
    }
  }
  return bearer;
}
