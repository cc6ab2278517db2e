import type { Api } from './method.js';

/** What an address under /rest/ says. */
export interface Address {
  api: Api;
  /** As sent, without `.json`. */
  method: string;
  webhook?: { userId: number; code: string };
}

/**
 * Reads `/rest/{method}`, `/rest/{user}/{code}/{method}` and the same under `/rest/api/`. Undefined when it is none of them.
 * Paths are what the spec's security scheme declares as `x-portolan-webhook`.
 */
export function readAddress(pathname: string): Address | undefined {
  const segments = pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
  if (segments[0] !== 'rest') return undefined;
  const rest = segments.slice(1);
  const isV3 = rest[0] === 'api';
  const [first, second, third, ...more] = isV3 ? rest.slice(1) : rest;
  if (first === undefined || more.length > 0) return undefined;
  const api: Api = isV3 ? 'v3' : 'v2';
  if (second === undefined) return { api, method: nameOf(first) };
  if (third === undefined || !/^\d+$/.test(first)) return undefined;
  return { api, method: nameOf(third), webhook: { userId: Number(first), code: second } };
}

/** The suffix that asks for JSON is the default anyway; `.xml` is not offered. */
function nameOf(segment: string): string {
  return segment.endsWith('.json') ? segment.slice(0, -'.json'.length) : segment;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
