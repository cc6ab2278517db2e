/**
 * A JSON value as PHP writes it into a form and reads it back: every scalar is a text (true is 1, false 0, null empty), and empty lists
 * and objects leave nothing.
 */
export function asForm(value: unknown): unknown {
  if (Array.isArray(value)) return list(value);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      const written = asForm(inner);
      return written === undefined ? [] : [[key, written]];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  if (typeof value === 'boolean') return value ? '1' : '0';
  return value === null ? '' : String(value);
}

function list(values: readonly unknown[]): unknown[] | undefined {
  const written = values.map(asForm).filter((value) => value !== undefined);
  return written.length === 0 ? undefined : written;
}
