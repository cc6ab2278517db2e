import type { CatalogEntry } from '@portolan/catalog';
import { providerIds, type ProviderId } from './provider.ts';

/** Operations under one tag. */
export interface TagGroup {
  readonly tag: string;
  readonly entries: readonly CatalogEntry[];
}

/** Tags of one service. */
export interface ServiceGroup {
  /** Empty for a provider that has no services. */
  readonly service: string;
  readonly document: string;
  readonly tags: readonly TagGroup[];
}

/** Services of one provider. */
export interface ProviderGroup {
  readonly provider: ProviderId;
  readonly count: number;
  readonly services: readonly ServiceGroup[];
}

/** Groups the index for the tree. Providers keep our order, services and tags are sorted, operations keep the specification's order. */
export function groupEntries(entries: readonly CatalogEntry[]): readonly ProviderGroup[] {
  return providerIds.flatMap((provider) => {
    const own = entries.filter((entry) => entry.provider === provider);
    if (own.length === 0) return [];
    const services = [...groupBy(own, (entry) => entry.service)].map(([service, list]) => ({
      service,
      document: list[0]?.document ?? '',
      tags: [...groupBy(list, (entry) => entry.tag)]
        .map(([tag, tagged]) => ({ tag, entries: tagged }))
        .toSorted((a, b) => compare(a.tag, b.tag)),
    }));
    return [{ provider, count: own.length, services: services.toSorted((a, b) => compare(a.service, b.service)) }];
  });
}

/** What the users of an API call its operation: Bitrix24's go by method names, the others by what an operation does. */
export function titleOf(entry: CatalogEntry): string {
  return entry.provider === 'bitrix24' ? entry.name : entry.summary;
}

/** The other half of the name: method and path, or the summary of a Bitrix24 method. */
export function subtitleOf(entry: CatalogEntry): string {
  return entry.provider === 'bitrix24' ? entry.summary : `${entry.method} ${entry.url}`;
}

function groupBy<Key>(entries: readonly CatalogEntry[], keyOf: (entry: CatalogEntry) => Key): Map<Key, CatalogEntry[]> {
  const groups = new Map<Key, CatalogEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' });
}
