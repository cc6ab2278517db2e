import { fingerprint, UsageError } from '@portolan/transport';
import type { HubexCall } from './operation.js';

/**
 * Refuses query parameters that an operation does not take: HubEx ignores them silently, and a list comes back unfiltered. Operations know
 * a digest of each name, three characters, since the names alone would take a fifteenth of a bundle. On the longest list one misspelling in
 * some 700 has the digest of another name and passes. A call that is no generated operation's (an editor's, a proxy's) knows none and passes.
 * @throws {UsageError} that names the parameter
 */
export function checkQuery({ id, query, takes }: HubexCall): void {
  for (const name in query)
    if (takes && !takes.match(/.../g)!.includes(fingerprint(name).slice(-3)))
      throw new UsageError(`query.${name}`, `${id} ignores it`, 'Leave it out.');
}
