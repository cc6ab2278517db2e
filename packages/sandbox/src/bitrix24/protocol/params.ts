import type { Incoming, ParsedBody } from '../../http.js';
import { isObject } from '../../json.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { MethodError } from './errors.js';
import type { Api } from './method.js';
import { parseBrackets } from './php.js';

/** Parameters of a call from query string and body. `typed` is false when all values came as text. */
export function readParams(
  request: Incoming,
  parsed: ParsedBody,
  api: Api,
): { params: JsonObject; body: JsonValue | undefined; typed: boolean } {
  // v3 reads the body only.
  const query = api === 'v3' ? {} : parseBrackets(request.url.searchParams);
  if (parsed.kind === 'broken') {
    throw new MethodError(
      400,
      api === 'v3' ? 'BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION' : 'INVALID_REQUEST',
      'The body is not what its content type says',
    );
  }
  if (parsed.kind === 'json') {
    const params = isObject(parsed.value) ? { ...query, ...parsed.value } : query;
    return { params, body: parsed.value, typed: true };
  }
  if (api === 'v3' && parsed.kind !== 'none')
    throw new MethodError(400, 'BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION', 'REST 3.0 takes JSON only');
  if (api === 'v3') return { params: query, body: undefined, typed: true };
  const pairs: [string, string][] = [];
  if (parsed.kind === 'form') pairs.push(...parsed.form);
  if (parsed.kind === 'multipart')
    for (const [name, value] of parsed.form) pairs.push([name, typeof value === 'string' ? value : value.name]);
  return { params: { ...query, ...parseBrackets(pairs) }, body: undefined, typed: false };
}
