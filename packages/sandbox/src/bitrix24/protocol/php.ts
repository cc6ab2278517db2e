import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';

/** Reads PHP brackets, `fields[PHONE][0][VALUE]=1` and `select[]=ID`, as PHP does: keys 0, 1, 2 ... make a list. */
export function parseBrackets(pairs: Iterable<readonly [string, string]>): JsonObject {
  const root: JsonObject = {};
  for (const [name, value] of pairs) {
    const first = /^[^[]+/.exec(name)?.[0] ?? name;
    const keys = [first, ...[...name.slice(first.length).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '')];
    if (keys.includes('__proto__')) continue;
    put(root, keys, value);
  }
  return lists(root) as JsonObject;
}

function put(at: JsonObject, keys: readonly string[], value: string): void {
  const [head = '', ...rest] = keys;
  const key = head === '' ? String(Object.keys(at).length) : head;
  if (rest.length === 0) {
    at[key] = value;
    return;
  }
  const next = at[key];
  const child: JsonObject = isObject(next) ? next : {};
  at[key] = child;
  put(child, rest, value);
}

function lists(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const isList = keys.length > 0 && keys.every((key, index) => key === String(index));
  if (isList) return Object.values(value).map(lists);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, lists(item)]));
}

/** Writes PHP brackets. Every scalar becomes text; empty lists and objects are missing. */
export function toBrackets(value: JsonValue, name = ''): [string, string][] {
  if (!isObject(value) && !Array.isArray(value)) return [[name, text(value)]];
  return Object.entries(value).flatMap(([key, item]) => toBrackets(item, name === '' ? key : `${name}[${key}]`));
}
