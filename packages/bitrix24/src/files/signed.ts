import { isLoopback, standardPipeline } from '@portolan/transport';
import { Bitrix24Error } from '../error.js';

/** How a signed address is reached. */
export interface SignedOptions {
  /** Ends the exchange. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the answer begins. Default: no limit, since a large file takes its time. */
  timeout?: number | undefined;
  /** Another `fetch`, for a proxy or a test. */
  fetch?: typeof globalThis.fetch | undefined;
}

const mostRedirects = 3;

/**
 * Sends a request to an address that is signed by itself: without our credentials, over https only. Redirects of a GET lead to the storage of
 * files and are followed alike. The address is a secret: no error quotes it.
 * @throws {Bitrix24Error} `file_address`: it is none, or it is not accepted
 */
export async function askSigned(
  operation: string,
  address: unknown,
  init: { method: 'GET' | 'POST'; headers?: Headers; body?: FormData },
  { signal, timeout = 0, fetch }: SignedOptions,
): Promise<Response> {
  const send = standardPipeline({ fetch, timeout });
  let url = safe(operation, address);
  for (let hop = 0; ; hop += 1) {
    const { method, headers = new Headers(), body } = init;
    const response = await send({
      operation,
      method,
      url: url.href,
      headers,
      body,
      signal,
      stream: method === 'GET',
      repeatable: method === 'GET',
      redirect: 'manual',
    });
    // The portal tells in its body why it did not take what was sent.
    if (response.ok || (method === 'POST' && response.status === 400)) return response;
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null || method !== 'GET' || hop === mostRedirects)
      throw refused(
        operation,
        response.status,
        `the signed address answered ${response.status}. It is valid for a short time: ask for it again`,
      );
    await response.body?.cancel();
    url = safe(operation, URL.canParse(location, url.href) ? new URL(location, url.href).href : '');
  }
}

function safe(operation: string, address: unknown): URL {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : undefined;
  const open =
    url && !url.username && !url.password && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
  if (url && open) return url;
  throw refused(operation, 200, 'there is no https address of the file. Check the id and the proxy');
}

/** An error about a file that does not tell its address. */
export const refused = (operation: string, status: number, problem: string): Bitrix24Error =>
  new Bitrix24Error({ message: `${operation}: ${problem}.`, status, code: 'file_address', operation });
