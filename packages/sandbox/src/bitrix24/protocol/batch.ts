import type { JsonObject, JsonValue } from '../../json.js';
import { dig, isObject, text } from '../../json.js';
import { MethodError, argumentError, errorV2, v3 } from './errors.js';
import type { MethodResult } from './method.js';
import { parseBrackets } from './php.js';

/** Runs one inner command. */
export type RunCommand = (method: string, params: JsonObject) => Promise<{ answer: MethodResult; time: JsonObject }>;

const largest = 50;

/** The v2 batch: commands in order, `$result[key][path]` filled in, stops at the first error with `halt`. */
export async function batchV2(params: JsonObject, run: RunCommand): Promise<JsonObject> {
  const cmd = params['cmd'] ?? params['CMD'];
  if (!isObject(cmd) && !Array.isArray(cmd)) throw argumentError('cmd must be a map or a list of commands', 'batch');
  const commands = Object.entries(cmd).map(([key, command]) => [key, text(command)] as const);
  if (commands.length > largest) throw new MethodError(400, 'ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded');
  const halt = [true, 1, '1', 'true', 'Y'].includes((params['halt'] ?? params['HALT'] ?? false) as string | number | boolean);
  const asList = Array.isArray(cmd);
  const results: JsonObject = {};
  const parts: Record<'error' | 'total' | 'next' | 'time', JsonObject> = { error: {}, total: {}, next: {}, time: {} };
  for (const [key, command] of commands) {
    try {
      const { method, query } = split(command);
      if (method === '') throw argumentError('the command names no method');
      if (method.toLowerCase() === 'batch')
        throw new MethodError(405, 'ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage');
      const filled = fill(parseBrackets(query), results);
      const { answer, time } = await run(method, isObject(filled) ? filled : {});
      results[key] = answer.result;
      if (answer.total !== undefined) parts.total[key] = answer.total;
      if (answer.next !== undefined) parts.next[key] = answer.next;
      parts.time[key] = time;
    } catch (error) {
      if (!(error instanceof MethodError)) throw error;
      parts.error[key] = errorV2(error);
      if (halt) break;
    }
  }
  return {
    result: phpMap(results, asList),
    result_error: phpMap(parts.error, asList),
    result_total: phpMap(parts.total, asList),
    result_next: phpMap(parts.next, asList),
    result_time: phpMap(parts.time, asList),
  };
}

/** The v3 batch: a list of `{method, query}`; the results come in the same order. */
export async function batchV3(body: JsonValue | undefined, run: RunCommand): Promise<JsonValue[]> {
  if (!Array.isArray(body))
    throw new MethodError(400, v3('INVALIDSELECTEXCEPTION'), 'The body of a v3 batch is a list of calls {method, query}');
  if (body.length > largest) throw new MethodError(400, 'ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded');
  const results: JsonValue[] = [];
  for (const call of body) {
    const method = isObject(call) ? text(call['method']) : '';
    const query = isObject(call) && isObject(call['query']) ? call['query'] : {};
    if (method === '' || method === 'batch')
      throw new MethodError(405, 'ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage');
    const { answer } = await run(method, query);
    results.push(answer.result);
  }
  return results;
}

function split(command: string): { method: string; query: URLSearchParams } {
  const [path = '', ...query] = command.split('?');
  return { method: path.replace(/^\//, '').replace(/\.json$/, ''), query: new URLSearchParams(query.join('?')) };
}

/** PHP writes an empty map as [], and a map with keys 0, 1, 2 ... as a list. */
function phpMap(map: JsonObject, asList: boolean): JsonValue {
  const keys = Object.keys(map);
  if (keys.length === 0) return [];
  const isList = keys.every((key, index) => key === String(index));
  return asList && isList ? Object.values(map) : map;
}

const reference = /\$result((?:\[[^\]]+\])+)/g;

/** Puts earlier results where a command refers to them. A reference that is the whole value keeps its type. */
function fill(value: JsonValue, results: JsonObject): JsonValue {
  if (Array.isArray(value)) return value.map((item) => fill(item, results));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, results)]));
  if (typeof value !== 'string' || !value.includes('$result')) return value;
  const resolve = (path: string): JsonValue | undefined =>
    dig(results, ...[...path.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1] ?? ''));
  const whole = /^\$result((?:\[[^\]]+\])+)$/.exec(value)?.[1];
  if (whole !== undefined) return resolve(whole) ?? '';
  return value.replace(reference, (_match, path: string) => text(resolve(path)));
}
