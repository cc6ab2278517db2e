/**
 * Root of every error of Portolan. Messages, fields and JSON never hold a token, a password or a webhook code,
 * so an error may be logged as it is.
 */
export class PortolanError extends Error {
  /** Machine-readable, stable: `usage`, `network`, `timeout`, or the provider's own code. */
  declare readonly code: string;

  /** @param facts further fields of the error; those that are undefined or null are left out */
  constructor(message: string, code: string, facts?: object) {
    super(message);
    for (const [name, value] of Object.entries({ code, ...facts }))
      if (value !== undefined && value !== null) (this as object as Record<string, unknown>)[name] = value;
  }

  // An accessor on the prototype: class names do not survive minification, and an own property would be enumerable.
  override get name(): string {
    return 'PortolanError';
  }

  /** What is safe to log. Holds neither stack nor bodies. */
  toJSON(): Record<string, unknown> {
    return { ...(this as object), name: this.name, message: this.message };
  }
}

/** What an {@link ApiError} is made of. */
export interface ApiErrorInit {
  /** What failed and what to do. Must not hold a secret. */
  message: string;
  /** HTTP status of the answer. */
  status: number;
  /** The provider's error code, or `http_<status>` when the answer has none. */
  code: string;
  /** Id of the operation that failed (`listTasks`, `crm.deal.list`). */
  operation: string;
  /** The provider's id of this exchange, for its support. */
  requestId?: string | null | undefined;
  /** Seconds to wait before another try, when the server named them. */
  retryAfter?: number | undefined;
  /** The parsed body of the answer. */
  body?: unknown;
  /** Fields that the server refused, where it names them. */
  fields?: readonly FieldProblem[] | undefined;
}

/** One field that the server refused. */
export interface FieldProblem {
  /** Name of the field. */
  field?: string;
  /** The provider's code of the problem. */
  code?: number;
  /** What is wrong, in the provider's words. */
  message?: string;
}

/** The server answered, and the answer is an error. Providers derive their own class from it. */
export class ApiError extends PortolanError {
  /** HTTP status of the answer. */
  declare readonly status: number;
  /** Id of the operation that failed. */
  declare readonly operation: string;
  /** The provider's id of this exchange, for its support. */
  declare readonly requestId?: string;
  /** Seconds to wait before another try, when the server named them. */
  declare readonly retryAfter?: number;
  /** The parsed body of the answer. Not enumerable: it may hold personal data and stays out of logs and JSON. */
  declare readonly body: unknown;

  constructor({ message, code, body, ...facts }: ApiErrorInit) {
    super(message, code, facts);
    Object.defineProperty(this, 'body', { value: body });
  }

  override get name(): string {
    return 'ApiError';
  }
}

/** What is known of an exchange that got no answer. */
export interface NoAnswer {
  /** Id of the operation that failed. */
  operation: string;
  /** Address that was called; the message shows its host only. */
  url: string;
  /** False when the request may have been carried out and repeating it could do the work twice. */
  repeatable: boolean;
}

/** The request got no answer, or only a part of one: no connection, name not found, connection lost. */
export class NetworkError extends PortolanError {
  /** Id of the operation that failed. */
  declare readonly operation: string;
  /** The system's code (`ECONNREFUSED`, `ENOTFOUND`), where the runtime tells it. */
  declare readonly reason?: string;

  constructor(exchange: NoAnswer, reason?: string) {
    const { operation } = exchange;
    super(noAnswer(exchange, reason && ` (${reason})`, 'Check the address, the network and the proxy.'), 'network', { operation, reason });
  }

  override get name(): string {
    return 'NetworkError';
  }
}

/** The answer did not arrive in time. */
export class TimeoutError extends PortolanError {
  /** Id of the operation that failed. */
  declare readonly operation: string;
  /** The limit that was exceeded, in milliseconds. */
  declare readonly timeout: number;

  constructor(exchange: NoAnswer, timeout: number) {
    const { operation } = exchange;
    super(noAnswer(exchange, ` within ${timeout} ms`, 'Raise the `timeout`.'), 'timeout', { operation, timeout });
  }

  override get name(): string {
    return 'TimeoutError';
  }
}

/** Did the request get no answer? */
export function isUnanswered(error: unknown): error is NetworkError | TimeoutError {
  return error instanceof NetworkError || error instanceof TimeoutError;
}

/** Something that the caller passed is wrong; nothing was sent. */
export class UsageError extends PortolanError {
  /** The field, parameter or option that is wrong: `baseUrl`, `path.taskID`, `webhook`. */
  declare readonly field: string;
  /** What to do about it. */
  declare readonly remedy: string;

  /** @param problem what is wrong, without the value: it may be a secret */
  constructor(field: string, problem: string, remedy: string) {
    super(`${field}: ${problem}. ${remedy}`, 'usage', { field, remedy });
  }

  override get name(): string {
    return 'UsageError';
  }
}

function noAnswer({ operation, url, repeatable }: NoAnswer, detail: string = '', remedy: string): string {
  const doubt = repeatable ? '' : ' It may have been carried out: look before you repeat it.';
  return `${operation}: no answer from ${new URL(url).host}${detail}. ${remedy}${doubt}`;
}
