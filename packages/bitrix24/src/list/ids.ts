/** The number of an id, or NaN when it is none. */
export const numberOf = (value: unknown): number => (typeof value === 'string' && value !== '' ? Number(value) : typeof value === 'number' ? value : NaN);

/** Reads the id of a record: `ID` of the filter is `id` in some answers. */
export function idReader(key: string): (item: Record<string, unknown>) => unknown {
  const folded = fold(key);
  let spelled = key;
  return (item) => {
    if (!(spelled in item)) spelled = Object.keys(item).find((name) => fold(name) === folded) ?? key;
    return item[spelled];
  };
}

const fold = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** The name that the id has in answers, for a batch's `$result[c0][49][ID]`. */
export const spelledIn = (item: Record<string, unknown> | undefined, key: string): string =>
  (item && Object.keys(item).find((name) => fold(name) === fold(key))) ?? key;

/** Are these ids numbers that rise, above `after` and not above `to`? Then no record came twice and none came from elsewhere. */
export function rise(ids: readonly number[], after: number, to: number): boolean {
  let last = after;
  for (const id of ids) {
    if (!(id > last && id <= to)) return false;
    last = id;
  }
  return true;
}
