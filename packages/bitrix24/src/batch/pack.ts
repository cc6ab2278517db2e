import { batchCommands } from '../generated/protocol.js';
import type { Item } from './prepare.js';
import type { Reference } from './reference.js';

/**
 * Batches of commands that can go now: groups of commands that refer to each other, whole where they fit, one after the other into batches.
 * @param halt one batch, of what comes before the first command that has to wait: nothing may overtake what could fail
 */
export function pack(open: readonly Item[], of: (reference: Reference) => Item, settled: (item: Item) => boolean, halt: boolean): Item[][] {
  const groupOf = new Map<Item, Item[]>();
  for (const item of halt ? open.slice(0, batchCommands) : open) {
    const sources = item.refs.map((reference) => ({ reference, source: of(reference) })).filter(({ source }) => !settled(source));
    const waits = sources.some(
      // What a read finds may be empty, and so may any field of what was written but its id.
      ({ reference: { path }, source }) =>
        !groupOf.has(source) || (!item.read && (source.read || (path.length > 0 && !/^id$/i.test(String(path.at(-1)))))),
    );
    if (waits && halt) break;
    if (waits) continue;
    const merged = [...new Set(sources.map(({ source }) => groupOf.get(source)!))];
    const group = [...merged.flat(), item];
    if (group.length > batchCommands) {
      // One source may fill a batch with its dependants; more sources than fit into one wait for each other.
      continue;
    }
    for (const member of group) groupOf.set(member, group);
  }
  const batches: Item[][] = [];
  for (const group of new Set(groupOf.values())) {
    const last = batches.at(-1);
    if (last && last.length + group.length <= batchCommands) last.push(...group);
    else batches.push([...group]);
  }
  // As the caller ordered them.
  const place = new Map(open.map((item, index) => [item, index]));
  return batches.map((batch) => batch.toSorted((a, b) => place.get(a)! - place.get(b)!));
}
