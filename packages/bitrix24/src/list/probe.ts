import { PortolanError } from '@portolan/transport';
import { operatingError } from '../generated/protocol.js';
import type { NamedPage } from './chain.js';
import { segment, type Segment } from './segments.js';
import { refusesBatch, send, waitForRunningTime } from './send.js';
import type { Answer } from './source.js';
import { idOf, learn, NoKeyset, rowsOf, type Walk } from './walk.js';

/**
 * Reads the first page and the last one: whether there is more, how dense the ids are, and where they end. The segments are cut to that.
 * @throws NoKeyset the portal ignores the filter or the order
 */
export async function probe(walk: Walk): Promise<void> {
  const { segments, shape, limit, size, facts } = walk;
  const head = segments[0]!;
  const tail = segments.at(-1)!;
  const lastPage: NamedPage = ['last', shape.page(tail.from, tail.to, 'DESC', limit)];
  let [first, last] = await ends(walk, ['first', shape.page(head.from, head.to, 'ASC', limit)], lastPage);
  const firstItems = rowsOf(walk, first);
  const firstIds = firstItems.map((item) => idOf(walk, item));
  if (!firstIds.every((id, place) => id > (place === 0 ? head.from : firstIds[place - 1]!))) throw new NoKeyset();
  learn(walk, first);
  const lastSeen = firstIds.at(-1);
  // Where batch is refused the end is asked for by itself: how long pages are is known only then.
  if ((lastSeen !== undefined || segments.length > 1) && last === undefined) [last] = (await send(walk, [lastPage], true)) as Answer[];
  const lastIds = last === undefined ? [] : rowsOf(walk, last).map((item) => idOf(walk, item));
  if (!lastIds.every((id, place) => place === 0 || id < lastIds[place - 1]!)) throw new NoKeyset();
  // An empty tail tells nothing of the parts before it.
  const end = Math.max(lastIds[0] ?? tail.from, lastSeen ?? head.from);
  // Two full pages tell the true size, those of a part nothing: where no page reached it, each would look like the end.
  walk.pageSize = size ?? (limit !== undefined || firstItems.length === lastIds.length ? firstItems.length : (facts.size ?? 50));
  const tailIds = lastIds.length > 1 ? lastIds.length : 0;
  const spans =
    (firstIds.length > 0 ? firstIds.at(-1)! - Math.max(head.from, firstIds[0]! - 1) : 0) +
    (tailIds > 0 ? lastIds[0]! - lastIds.at(-1)! + 1 : 0);
  const density = Math.min(1, (firstIds.length + tailIds) / Math.max(1, spans));
  walk.segments = segments.flatMap((at, index) => {
    const range = { from: at.from, to: Math.min(at.to, end) };
    if (index > 0) return range.from < range.to ? [segment(range, density)] : [];
    if (lastSeen === undefined) return [];
    const read: Segment = { ...segment({ from: at.from, to: Math.min(lastSeen, range.to) }), state: 'read', pages: [firstItems] };
    return [read, ...(lastSeen < range.to ? [segment({ from: lastSeen, to: range.to }, density)] : [])];
  });
}

/** Both ends of the list; the first alone where batch is refused. */
async function ends(walk: Walk, first: NamedPage, last: NamedPage): Promise<[Answer, Answer | undefined]> {
  for (;;) {
    try {
      const answers = await send(walk, walk.batched ? [first, last] : [first], false);
      const wrong = answers.find((answer) => answer instanceof PortolanError);
      if (!wrong) return [answers[0] as Answer, answers[1] as Answer | undefined];
      // Said again by the method itself, with its status; another user of it may have been in the way.
      walk.batched = false;
      const [only] = await send(walk, [first], true);
      walk.batched = walk.source.version === 'v2' && !refusesBatch(wrong);
      return [only as Answer, undefined];
    } catch (error) {
      if (error instanceof PortolanError && error.code === operatingError.code) await waitForRunningTime(walk);
      else if (error instanceof PortolanError && walk.batched && refusesBatch(error)) walk.batched = false;
      else throw error;
    }
  }
}
