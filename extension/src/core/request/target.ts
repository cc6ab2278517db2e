import type { CatalogEntry } from '@portolan/catalog';
import type { Parameters } from '../form/values.ts';
import { isSecretName } from '../secrets.ts';

/** A parameter as text: objects as JSON, everything else as it is written in an address, and a secret not at all. */
function textOf(name: string, value: unknown): string {
  if (isSecretName(name)) return '•••';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Path and query of a request for display: the user's own parameters, nothing that signs the call. */
export function targetOf(entry: CatalogEntry, { path, query }: Pick<Parameters, 'path' | 'query'>): string {
  const filled = entry.url.replaceAll(/\{([^{}]+)\}/g, (placeholder, name: string) =>
    path[name] === undefined ? placeholder : encodeURIComponent(textOf(name, path[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) search.append(name, textOf(name, item));
  }
  return search.size ? `${filled}?${search.toString()}` : filled;
}
