import { secureBaseUrl } from './base-url.js';
import type { Call, Client } from './call.js';
import { encodeBody, fillPath, form, setHeader } from './encode.js';
import { ApiError } from './errors.js';
import type { Handler } from './wire.js';

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** Where the path templates hang. `https:`, or `http:` on a loopback host. */
  baseUrl: string;
  /** The pipeline that sends. */
  handler: Handler;
  /** Makes the provider's error of an answer that is not `ok` and its parsed body. Default: a plain {@link ApiError}. */
  toError?: ((response: Response, body: unknown, call: Call) => ApiError) | undefined;
  /** Sent with every request, unless a call says otherwise. */
  headers?: Record<string, string> | undefined;
  /** What to do about redirects. Default `follow`. */
  redirect?: RequestInit['redirect'];
}

/**
 * Makes a client: it turns calls into HTTP requests for the pipeline and answers into results or errors.
 * @throws {UsageError} the base URL is not usable
 */
export function createClient(options: ClientOptions): Client {
  const baseUrl = secureBaseUrl(options.baseUrl);
  const { handler, toError = plainError, redirect } = options;

  return {
    async request<T>(call: Parameters<Client['request']>[0]) {
      const { id, method, signal, timeout, throwOnError = true } = call;

      const query = String(form(call.query, 'query'));
      const headers = new Headers({ accept: 'application/json,*/*' });
      const body = encodeBody(call, headers);
      for (const some of [options.headers, call.headers])
        for (const [name, value] of Object.entries(some ?? {})) setHeader(headers, name, value);

      const stream = call.parse === 'response';
      const response = await handler({
        operation: id,
        method,
        url: baseUrl + fillPath(call.url, call.path) + (query && `?${query}`),
        headers,
        body,
        signal,
        timeout,
        stream,
        redirect,
        repeatable: call.repeatable ?? /^(GET|HEAD)$/.test(method),
      });

      if (stream && (response.ok || !throwOnError)) return { data: undefined as T, response };
      const { data, problem } = await read(response);
      if (throwOnError && !response.ok) throw toError(response, data, call);
      if (throwOnError && problem) throw plainError(response, data, call, problem);
      const nothing = response.ok && call.empty ? (call.empty === 'array' ? [] : {}) : undefined;
      return { data: (data ?? nothing) as T, response };
    },
  };
}

function plainError({ status }: Response, body: unknown, { id }: Call, problem: string = ''): ApiError {
  const code = problem ? 'unexpected_content' : `http_${status}`;
  return new ApiError({ message: `${id}: the answer is ${status}${problem}.`, status, code, operation: id, body });
}

/** Parses a body by its content type. `problem` is set when a success answer of this kind cannot be data. */
async function read(response: Response): Promise<{ data?: unknown; problem?: string | false }> {
  // A missing one is tested as the text "null".
  const type = response.headers.get('content-type')!;
  const data = await (/^null|^text|json|\bxml|-form/i.test(type) ? response.text() : response.blob());
  if (data instanceof Blob) return data.size ? { data } : {};
  if (!data) return {};
  try {
    // Without a content type it may still be JSON.
    if (/json|^null/i.test(type)) return { data: JSON.parse(data) as unknown };
  } catch {
    // Then it is what it is.
  }
  return { data, problem: /json|html/i.test(type) && ': no JSON. Check the base URL and the proxy' };
}
