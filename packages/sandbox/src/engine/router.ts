import type { Operation } from './document.js';

/** What a path led to. */
export type RouteMatch =
  | { found: 'operation'; operation: Operation; path: Record<string, string> }
  | { found: 'otherMethods'; methods: string[] }
  | { found: 'nothing' };

interface Node {
  literals: Map<string, Node>;
  parameter?: Node;
  operations: Map<string, Operation>;
}

/** Finds operations by method and path; at each segment a literal is tried before a parameter. */
export interface Router {
  match(method: string, path: string): RouteMatch;
}

const node = (): Node => ({ literals: new Map(), operations: new Map() });
const isParameter = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('}');

/** Builds a router. `ignoreCase` is for services whose paths are case-insensitive (HubEx). */
export function createRouter(operations: readonly Operation[], options: { ignoreCase?: boolean } = {}): Router {
  const fold = (value: string): string => (options.ignoreCase ? value.toLowerCase() : value);
  const split = (path: string): string[] => path.split('/').filter((segment) => segment !== '');
  const root = node();
  for (const operation of operations) {
    let at = root;
    for (const segment of split(operation.template)) {
      if (isParameter(segment)) at = at.parameter ??= node();
      else {
        const next = at.literals.get(fold(segment)) ?? node();
        at.literals.set(fold(segment), next);
        at = next;
      }
    }
    at.operations.set(operation.method, operation);
  }

  return {
    match(method, path) {
      const segments = split(path).map(decode);
      const ends: Node[] = [];
      collect(root, segments.map(fold), 0, ends);
      for (const end of ends) {
        const operation = end.operations.get(method);
        if (operation) return { found: 'operation', operation, path: bind(operation, segments, split) };
      }
      const methods = [...new Set(ends.flatMap((end) => [...end.operations.keys()]))];
      return methods.length > 0 ? { found: 'otherMethods', methods } : { found: 'nothing' };
    },
  };
}

function collect(at: Node, segments: readonly string[], index: number, ends: Node[]): void {
  const segment = segments[index];
  if (segment === undefined) {
    if (at.operations.size > 0) ends.push(at);
    return;
  }
  const literal = at.literals.get(segment);
  if (literal) collect(literal, segments, index + 1, ends);
  if (at.parameter) collect(at.parameter, segments, index + 1, ends);
}

function bind(operation: Operation, segments: readonly string[], split: (path: string) => string[]): Record<string, string> {
  const path: Record<string, string> = {};
  for (const [index, segment] of split(operation.template).entries()) {
    if (isParameter(segment)) path[segment.slice(1, -1)] = segments[index] ?? '';
  }
  return path;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
