/** The run-time of a `Ref`: which command it points to, by its key on the wire, and where in its result. */
export class Reference {
  readonly key: string;
  readonly path: readonly (string | number)[];

  constructor(key: string, path: readonly (string | number)[]) {
    this.key = key;
    this.path = path;
  }

  /** The portal's notation: `$result[c0][ID]`. */
  toString(): string {
    return `$result[${[this.key, ...this.path].join('][')}]`;
  }

  /** The value in a result; undefined where the path leads nowhere. */
  in(result: unknown): unknown {
    let at = result;
    for (const step of this.path) at = (at as Record<string, unknown> | null | undefined)?.[step];
    return at;
  }
}

/** The references among parameters. */
export function referencesIn(value: unknown, depth: number = 0): Reference[] {
  if (value instanceof Reference) return [value];
  // Cycles are reported where the query is written.
  if (typeof value !== 'object' || value === null || depth > 20) return [];
  return Object.values(value).flatMap((item) => referencesIn(item, depth + 1));
}
