/** The few assertions that both hosts need; `node:assert` does not exist in a web worker. */
function fail(message: string): never {
  throw new Error(message);
}

export function ok(condition: unknown, message: string): asserts condition {
  if (!condition) fail(message);
}

export function equal<Value>(actual: Value, expected: Value, message = 'not equal'): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) fail(`${message}: expected ${b}, got ${a}`);
}

export function match(actual: string, pattern: RegExp): void {
  if (!pattern.test(actual)) fail(`expected something like ${String(pattern)}, got ${actual.slice(0, 500)}`);
}

export function lacks(actual: string, part: string): void {
  if (actual.includes(part)) fail(`must not contain ${part.slice(0, 6)}…`);
}
