import type { Range } from './cursor.js';
import { segment, type Segment } from './segments.js';
import type { Walk } from './walk.js';

/** What one request reads: segments with the length of their chains. */
export interface Work {
  chosen: [Segment, number][];
  /** By a plain call. */
  alone: boolean;
}

/** Cuts the work of one request off the open segments, in their order; undefined when none is open. */
export function pick(walk: Walk, running: number): Work | undefined {
  const { segments, batched, chained, concurrency, deepest, pageSize } = walk;
  const open = segments.filter(({ state }) => state === 'open');
  if (open.length === 0) return undefined;
  const alone = open[0]!.alone || !batched;
  const estimate = (at: Range & { density: number }): number => Math.max(1, Math.ceil(((at.to - at.from) * at.density) / pageSize));
  const total = open.reduce((sum, at) => sum + estimate(at), 0);
  // Full batches while there is more than one round of them, since the bucket counts requests; the last round is shared out evenly.
  const needed = Math.ceil(total / deepest);
  const parts = running + needed > concurrency ? needed : concurrency - running;
  const commands = alone ? 1 : Math.max(1, Math.min(deepest, Math.ceil(total / Math.max(1, parts))));
  const depth = chained ? commands : 1;
  const chosen: [Segment, number][] = [];
  let free = commands;
  for (const at of open) {
    if (free <= 0 || (alone && chosen.length > 0) || (!alone && at.alone)) break;
    let rest: Segment | undefined = at;
    do {
      const pages = Math.min(free, depth);
      const spread = Math.sqrt(pages * pageSize * Math.max(0, 1 - rest.density));
      const width = Math.max(1, Math.floor((pages * pageSize - 1 - 2 * spread) / Math.max(rest.density, 1e-9)));
      const cut: Segment = rest;
      rest = undefined;
      if (cut.from + width < cut.to) {
        rest = segment({ from: cut.from + width, to: cut.to }, cut.density);
        cut.to = cut.from + width;
        segments.splice(segments.indexOf(cut) + 1, 0, rest);
      }
      cut.state = 'busy';
      const length = rest ? pages : Math.min(pages, estimate(cut) + 1);
      chosen.push([cut, length]);
      free -= length;
    } while (rest && free > 0 && depth === 1 && !alone);
  }
  return { chosen, alone };
}
