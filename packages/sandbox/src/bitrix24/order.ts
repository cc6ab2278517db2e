const letters = new Intl.Collator('en', { sensitivity: 'base' });

/** Order of two values: numbers by size, dates by time, the rest by letters. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  if (isDate(a) && isDate(b)) return compareDates(a, b);
  const [left, right] = [sizeOf(a), sizeOf(b)];
  if (left !== undefined && right !== undefined) return left - right;
  return letters.compare(a, b);
}

/** The number that a value is. Letters are told by their first character, which is quicker than trying. */
function sizeOf(value: string): number | undefined {
  if (value === '' || value.charCodeAt(0) > 57) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A day alone is its midnight in the zone of the other. */
function compareDates(a: string, b: string): number {
  if (a.length === 10 && b.length > 10) return -compareDates(b, a);
  const other = b.length === 10 && a.length > 10 ? `${b}T00:00:00${a.slice(19)}` : b;
  if (a === other) return 0;
  return a.slice(19) === other.slice(19) ? (a < other ? -1 : 1) : Date.parse(a) - Date.parse(other);
}

function isDate(value: string): boolean {
  return value.length >= 10 && value.charCodeAt(4) === 45 && value.charCodeAt(7) === 45;
}

/** Sorts ids by the value of each, the same way round for equal ones. */
export function sortBy(ids: readonly number[], valueOf: (id: number) => string, descending: boolean): number[] {
  const entries = ids.map((id) => ({ id, value: valueOf(id), size: 0 }));
  const direction = descending ? -1 : 1;
  // Numbers and dates are read once, not at every comparison.
  const read = entries.every(({ value }) => isDate(value))
    ? Date.parse
    : entries.every(({ value }) => sizeOf(value) !== undefined)
      ? Number
      : undefined;
  if (read) {
    for (const entry of entries) entry.size = read(entry.value);
    return entries.toSorted((a, b) => direction * (a.size - b.size)).map(({ id }) => id);
  }
  return entries.toSorted((a, b) => direction * compare(a.value, b.value)).map(({ id }) => id);
}
