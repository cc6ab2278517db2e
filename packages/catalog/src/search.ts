import type { CatalogEntry } from './types.js';

/** An entry prepared for searching: its texts in lower case, and the words they consist of. */
interface Indexed {
  readonly entry: CatalogEntry;
  readonly name: string;
  readonly url: string;
  readonly nameWords: readonly string[];
  readonly words: readonly string[];
  readonly rest: string;
}

const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Prepares entries once; every search after it is a pass over strings. */
export function indexEntries(entries: readonly CatalogEntry[]): readonly Indexed[] {
  return entries.map((entry) => ({
    entry,
    name: entry.name.toLowerCase(),
    url: entry.url.toLowerCase(),
    nameWords: [...new Set(wordsOf(entry.name))],
    words: [...new Set([entry.url, entry.tag, entry.summary].flatMap(wordsOf))],
    rest: `${entry.provider} ${entry.service} ${entry.method} ${entry.effect}`.toLowerCase(),
  }));
}

/**
 * The entries that match every word of the query, best first: an exact name, a name that begins with the query, then by how well the
 * words fit (those of the name count more than those of path and summary) and how much of the name they cover. Deprecated operations
 * come last among equals.
 */
export function searchEntries(index: readonly Indexed[], query: string, limit: number): CatalogEntry[] {
  const text = query.trim().toLowerCase();
  if (text === '') return index.slice(0, limit).map(({ entry }) => entry);
  const terms = text.replaceAll(/['’]s?(?=\s|$)/g, '').split(/\s+/);
  const hits: { entry: CatalogEntry; score: number }[] = [];
  for (const indexed of index) {
    const points = terms.map((term) => pointsOf(indexed, term));
    if (points.includes(0)) continue;
    let score = points.reduce((sum, point) => sum + point, 0);
    if (indexed.name === text || indexed.url === text) score += 100;
    else if (indexed.name.startsWith(text)) score += 40;
    const covered = indexed.nameWords.filter((word) => terms.some((term) => word.startsWith(term)));
    score += (10 * covered.length) / indexed.nameWords.length;
    if (indexed.entry.deprecated) score -= 1;
    hits.push({ entry: indexed.entry, score });
  }
  return hits
    .toSorted((a, b) => b.score - a.score || a.entry.name.length - b.entry.name.length || a.entry.id.localeCompare(b.entry.id))
    .slice(0, limit)
    .map(({ entry }) => entry);
}

function pointsOf({ name, url, nameWords, words, rest }: Indexed, term: string): number {
  if (name === term || url === term) return 30;
  if (nameWords.includes(term)) return 20;
  if (nameWords.some((word) => word.startsWith(term))) return 14;
  if (words.includes(term)) return 12;
  if (words.some((word) => word.startsWith(term))) return 8;
  if (name.includes(term) || url.includes(term)) return 6;
  return rest.includes(term) ? 4 : 0;
}
