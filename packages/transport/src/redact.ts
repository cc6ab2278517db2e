/**
 * What may be shown, beyond the defaults. Redaction is by allow-list: a header, a query parameter, a key or a path segment
 * that nobody declared harmless is hidden.
 */
export interface Redaction {
  /** Header names whose values may be shown. */
  headers?: readonly string[];
  /** Query parameters whose values may be shown. */
  query?: readonly string[];
  /** Keys of bodies whose values may be shown. */
  keys?: readonly string[];
  /**
   * Path templates that carry a secret, as in the specs: `/rest/{user}/{code}`. Wherever one occurs in a path, its
   * placeholders are hidden, whatever they look like. Where several fit, the first one counts.
   */
  secretPaths?: readonly string[];
}

/** Stands for a hidden value. */
const hidden = '***';

const harmlessHeaders = [
  'accept',
  'accept-language',
  'content-type',
  'content-length',
  'content-range',
  'date',
  'etag',
  'range',
  'retry-after',
  'user-agent',
  'x-request-id',
];
const harmlessQuery = ['page', 'per-page', 'limit', 'offset', 'fetch', 'start', 'order', 'orderBy', 'sortDirection'];
const harmlessKeys = [...harmlessQuery, 'id', 'ID', 'total', 'next', 'halt', 'expires_in', 'token_type', 'grant_type'];

/** Headers with every value hidden that is not on the list. */
export function redactHeaders(headers: Headers, { headers: more = [] }: Redaction = {}): Record<string, string> {
  const shown = new Set([...harmlessHeaders, ...more].map((name) => name.toLowerCase()));
  return Object.fromEntries([...headers].map(([name, value]) => [name, shown.has(name) ? value : hidden]));
}

/**
 * An address that may be shown: no user info, no fragment, query values only of listed parameters, path segments only if
 * they are plain words, method names or numbers. A random code passes for neither; {@link Redaction.secretPaths} makes sure.
 */
export function redactUrl(url: string | URL, redaction: Redaction = {}): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return hidden;
  }
  const shown = new Set([...harmlessQuery, ...(redaction.query ?? [])]);
  const query = [...parsed.searchParams].map(
    ([name, value]) => `${showName(name)}=${shown.has(name) ? encodeURIComponent(value) : hidden}`,
  );
  const path = hideTemplates(parsed.pathname.split('/'), redaction.secretPaths ?? [])
    .map((segment) => (segment === '' || harmlessSegment.test(segment) ? segment : hidden))
    .join('/');
  return `${parsed.protocol}//${parsed.host}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** A copy of a body with the shape kept and every value hidden whose key is not on the list. */
export function redact(value: unknown, { keys = [] }: Redaction = {}): unknown {
  const shown = new Set([...harmlessKeys, ...keys]);
  const copy = (part: unknown, open: boolean, depth: number): unknown => {
    if (part === null || part === undefined) return part;
    if (typeof part !== 'object') return open && String(part).length <= 100 ? part : hidden;
    if (depth > 20) return hidden;
    if (Array.isArray(part)) return part.map((item) => copy(item, open, depth + 1));
    if (Object.getPrototypeOf(part) !== Object.prototype && Object.getPrototypeOf(part) !== null) return hidden;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [showName(key), copy(item, shown.has(key), depth + 1)]));
  };
  return copy(value, false, 0);
}

/**
 * Numbers, `v1`, names made of short words (`TaskStagingHistory`, `password-reset`), dotted method names. A code of 16 random
 * letters and digits has a digit inside or a word that is too long.
 */
const harmlessSegment =
  /^(?:\d{1,12}|v\d{1,2}|(?:[A-Z]{1,8}|[A-Za-z][a-z]{0,11})(?:[-_]?[A-Z][a-z]{1,11}|[-_][a-z]{2,11}|ID)*|[a-z][a-zA-Z]{0,19}(?:\.[a-zA-Z]{1,19})+)$/;

/** Names are shown if they look like one; a map may be keyed by something secret. */
function showName(name: string): string {
  return /^[\w.[\]-]{1,40}$/.test(name) && !/[A-Za-z0-9_-]{32}/.test(name) ? name : hidden;
}

function hideTemplates(segments: readonly string[], templates: readonly string[]): string[] {
  const result = [...segments];
  for (const start of segments.keys()) {
    const rest = segments.slice(start);
    const parts = templates
      .map((template) => template.split('/').filter(Boolean))
      .find((pattern) => pattern.length <= rest.length && pattern.every((part, i) => part.startsWith('{') || part === rest[i]));
    for (const [i, part] of (parts ?? []).entries()) if (part.startsWith('{')) result[start + i] = hidden;
  }
  return result;
}
