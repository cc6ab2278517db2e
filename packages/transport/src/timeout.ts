import { systemClock, unless, type Clock } from './clock.js';
import { TimeoutError, UsageError } from './errors.js';
import type { Policy } from './wire.js';

/** Options of {@link timeoutPolicy}. */
export interface TimeoutOptions {
  /** Milliseconds an attempt may take, body included (headers only for streams). `0` switches the limit off. */
  timeout: number;
  /** Replaceable in tests. */
  clock?: Clock | undefined;
}

/**
 * Limits one attempt: put it inside the retry policy. Waits of outer policies (retry, rate limit) do not count.
 * @throws {TimeoutError}
 */
export function timeoutPolicy({ timeout, clock = systemClock }: TimeoutOptions): Policy {
  return (next) => async (request) => {
    const limit = request.timeout ?? timeout;
    const { signal, stream } = request;
    if (!(limit >= 0)) throw new UsageError('timeout', 'it is not a number from 0', 'Pass milliseconds.');
    // Beyond this timers overflow and fire at once.
    if (limit === 0 || limit >= 2 ** 31) return next(request);
    signal?.throwIfAborted();

    const attempt = new AbortController();
    const timer = new AbortController();
    const forward = (): void => attempt.abort(signal?.reason);
    // A streamed body is still being read after this: the caller's signal must go on reaching it. Any other listener ends with the timer.
    signal?.addEventListener('abort', forward, stream ? {} : { signal: timer.signal });

    clock.sleep(limit, timer.signal).then(
      () => attempt.abort(new TimeoutError(request, limit)),
      () => {},
    );
    try {
      // Not left to `next`, because a custom fetch may ignore its signal.
      return await unless(attempt.signal, next({ ...request, signal: attempt.signal }));
    } finally {
      timer.abort();
    }
  };
}
