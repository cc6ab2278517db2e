import { NetworkError, UsageError } from './errors.js';
import type { Handler } from './wire.js';

/**
 * The innermost handler: one `fetch` an attempt. The body is read here (except for streams), so that timeouts cover it
 * and a connection lost half-way is a {@link NetworkError} that the retry policy sees.
 *
 * @param fetch another `fetch`, for a proxy or a test
 * @throws {UsageError} at once, when it is no function
 * @throws {NetworkError} (from the handler) without the original error as `cause`: runtimes put addresses and header values into it
 */
export function fetchHandler(fetch?: typeof globalThis.fetch): Handler {
  if (fetch && typeof fetch !== 'function') throw new UsageError('fetch', 'it is not a function', 'Leave it out.');
  return async (request) => {
    const { url, method, headers, body, signal, redirect } = request;
    try {
      // `duplex` is needed for streams and means nothing otherwise. What is undefined counts as missing.
      const response = await (fetch ?? globalThis.fetch)(url, { method, headers, body, signal, redirect, duplex: 'half' } as RequestInit);
      if (request.stream || !response.body) return response;
      // One branch is read to its end here, the other one is handed over: cheaper than to collect the bytes and wrap them anew.
      const copy = response.clone();
      await response.body.pipeTo(new WritableStream());
      return copy;
    } catch (error) {
      signal?.throwIfAborted();
      throw new NetworkError(request, reasonOf(error));
    }
  };
}

/** `ECONNREFUSED` and the like, from wherever the runtime hides it; only what cannot be anything but a code. */
function reasonOf(error: unknown): string | undefined {
  for (let at = error as ErrorLike | undefined, depth = 0; at && depth < 4; depth += 1) {
    if (/^[A-Z][A-Z0-9_]{2,40}$/.test(at.code as string)) return at.code as string;
    at = at.cause ?? at.errors?.[0];
  }
  return undefined;
}

interface ErrorLike {
  code?: unknown;
  cause?: ErrorLike;
  errors?: ErrorLike[];
}
