import { ApiError, isUnanswered } from '@portolan/transport';
import { HubexError } from '../error.js';
import type { Via } from './via.js';

/**
 * Sends a write with a stamp of its own (`X-Concurrency-Stamp`), so that it may be repeated when its answer was lost: the service does a
 * stamp once. A repetition that the service recognizes is an error of code `repeated`, unless it can be told to answer it like the first
 * time. A stamp that the caller passes is kept: the same one in another process is a repetition, too.
 */
export const stamp: Via = async (call, next) => {
  const [name, suppress] = call.stamp!;
  const headers = { [name]: crypto.randomUUID(), ...call.headers };
  try {
    return await next({ ...call, headers });
  } catch (error) {
    if (!maybeDone(error) || call.body instanceof ReadableStream) throw error;
  }
  try {
    return await next({ ...call, headers: { ...headers, ...(suppress && { [suppress]: true }) }, repeatable: true });
  } catch (error) {
    throw error instanceof HubexError && error.status === 409 ? repeated(call.id, name, error) : error;
  }
};

/** No answer, or one that does not tell whether it was carried out; a server that names a time for another try has not done it. */
function maybeDone(error: unknown): boolean {
  return isUnanswered(error) || (error instanceof ApiError && error.status >= 500 && error.retryAfter === undefined);
}

function repeated(operation: string, header: string, { body, requestId }: HubexError): HubexError {
  const message =
    `${operation}: the first attempt got no answer, and HubEx refused its repetition with the same ${header} (409). ` +
    'It was most likely carried out: look before you send it anew.';
  return new HubexError({ message, status: 409, code: 'repeated', operation, requestId, body });
}
