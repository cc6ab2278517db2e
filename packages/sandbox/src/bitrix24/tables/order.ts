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

/** Sorts ids by the value of each, the same way round for equal ones. Values are compared once however many records have them. */
export function sortBy(ids: readonly number[], valueOf: (id: number) => string, descending: boolean): number[] {
  const groups = new Map<string, number>();
  const groupOf = new Uint32Array(ids.length);
  ids.forEach((id, place) => {
    const value = valueOf(id);
    const group = groups.get(value) ?? groups.size;
    groups.set(value, group);
    groupOf[place] = group;
  });
  const ranks = ranked([...groups.keys()]);
  const last = groups.size - 1;
  const rankAt = (place: number): number => {
    const rank = ranks[groupOf[place] ?? 0] ?? 0;
    return descending ? last - rank : rank;
  };
  // Where the records of each rank begin; then each takes the next place of its rank.
  const starts = new Uint32Array(groups.size + 1);
  ids.forEach((_id, place) => (starts[rankAt(place) + 1] = (starts[rankAt(place) + 1] ?? 0) + 1));
  for (let rank = 1; rank < starts.length; rank += 1) starts[rank] = (starts[rank] ?? 0) + (starts[rank - 1] ?? 0);
  const sorted: number[] = Array.from({ length: ids.length });
  ids.forEach((id, place) => {
    const rank = rankAt(place);
    const at = starts[rank] ?? 0;
    sorted[at] = id;
    starts[rank] = at + 1;
  });
  return sorted;
}

/** The rank of each of different values; those that compare as equal share one. */
function ranked(values: readonly string[]): Uint32Array {
  const by = comparison(values);
  const order = values.map((_value, index) => index).toSorted(by);
  const ranks = new Uint32Array(values.length);
  let rank = 0;
  order.forEach((index, place) => {
    if (place > 0 && by(order[place - 1] ?? 0, index) !== 0) rank = place;
    ranks[index] = rank;
  });
  return ranks;
}

/** Compares values by their indices; numbers and dates are read once, not at every comparison. */
function comparison(values: readonly string[]): (a: number, b: number) => number {
  const at = (index: number): string => values[index] ?? '';
  const zone = values[0]?.slice(19) ?? '';
  const dates = values.every(isDate);
  if (dates && zone !== '' && values.every((value) => value.endsWith(zone) && value.length === 19 + zone.length))
    return (a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0);
  if (!dates && values.some((value) => sizeOf(value) === undefined)) return (a, b) => compare(at(a), at(b));
  const sizes = Float64Array.from(values, dates ? Date.parse : Number);
  return (a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0);
}
