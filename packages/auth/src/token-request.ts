import { createClient, isTransient, isUnanswered, type NetworkError, standardPipeline } from '@portolan/transport';
import { AuthError } from './auth-error.js';
import type { FlowContext, TokenSet } from './tokens.js';

/** One request to an authorization server. */
export interface TokenRequest {
  /** What it is called in errors: the option the person gave, such as `serviceToken`. */
  field: string;
  /** HTTP method. */
  method: string;
  /** Absolute address. */
  url: string;
  /** Extra headers. */
  headers?: Record<string, string | undefined>;
  /** Body: JSON, or a form. */
  body: object;
  /** What is sent and must not come back in an error. */
  secrets: readonly string[];
  /** What to do when the server refuses; it may depend on the server's error code. */
  remedy: string | ((code: string) => string);
  /** Must it not be sent again when the answer was lost? */
  once?: boolean;
}

/** The answer to a successful {@link TokenRequest}. */
export interface TokenAnswer {
  /** Answer headers. */
  headers: Headers;
  /** The JSON object of the body, or an empty one. */
  body: Record<string, unknown>;
  /** Reads the usual token answer; `seconds` is the access token's life where the answer does not tell it. */
  tokens(seconds: number): TokenSet;
}

/**
 * Sends credentials to their server and nowhere else: redirects are not followed.
 * @throws {AuthError} `refused`, with the server's words after removing everything secret; `unreachable`; `unexpected_answer`
 */
export async function requestTokens(request: TokenRequest, { clock, fetch, signal }: FlowContext): Promise<TokenAnswer> {
  const { field, url, secrets, remedy, once, ...call } = request;
  const { origin, host, pathname } = new URL(url);
  const client = createClient({ baseUrl: origin, handler: standardPipeline({ fetch, clock }), redirect: 'manual' });
  const { data, response } = await client
    .request<unknown>({ ...call, id: field, url: pathname, repeatable: !once, signal, throwOnError: false })
    .catch((cause: unknown) => {
      if (!isUnanswered(cause)) throw cause;
      const problem = `no answer from ${host} (${(cause as NetworkError).reason ?? cause.code})`;
      throw new AuthError({ code: 'unreachable', field, problem, remedy: 'Check the address, the network and the proxy.' });
    });

  const { status, headers } = response;
  const body = Object([data].flat()[0]) as Record<string, unknown>;
  const serverCode = String(body['code'] ?? body['error'] ?? '');
  const fail = (code: AuthError['code'], advice: string): never => {
    let words = [status, serverCode, body['message'] ?? body['error_description']].filter(Boolean).join(' ');
    for (const secret of secrets) words = words.replaceAll(secret, '***');
    words = words.replace(/[\w+/=.~-]{24,}/g, '***').slice(0, 200);
    throw new AuthError({ code, field, status, problem: `${host} answered ${words}`, remedy: advice });
  };
  const unexpected = (): never => fail('unexpected_answer', 'Check the base URL and the proxy.');

  if (isTransient(response)) fail('unreachable', 'Try again later.');
  if (status >= 400 || body['error']) fail('refused', typeof remedy === 'string' ? remedy : remedy(serverCode));
  if (!response.ok) unexpected();
  return {
    headers,
    body,
    tokens(seconds) {
      const { access_token, refresh_token, expires_in } = body;
      if (!isToken(access_token)) return unexpected();
      const obtainedAt = clock.now();
      return {
        accessToken: access_token,
        obtainedAt,
        expiresAt: obtainedAt + (Number(expires_in) || seconds) * 1000,
        ...(isToken(refresh_token) && { refreshToken: refresh_token }),
      };
    },
  };
}

/** Could this be sent in a header? */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]+$/.test(value);
}

/** The refresh token, if it can still be used. */
export function liveRefreshToken({ refreshToken, refreshExpiresAt = Infinity }: TokenSet, { clock }: FlowContext): string {
  if (refreshToken && clock.now() < refreshExpiresAt) return refreshToken;
  throw new AuthError({ code: 'refused', field: 'refreshToken', problem: 'it is missing or expired', remedy: 'Sign in again.' });
}
