import { systemClock, type Clock } from './clock.js';
import { isUnanswered } from './errors.js';
import { retryAfterSeconds } from './retry-after.js';
import { replayable, type Policy, type WireRequest } from './wire.js';

/** One more attempt is about to be made. */
export interface RetryEvent {
  /** Id of the operation. */
  readonly operation: string;
  /** Number of the attempt that failed, from 1. */
  readonly attempt: number;
  /** Milliseconds until the next one. */
  readonly delay: number;
  /** What was wrong: an HTTP status, `network` or `timeout`. */
  readonly reason: number | string;
}

/** Options of {@link retryPolicy}. */
export interface RetryOptions {
  /** How often a request is sent at most, the first time included. Default 3. */
  attempts?: number | undefined;
  /** Upper bound of the first wait, in milliseconds; doubles with every attempt. Default 500. */
  baseDelay?: number | undefined;
  /** Upper bound of any backoff wait, in milliseconds. Default 8,000. */
  maxDelay?: number | undefined;
  /** Longest `Retry-After` to wait out, in milliseconds; the answer is handed over when it is longer. Default 60,000. */
  maxRetryAfter?: number | undefined;
  /** Replaceable in tests. */
  clock?: Clock | undefined;
  /**
   * Is this answer worth another try? Asked for repeatable requests only. Default: 408, 429, 5xx.
   * Reads a clone if it needs the body.
   */
  shouldRetry?: ((response: Response, request: WireRequest) => boolean | Promise<boolean>) | undefined;
  /**
   * Does this answer say that the request was not carried out, as a rate limiter's does? Then even a write may be sent
   * again. Asked for answers that are not `ok`. Default: never. Reads a clone if it needs the body.
   */
  notExecuted?: ((response: Response, request: WireRequest) => boolean | Promise<boolean>) | undefined;
  /** Told of every repetition. */
  onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** Does this answer say that the server may do better later? 408, 429, and 5xx, proxies' own codes (520 and so on) included. */
export function isTransient({ status }: Pick<Response, 'status'>): boolean {
  return status >= 500 || status === 408 || status === 429;
}

/**
 * Sends a request again when that can help and cannot hurt. A request that is not `repeatable` is sent again only when
 * the answer says that it was not carried out ({@link RetryOptions.notExecuted}); after a lost connection, a timeout or
 * any other server error its fate is unknown and the caller gets the error. The wait is the server's `Retry-After`, or else
 * exponential backoff with full jitter.
 */
export function retryPolicy(options: RetryOptions = {}): Policy {
  const { attempts = 3, baseDelay = 500, maxDelay = 8_000, maxRetryAfter = 60_000, clock = systemClock } = options;
  const { shouldRetry = isTransient, notExecuted } = options;

  return (next) => async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      request.signal?.throwIfAborted();
      // Written so that a number that is none means once, not for ever.
      const last = !(attempt < attempts && replayable(request));
      let delay = clock.random() * Math.min(maxDelay, baseDelay * 2 ** (attempt - 1));
      let reason: number | string;
      try {
        const response = await next(request);
        if (last || response.ok) return response;
        if (!(await notExecuted?.(response, request)) && !(request.repeatable && (await shouldRetry(response, request)))) return response;
        // NaN, which no comparison holds for, when the server names no time.
        const asked = (retryAfterSeconds(response, clock.now()) ?? NaN) * 1000;
        if (asked > maxRetryAfter) return response;
        if (asked >= 0) delay = asked;
        reason = response.status;
        discard(response);
      } catch (error) {
        if (last || !request.repeatable || !isUnanswered(error)) throw error;
        reason = error.code;
      }
      notify(options.onRetry, { operation: request.operation, attempt, delay, reason });
      await clock.sleep(delay, request.signal);
    }
  };
}

/** Frees the connection of an answer that nobody will read. Not awaited: cancelling what was cloned waits for the clone. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => {});
}

/** Calls a hook. What it throws is dropped: watching an exchange must not change it. */
export function notify<T>(hook: ((event: T) => void) | undefined, event: T): void {
  try {
    hook?.(event);
  } catch {
    // See above.
  }
}
