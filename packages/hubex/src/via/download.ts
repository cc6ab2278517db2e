import { isLoopback, type Options, type Result, standardPipeline } from '@portolan/transport';
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
  if (query?.[link] === true) return next({ ...call, parse: undefined });
  const stream = parse === 'response';
  const asked = await next({ ...call, parse: 'response', query: { ...query, [link]: true } });
  // Only JSON that HubEx itself answers is an address; anything else is the file, sent at once or by a redirect.
  const { headers, ok: answered, redirected } = asked.response;
  if (!answered) return { ...asked, data: stream ? undefined : await asked.response.json().catch(() => undefined) };
  if (redirected || !/json/i.test(headers.get('content-type') ?? ''))
    return { ...asked, data: stream ? undefined : await asked.response.blob() };
  const url = addressIn(await asked.response.json().catch(() => undefined), operation);
  const request = { operation, method: 'GET', url, headers: new Headers(), repeatable: true, signal, timeout, stream };
  const response = await standardPipeline({ ...wire, auth: undefined })(request);
  const { status, ok } = response;
  if (!ok && throwOnError)
    throw refused(operation, status, `the address of the file answered ${status}. It is valid for a short time: ask for it again`);
  return { data: stream ? undefined : await response.blob(), response };
};

/**
 * The address, alone or in a record with the name of the file.
 * @throws {HubexError} that does not quote it
 */
function addressIn(answer: unknown, operation: string): string {
  const text = typeof answer === 'string' ? answer : (Object(answer) as { url?: unknown }).url;
  const address = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (address?.protocol === 'https:' || (address?.protocol === 'http:' && isLoopback(address.hostname))) return address.href;
  throw refused(operation, 200, 'HubEx answered no https address of the file. Check the base URL and the proxy');
}

const refused = (operation: string, status: number, problem: string): HubexError =>
  new HubexError({ message: `${operation}: ${problem}.`, status, code: 'file_address', operation });
