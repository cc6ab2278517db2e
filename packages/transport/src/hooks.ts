import { systemClock, type Clock } from './clock.js';
import { PortolanError } from './errors.js';
import { redactHeaders, redactUrl, type Redaction } from './redact.js';
import { notify } from './retry.js';
import type { Policy } from './wire.js';

/** An attempt is about to be sent. Redacted: safe to log. Bodies are not part of events. */
export interface RequestEvent {
  /** Id of the operation. */
  readonly operation: string;
  /** HTTP method. */
  readonly method: string;
  /** Redacted address. */
  readonly url: string;
  /** Redacted request headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An attempt was answered. */
export interface ResponseEvent extends RequestEvent {
  /** HTTP status. */
  readonly status: number;
  /** Redacted answer headers. */
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Milliseconds from sending to the last byte (to the headers, for streams). */
  readonly duration: number;
}

/** An attempt got no answer. */
export interface ErrorEvent extends RequestEvent {
  /** `network`, `timeout` or, when the caller stopped it, `aborted`. */
  readonly code: string;
  /** Milliseconds from sending to the failure. */
  readonly duration: number;
}

/**
 * Observers of the wire. What they throw is dropped: watching an exchange must not change it. Repetitions are not seen from here, since they
 * happen outside of the attempt: `onRetry` of `RetryOptions` is told of them, `retry: { onRetry }` of a provider's client.
 */
export interface Hooks {
  /** Before every attempt. */
  onRequest?: ((event: RequestEvent) => void) | undefined;
  /** After every answer, whatever its status. */
  onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** After every attempt without an answer. */
  onError?: ((event: ErrorEvent) => void) | undefined;
}

/** Options of {@link hooksPolicy}. */
export interface HooksOptions extends Hooks {
  /** What may be shown beyond the defaults, and which paths hold a secret. */
  redaction?: Redaction | undefined;
  /** Replaceable in tests. */
  clock?: Clock | undefined;
}

/** Reports every attempt, redacted. Put it innermost: then it sees what is sent. */
export function hooksPolicy({ onRequest, onResponse, onError, redaction, clock = systemClock }: HooksOptions): Policy {
  return (next) => async (request) => {
    const { operation, method, signal } = request;
    const headers = redactHeaders(request.headers, redaction);
    const event: RequestEvent = { operation, method, url: redactUrl(request.url, redaction), headers };
    notify(onRequest, event);
    const start = clock.now();
    try {
      const response = await next(request);
      const responseHeaders = redactHeaders(response.headers, redaction);
      notify(onResponse, { ...event, status: response.status, responseHeaders, duration: clock.now() - start });
      return response;
    } catch (error) {
      // Inside the timeout policy a timeout arrives as the reason of the attempt's signal.
      const cause: unknown = error instanceof PortolanError ? error : signal?.reason;
      const code = cause instanceof PortolanError ? cause.code : 'aborted';
      notify(onError, { ...event, code, duration: clock.now() - start });
      throw error;
    }
  };
}
