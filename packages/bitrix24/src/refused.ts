import {
  type Clock,
  fieldReason,
  type FieldProblem,
  type Handler,
  refusal,
  type RetryOptions,
  type WireRequest,
} from '@portolan/transport';
import { Bitrix24Error } from './error.js';
import { bucketError, operatingError, operatingWindowSeconds } from './generated/protocol.js';
import type { OperatingTimes } from './operating.js';
import { notExecuted } from './protocol.js';

const remedies = {
  401: 'Check the webhook address or sign in again.',
  INVALID_CREDENTIALS: 'Check the webhook address: it may have been withdrawn.',
  NOT_FOUND: 'Check the id and the address.',
  insufficient_scope: 'Give the webhook or the application the scope of this method.',
  OPERATION_TIME_LIMIT: 'Try again in some minutes: this method has used up its running time.',
  ERROR_METHOD_NOT_FOUND: 'Check the name of the method and the scopes granted.',
  WRONG_AUTH_TYPE: 'Only an application may call this method; a webhook may not.',
};

/** Many methods refuse an unknown id without a code of its own. */
const absent = /not.?found/i;

/** What Bitrix24 says when it refuses: v2 has two strings, v3 an object. */
interface ErrorBody {
  error?: unknown;
  error_description?: unknown;
}

/** The object of v3, as far as it can be relied on: what is malformed must not become another error. */
interface ErrorObject {
  code?: string | number;
  message?: unknown;
  validation?: unknown;
}

/**
 * Makes an error of an answer of either version, whole or of one command of a batch (which is no answer of its own).
 * @param repeatable `false`: it is for the caller to find out whether the call was carried out
 */
export function bitrix24Error(
  operation: string,
  body: unknown,
  response: Response = new Response(),
  repeatable: boolean = true,
): Bitrix24Error {
  const { error, error_description } = Object(body) as ErrorBody;
  const told: unknown = typeof error === 'object' ? error : { code: error, message: error_description };
  const { code, message, validation } = Object(told) as ErrorObject;
  const fields = Array.isArray(validation) ? (validation.map(Object) as FieldProblem[]) : [];
  const moved = renamed(response);
  const reason = moved ?? fieldReason(fields) ?? plain(String(message ?? ''));
  const byStatus = moved
    ? 'Pass the new address.'
    : response.status !== 401 && response.status !== 403 && absent.test(`${code} ${reason}`)
      ? 'Check the id.'
      : !repeatable && response.status >= 500 && code !== bucketError.code
        ? 'It may have been carried out: look before you repeat it.'
        : undefined;
  const advice = byStatus ? { ...remedies, [response.status]: byStatus } : remedies;
  return new Bitrix24Error(refusal({ provider: 'Bitrix24', operation, response, body, code, reason, fields, remedies: advice }));
}

/** A renamed portal redirects. Following would hand the token or the webhook's code to the other host, so only its name is told. */
function renamed({ status, headers }: Response): string | undefined {
  if (status >= 400 || status === 200) return undefined;
  const host = /^https?:\/\/([\w.:-]+)([/?#]|$)/.exec(headers.get('location') ?? '')?.[1] ?? 'another address';
  return `the portal was renamed to ${host}`;
}

/** Descriptions come with markup now and then. */
const plain = (text: string): string =>
  text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The portal tells whole seconds. */
const margin = 1000;

/**
 * Milliseconds until the portal forgets the oldest running time of a method. As often as `attempts` and as long as `maxRetryAfter` allow, the
 * portal's ten minutes unless told; undefined beyond that, and where no earlier answer said when that is.
 */
export function resetIn(
  method: string,
  attempt: number,
  operating: OperatingTimes,
  clock: Clock,
  { attempts = 3, maxRetryAfter = operatingWindowSeconds * 1000 }: RetryOptions = {},
): number | undefined {
  const left = (operating.get(method)?.resetAt ?? NaN) - clock.now();
  return attempt < attempts && left >= 0 && left <= maxRetryAfter ? left + margin : undefined;
}

/**
 * Waits until a method that has used up its running time may run again, and sends the call again: it has not run, so even a write may be
 * repeated. The refusal is handed over where {@link resetIn} says not to wait.
 */
export async function afterReset(
  first: Response,
  request: WireRequest,
  send: Handler,
  operating: OperatingTimes,
  clock: Clock,
  retry: RetryOptions | undefined,
): Promise<Response> {
  let response = first;
  for (let attempt = 1; response.status === operatingError.status && (await notExecuted(response)); attempt += 1) {
    const wait = resetIn(request.operation, attempt, operating, clock, retry);
    if (wait === undefined) break;
    response.body?.cancel().catch(() => {});
    await clock.sleep(wait, request.signal);
    response = await send(request);
  }
  return response;
}
