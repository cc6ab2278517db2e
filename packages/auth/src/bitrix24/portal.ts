import { isLoopback, secureBaseUrl, UsageError } from '@portolan/transport';

/**
 * The origin of a portal that is given as a host (`example.bitrix24.com`, `127.0.0.1:4011`) or as a whole address. A bare host is taken
 * for `https`, and for `http` on loopback.
 *
 * @throws {UsageError} it is neither
 */
export function bitrix24Portal(portal: unknown): string {
  const fail = (problem: string): never => {
    throw new UsageError('portal', problem, 'Pass the host of the portal, such as example.bitrix24.com.');
  };
  if (typeof portal !== 'string' || portal === '' || /\s/.test(portal)) return fail('it is missing or holds white space');
  const host = /^([^/:]+|\[[^\]]*\])(:\d+)?\/?$/.exec(portal)?.[1];
  const scheme = isLoopback(host ?? '') ? 'http' : 'https';
  const { origin, pathname } = new URL(secureBaseUrl(host === undefined ? portal : `${scheme}://${portal}`, 'portal'));
  if (pathname !== '/') fail('it has a path');
  return origin;
}
