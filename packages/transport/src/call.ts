import type { WireBody } from './wire.js';

/** Puts a request body on the wire where it is not JSON: `form`, `multipart`. */
export type Encode = (body: unknown) => WireBody;

/** One call of an operation, before it becomes an HTTP request. */
export interface Call {
  /** Id of the operation, for errors and hooks. */
  id: string;
  /** HTTP method. */
  method: string;
  /** Path template, appended to the base URL: `/WORK/Tasks/{taskID}`. */
  url: string;
  /** Values of the template's placeholders. */
  path?: Record<string, unknown> | undefined;
  /** Query parameters. `undefined` and `null` are left out, arrays repeat the name, dates become ISO 8601 (UTC). */
  query?: Record<string, unknown> | undefined;
  /** Request headers. `undefined` and `null` are left out. */
  headers?: Record<string, unknown> | undefined;
  /** Request body, encoded by {@link Call.encode}. Streams, Blobs, FormData and URLSearchParams are sent as they are. */
  body?: unknown;
  /** Default: as JSON. */
  encode?: Encode | undefined;
  /** May it be sent again when the first answer was lost? Default: only GET and HEAD. */
  repeatable?: boolean | undefined;
  /** What an answer without a body (204) means for a list: nothing, in this shape. */
  empty?: 'array' | 'map' | undefined;
}

/** What can be said per call. */
export interface CallOptions {
  /** Stops the call: the exchange, its retries and its waits. */
  signal?: AbortSignal | undefined;
  /** Milliseconds, per attempt. */
  timeout?: number | undefined;
  /** `response`: `data` stays undefined and the body of `response` is left unread, for downloads. Default `auto`. */
  parse?: 'auto' | 'response' | undefined;
  /** `false`: an error answer becomes a result (its parsed body as `data`) instead of an error. Default `true`. */
  throwOnError?: boolean | undefined;
}

/** The answer to a call. */
export interface Result<T> {
  /** The parsed body; undefined when there is none (204). */
  data: T;
  /** Status and headers. Its body has been read, unless `parse` is `response`. */
  response: Response;
}

/** What generated functions need of a client. */
export interface Client {
  /**
   * Sends a call.
   * @throws {ApiError} the server answered with an error
   * @throws {NetworkError} no answer
   * @throws {TimeoutError} no answer in time
   * @throws {UsageError} the call cannot be sent as it is
   */
  request<T>(call: Call & CallOptions): Promise<Result<T>>;
}

/** The parameters of a generated function: hey-api's `XData` without its `url`, plus the client and {@link CallOptions}. */
export type Options<TData> = Omit<TData, 'url'> & CallOptions & { client: Client };

/** A generated function. */
export interface Operation<TData, TResult> {
  (options: Options<TData>): Promise<Result<TResult>>;
}
