import { UsageError } from './errors.js';

/**
 * Checks an address that secrets will be sent to: absolute, `https:` (or `http:` on a loopback host, for the sandbox), no user
 * info, no query, no fragment.
 *
 * @param field what to call it in the error
 * @returns the address without a trailing slash
 * @throws {UsageError} that never quotes the value: it may hold a webhook code
 */
export function secureBaseUrl(value: string, field: string = 'baseUrl'): string {
  const fail = (problem: string): never => {
    throw new UsageError(field, problem, 'Pass an https:// address.');
  };
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return fail('it is not a URL');
  }
  const { protocol, hostname, origin, pathname } = url;
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) fail('it is not https');
  if (url.href !== origin + pathname) fail('it contains user info, a query or a fragment');
  return (origin + pathname).replace(/\/+$/, '');
}

/** Does this host name mean this very machine? */
export function isLoopback(hostname: string): boolean {
  return /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
