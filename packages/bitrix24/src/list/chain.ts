import { PortolanError } from '@portolan/transport';
import { Reference } from '../batch/reference.js';
import { operatingError } from '../generated/protocol.js';
import { segment, type Segment } from './segments.js';
import type { Answer } from './source.js';
import { idOf, learn, NoKeyset, rowsOf, type Walk } from './walk.js';

/** A command of a batch: its name there, and its parameters. */
export type NamedPage = readonly [name: string, params: Record<string, unknown>];

/** References that may lead nowhere before pages do without them. */
const mostUnheld = 2;

/** Pages of a segment, `count` of them, each above the last id of the one before. */
export function chain({ facts, shape, pageSize, property, limit }: Walk, at: Segment, name: string, count: number): NamedPage[] {
  const path = [facts.items ?? [], pageSize - 1, property].flat();
  return Array.from({ length: count }, (_, index) => {
    const after = index === 0 ? at.from : new Reference(`${name}_${index - 1}`, path);
    return [`${name}_${index}`, shape.page(after, at.to, 'ASC', limit)];
  });
}

/**
 * Takes the answers of a chain into its segment; what they leave becomes a segment after it.
 *
 * After a short page the next reference is empty and the portal answers from the beginning: what follows a short page is dropped, and so
 * is a page whose ids are not above those before it.
 * @returns the refusal of a page, if there was one
 * @throws NoKeyset the portal ignores the filter or the order
 */
export function take(walk: Walk, at: Segment, answers: readonly (Answer | PortolanError)[]): PortolanError | undefined {
  const { segments } = walk;
  let last = at.from;
  let count = 0;
  let ended = false;
  let broken: PortolanError | undefined;
  for (const [index, answer] of answers.entries()) {
    if (answer instanceof PortolanError) {
      broken = answer;
      break;
    }
    const items = rowsOf(walk, answer);
    const ids = items.map((item) => idOf(walk, item));
    const rising = ids.every((id, place) => id > (place === 0 ? last : ids[place - 1]!)) && (ids.at(-1) ?? last) <= at.to;
    if (!rising) {
      if (index === 0) throw new NoKeyset();
      // The page before was full, so the reference should have held: read on from here, and if that goes on, without references.
      walk.unheld += 1;
      if (walk.unheld > mostUnheld) walk.chained = false;
      break;
    }
    learn(walk, answer);
    if (items.length > 0) at.pages.push(items);
    count += items.length;
    last = ids.at(-1) ?? last;
    if (items.length > walk.pageSize) {
      // Pages are longer than they seemed; the next reference pointed into the middle of this one.
      walk.pageSize = items.length;
      if (last < at.to) break;
    }
    if (items.length < walk.pageSize || last >= at.to) {
      ended = true;
      break;
    }
  }
  const span = (ended ? at.to : last) - at.from;
  const density = span > 0 && Number.isFinite(span) ? (count + 1) / span : at.density;
  const place = segments.indexOf(at);
  if (!ended) {
    const rest = segment({ from: last, to: at.to }, density);
    if (broken) {
      rest.attempts = (count > 0 ? 0 : at.attempts) + 1;
      rest.alone = broken.code !== operatingError.code;
    }
    segments.splice(place + 1, 0, rest);
    at.to = last;
  }
  for (const other of segments.slice(place + 1)) if (other.state === 'open') other.density = density;
  at.state = 'read';
  return broken;
}
