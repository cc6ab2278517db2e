import { type Options, type Result, standardPipeline } from '@portolan/transport';
import { HubexError } from '../error.js';
import type { Via } from './via.js';

/**
 * Downloads a file: `data` is its content, or undefined with `parse: 'response'`, which leaves the body of `response` unread. With the link
 * asked for, `data` is the address, which is valid for a short time and needs no token.
 */
export interface DownloadOperation<TData, TLink extends string, TAddress> {
  (options: Options<TData> & { query: Record<TLink, true> }): Promise<Result<TAddress>>;
  (options: Options<TData>): Promise<Result<Blob>>;
}

/**
 * Asks for the address of a file and reads it there, without our token: files lie on another host.
 * @throws {HubexError} (from the call) of code `file_address` when there is no file at the address; the address itself is a secret
 */
export const download: Via = async (call, next, wire) => {
  const { id: operation, link = '', parse, query, signal, timeout, throwOnError = true } = call;
  const asked = await next({ ...call, parse: undefined, query: { ...query, [link]: true } });
  const address = addressIn(asked.data);
  // A service that sends the file at once has answered already.
  if (query?.[link] || address === undefined || !asked.response.ok) return asked;
  const stream = parse === 'response';
  const request = { operation, method: 'GET', url: address, headers: new Headers(), repeatable: true, signal, timeout, stream };
  const response = await standardPipeline({ ...wire, auth: undefined })(request);
  const { status, ok } = response;
  if (!ok && throwOnError) {
    const message = `${operation}: the address of the file answered ${status}. It is valid for a short time: ask for it again.`;
    throw new HubexError({ message, status, code: 'file_address', operation });
  }
  return { data: stream ? undefined : await response.blob(), response };
};

/** The address, alone or in a record with the name of the file. */
function addressIn(answer: unknown): string | undefined {
  const address = typeof answer === 'string' ? answer : (Object(answer) as { url?: unknown }).url;
  return typeof address === 'string' ? address : undefined;
}
