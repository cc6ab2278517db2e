import { ApiError, isUnanswered, systemClock } from '@portolan/transport';
import { HubexError } from '../error.js';
import type { HubexCall } from '../operation.js';
import type { Via } from './via.js';

/**
 * Sends a write with a stamp of its own (`X-Concurrency-Stamp`), so that it may be repeated when its answer was lost: the service does a
 * stamp once. When the repetition is refused with 409, the error is the service's own and says `maybeDone`: it may be that the service knows
 * the stamp, or that it does not like the data. Where the service can be told to answer a repetition like the first time, it is. A stamp
 * that the caller passes is kept: the same one in another process is a repetition, too. With `throwOnError: false` nothing is repeated.
 */
export const stamp: Via = async (call, next, { retry, clock = systemClock }) => {
  const { attempts = 3, baseDelay = 500, maxDelay = 8_000 } = retry ?? {};
  const { headers, value } = stamped(call);
  const suppress = call.stamp?.[1];
  let first: unknown;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await next({ ...call, headers: { ...headers, ...(first !== undefined && suppress && { [suppress]: true }) } });
    } catch (error) {
      if (!maybeDone(error))
        throw first !== undefined && error instanceof HubexError && error.status === 409 ? doubtful(error, value) : error;
      first ??= error;
      // The first error says that the write may have been carried out.
      if (attempt >= attempts || call.body instanceof ReadableStream) throw Object.assign(first as Error, { stamp: value });
    }
    await clock.sleep(clock.random() * Math.min(maxDelay, baseDelay * 2 ** (attempt - 1)), call.signal);
  }
};

/** The headers of the call, with a stamp if the caller gave none. */
function stamped({ stamp: names, headers }: HubexCall): { headers: Record<string, unknown>; value: string } {
  const name = names![0];
  const given = Object.entries(headers ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const own = given.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  const value = String(own ?? crypto.randomUUID());
  return { headers: { ...Object.fromEntries(given), ...(own === undefined && { [name]: value }) }, value };
}

/** No answer, or one that does not tell whether it was carried out; a server that names a time for another try has not done it. */
function maybeDone(error: unknown): boolean {
  return isUnanswered(error) || (error instanceof ApiError && error.status >= 500 && error.retryAfter === undefined);
}

function doubtful({ message, status, code, operation, requestId, body }: HubexError, stampValue: string): HubexError {
  const doubt = 'An earlier attempt got no answer, and this may be the refusal of its repetition: look before you send it anew.';
  const error = new HubexError({ message: `${message} ${doubt}`, status, code, operation, requestId, body });
  return Object.assign(error, { maybeDone: true as const, stamp: stampValue });
}
