import { setHeader } from './encode.js';
import { discard } from './retry.js';
import { replayable, type Policy, type WireRequest } from './wire.js';

/** What {@link TokenSource.getToken} may be told. */
export interface TokenRequest {
  /** The token that the server has just refused. A source renews only if it is still the current one. */
  rejected?: string | undefined;
  /** Stops this wait; a renewal that others wait for goes on. */
  signal?: AbortSignal | undefined;
}

/** Gives the token to send. One renewal at a time, however many calls wait, is the source's business. */
export interface TokenSource {
  /** A token that is worth sending. */
  getToken(options?: TokenRequest): Promise<string>;
}

/** Options of {@link authPolicy}. */
export interface AuthOptions {
  /** Where tokens come from. */
  source: TokenSource;
  /** Puts the token into a copy of the request. {@link bearer} where the header is the usual one. */
  apply: (request: WireRequest, token: string) => WireRequest;
  /** Does this answer say that the token is not accepted? Default: status 401. Reads a clone if it needs the body. */
  rejected?: ((response: Response) => boolean | Promise<boolean>) | undefined;
}

/**
 * Signs every request; when the server refuses the token, asks the source for another one and repeats the request once.
 * A refused request was not carried out, so writes are repeated too.
 */
export function authPolicy({ source, apply, rejected = ({ status }) => status === 401 }: AuthOptions): Policy {
  return (next) => async (request) => {
    const { signal } = request;
    const token = await source.getToken({ signal });
    const response = await next(apply(request, token));
    if (response.ok || !replayable(request) || !(await rejected(response))) return response;

    const fresh = await source.getToken({ rejected: token, signal });
    if (fresh === token) return response;
    discard(response);
    return next(apply(request, fresh));
  };
}

/**
 * `Authorization: Bearer <token>` on a copy of the request.
 * @throws {UsageError} the token cannot be sent
 */
export function bearer(request: WireRequest, token: string): WireRequest {
  const headers = new Headers(request.headers);
  setHeader(headers, 'authorization', `Bearer ${token}`, 'token');
  return { ...request, headers };
}
