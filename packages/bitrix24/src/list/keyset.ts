import { ApiError, isUnanswered, PortolanError, TimeoutError } from '@portolan/transport';
import { bracketQuery } from '../batch/query.js';
import { bitrix24Error } from '../refused.js';
import { batchCommands, bucketError, operatingError } from '../generated/protocol.js';
import type { Budget } from './budget.js';
import type { Range } from './cursor.js';
import type { ListFacts } from './facts.js';
import { itemsIn, type Shape } from './shape.js';
import type { Answer, Source } from './source.js';

/** The list cannot be walked by its key after all; what was handed over is right. */
export class NoKeyset extends Error {}

/** A part of the id space: to read, being read, or read. */
interface Segment extends Range {
  state: 'open' | 'busy' | 'read';
  pages: unknown[][];
  /** Rows for each id, as far as known nearby. */
  density: number;
  attempts: number;
  /** Read by a plain call, whose refusal says more than a command's. */
  alone: boolean;
}

/** Seconds one batch may take, by what pages took so far: the portal ends a request after 60. */
const batchSeconds = 40;
/** How often a part is read in vain before the list gives up. */
const mostAttempts = 6;
/** How long to wait for running time when the portal does not say when it is given back. */
const slotMilliseconds = 60_000;

/** A page that was handed over by {@link keyset}, and what is left after it. */
export interface KeysetPage {
  items: unknown[];
  left: Range[];
}

/** What a keyset walk is given. */
export interface KeysetTask {
  source: Source;
  method: string;
  facts: ListFacts;
  shape: Shape;
  ranges: Range[];
  budget: Budget;
  concurrency: number;
  ordered: boolean;
  /** Items asked for a page; v3 only. */
  limit: number | undefined;
  signal: AbortSignal;
  /** Told of every request. */
  counted(): void;
}

/**
 * Walks a list by ascending key, in parts that are read at once, every part by a chain of pages in one batch.
 *
 * Each page asks for ids above the last one of the page before, by a reference of the batch. After a short page that reference is empty and
 * the portal answers from the beginning: so what follows a short page is dropped, and so is a page whose ids are not above those before it.
 * @throws NoKeyset the portal ignores the filter or the order
 */
export async function* keyset(task: KeysetTask): AsyncGenerator<KeysetPage, void, undefined> {
  const { source, method, facts, shape, budget, concurrency, ordered, limit, signal } = task;
  const key = facts.key!;
  let segments: Segment[] = task.ranges.map((range) => segment(range));
  let batched = source.version === 'v2';
  let chained = true;
  let property = key;
  let pageSize = 0;
  let deepest: number = batchCommands;
  let pageSeconds = 0;
  let running = 0;
  let failure: unknown;
  let wake = (): void => {};

  function segment({ from, to }: Range, density = 0): Segment {
    return { from, to, state: 'open', pages: [], density, attempts: 0, alone: false };
  }

  const idOf = (item: unknown): number => {
    const record = Object(item) as Record<string, unknown>;
    if (!(property in record)) property = Object.keys(record).find((name) => name.toLowerCase() === key.toLowerCase()) ?? property;
    const id = record[property];
    const number = typeof id === 'string' && id !== '' ? Number(id) : id;
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw new NoKeyset('an item has no number for an id');
    return number;
  };
  const rows = (answer: Answer): unknown[] => {
    const { items, indexed } = itemsIn(answer.result, facts.items);
    if (!indexed && items.length > 0) chained = false;
    return items;
  };
  const learn = ({ time }: Answer): void => {
    const seconds = time?.duration;
    if (typeof seconds !== 'number') return;
    pageSeconds = pageSeconds === 0 ? seconds : pageSeconds * 0.7 + seconds * 0.3;
    deepest = Math.max(1, Math.min(deepest, batchCommands, Math.floor(batchSeconds / Math.max(pageSeconds, 1e-3))));
  };

  /** Sends commands as one batch, or a single one as a call of its own; answers in order, errors in their places. */
  const send = async (cmds: [string, Record<string, unknown>][], alone: boolean): Promise<(Answer | PortolanError)[]> => {
    const release = await budget.acquire(Math.max(pageSeconds, 0.01) * cmds.length, signal);
    task.counted();
    try {
      if (alone || !batched) return [await source.call(method, cmds[0]![1], signal)];
      const cmd = Object.fromEntries(cmds.map(([name, params]) => [name, `${method}?${query(params)}`]));
      const { result } = await source.batch(cmd, signal);
      const part = (name: string): Record<string, unknown> =>
        ((result as Record<string, unknown> | undefined)?.[name] ?? {}) as Record<string, unknown>;
      return cmds.map(([name]) => {
        const error = part('result_error')[name];
        if (error !== undefined) return bitrix24Error(method, error);
        if (!Object.hasOwn(part('result'), name)) return bitrix24Error(method, { error: 'no_answer' });
        return { result: part('result')[name], time: part('result_time')[name] as Answer['time'] } as Answer;
      });
    } finally {
      release();
    }
  };

  /** A chain of pages over one segment, `count` long. */
  const chain = (at: Segment, name: string, count: number): [string, Record<string, unknown>][] => {
    const place = facts.items === undefined ? '' : `[${facts.items}]`;
    return Array.from({ length: count }, (_, index) => [
      `${name}_${index}`,
      shape.page(
        index === 0 ? at.from : new Link(`$result[${name}_${index - 1}]${place}[${pageSize - 1}][${property}]`),
        at.to,
        'ASC',
        limit,
      ),
    ]);
  };

  /** Takes the answers of a chain into its segment; false when a command failed and the rest is to be read again. */
  const take = (at: Segment, answers: readonly (Answer | PortolanError)[]): PortolanError | undefined => {
    let last = at.from;
    let count = 0;
    let ended = false;
    let broken: PortolanError | undefined;
    for (const [index, answer] of answers.entries()) {
      if (answer instanceof PortolanError) {
        broken = answer;
        break;
      }
      const items = rows(answer);
      const ids = items.map(idOf);
      const rising = ids.every((id, place) => id > (place === 0 ? last : ids[place - 1]!)) && (ids.at(-1) ?? last) <= at.to;
      if (!rising) {
        if (index === 0) throw new NoKeyset('the portal ignores the filter or the order');
        // The page before was full, so the reference should have held: read on from here, and if that goes on, without references.
        at.attempts += 1;
        if (at.attempts > 1) chained = false;
        break;
      }
      learn(answer);
      if (items.length > 0) at.pages.push(items);
      count += items.length;
      last = ids.at(-1) ?? last;
      if (items.length > pageSize) {
        // Pages are longer than they seemed; the next reference pointed into the middle of this one.
        pageSize = items.length;
        if (last < at.to) break;
      }
      if (items.length < pageSize || last >= at.to) {
        ended = true;
        break;
      }
    }
    const span = (ended ? at.to : last) - at.from;
    const density = span > 0 && Number.isFinite(span) ? (count + 1) / span : at.density;
    const place = segments.indexOf(at);
    if (!ended) {
      const rest = { ...segment({ from: last, to: at.to }, density), attempts: count > 0 && !broken ? 0 : at.attempts };
      segments.splice(place + 1, 0, rest);
      if (broken) {
        rest.attempts = (count > 0 ? 0 : at.attempts) + 1;
        rest.alone = broken.code !== operatingError.code;
      }
      at.to = last;
    }
    for (const other of segments.slice(place + 1)) if (other.state === 'open') other.density = density;
    at.state = 'read';
    return broken;
  };

  /** Segments for one batch with the length of each chain, cut off the open ones in order. */
  const pick = (): { chosen: [Segment, number][]; alone: boolean } | undefined => {
    const open = segments.filter(({ state }) => state === 'open');
    if (open.length === 0) return undefined;
    const solo = open[0]!.alone || !batched;
    const estimate = (at: Range & { density: number }): number => Math.max(1, Math.ceil(((at.to - at.from) * at.density) / pageSize));
    const total = open.reduce((sum, at) => sum + estimate(at), 0);
    // Full batches while there is more than one round of them, since the bucket counts requests; the last round is shared out evenly.
    const needed = Math.ceil(total / deepest);
    const parts = running + needed > concurrency ? needed : concurrency - running;
    const depth = solo || !chained ? 1 : Math.max(1, Math.min(deepest, Math.ceil(total / Math.max(1, parts))));
    const commands = solo ? 1 : chained ? depth : Math.max(1, Math.min(deepest, Math.ceil(total / Math.max(1, parts))));
    const chosen: [Segment, number][] = [];
    let free = commands;
    for (const at of open) {
      if (free <= 0 || (solo && chosen.length > 0) || (!solo && at.alone)) break;
      let rest: Segment | undefined = at;
      do {
        const pages = Math.min(free, depth);
        const spread = Math.sqrt(pages * pageSize * Math.max(0, 1 - rest.density));
        const width = Math.max(1, Math.floor((pages * pageSize - 1 - 2 * spread) / Math.max(rest.density, 1e-9)));
        const cut: Segment = rest;
        rest = undefined;
        if (cut.from + width < cut.to) {
          rest = { ...segment({ from: cut.from + width, to: cut.to }, cut.density), attempts: 0 };
          cut.to = cut.from + width;
          segments.splice(segments.indexOf(cut) + 1, 0, rest);
        }
        cut.state = 'busy';
        const length = rest ? pages : Math.min(pages, estimate(cut) + 1);
        chosen.push([cut, length]);
        free -= length;
      } while (rest && free > 0 && depth === 1 && !solo);
    }
    return { chosen, alone: solo };
  };

  const read = async ({ chosen, alone }: { chosen: [Segment, number][]; alone: boolean }): Promise<void> => {
    const commands = chosen.map(([at, count], index) => chain(at, `s${index}`, count));
    let broken: PortolanError | undefined;
    try {
      const answers = await send(commands.flat(), alone);
      for (const [index, [at]] of chosen.entries()) broken ??= take(at, answers.splice(0, commands[index]!.length));
      if (broken?.code === operatingError.code) await waitForRunningTime();
    } catch (error) {
      const lost = chosen.filter(([{ state }]) => state === 'busy').map(([at]) => at);
      for (const at of lost) at.state = 'open';
      if (signal.aborted || !(error instanceof PortolanError)) throw error;
      if (!alone && batched && refusesBatch(error)) batched = false;
      else if (error.code === operatingError.code) await waitForRunningTime();
      else if (!mayPass(error)) throw error;
      else {
        // A batch that took too long is tried shorter.
        if (error instanceof TimeoutError) deepest = Math.max(1, Math.ceil(commands.flat().length / 2));
        const attempts = Math.max(...lost.map((at) => (at.attempts += 1)), 0);
        if (attempts >= mostAttempts) throw error;
        await source.clock.sleep(500 * 2 ** attempts * source.clock.random(), signal);
      }
      return;
    }
    for (const at of segments)
      if (at.state === 'open' && at.attempts >= mostAttempts) throw broken ?? new NoKeyset('references do not hold');
  };

  const waitForRunningTime = (): Promise<void> => {
    const resets = [method, 'batch'].flatMap((name) => source.operating(name)?.resetAt ?? []);
    const wait = Math.max(...resets, 0) - source.clock.now();
    return source.clock.sleep(wait > 0 ? wait + 1000 : slotMilliseconds, signal);
  };

  const pump = (): void => {
    // What was read and not taken yet counts as running, so that a slow consumer is not buried.
    const kept = segments.reduce((sum, { state, pages }) => sum + (state === 'read' ? pages.length : 0), 0);
    const most = (concurrency + 2) * batchCommands;
    // What the consumer waits for is always read: it is the only way that the rest is ever taken.
    const room = (): boolean => kept + running * deepest < most || segments[0]?.state === 'open';
    while (failure === undefined && running < concurrency && room()) {
      const work = pick();
      if (!work) return;
      running += 1;
      read(work)
        .catch((error: unknown) => void (failure ??= error))
        .finally(() => {
          running -= 1;
          pump();
          wake();
        });
    }
  };

  // The first page and the last one: whether there is more, how dense the ids are, and where they end.
  const head = segments[0];
  if (!head) return;
  const tail = segments.at(-1)!;
  const probe = async (): Promise<[Answer, Answer | undefined]> => {
    const first = shape.page(head.from, head.to, 'ASC', limit);
    const last = shape.page(tail.from, tail.to, 'DESC', limit);
    for (;;) {
      try {
        const answers = await send(
          batched
            ? [
                ['first', first],
                ['last', last],
              ]
            : [['first', first]],
          false,
        );
        const wrong = answers.find((answer) => answer instanceof PortolanError);
        if (!wrong) return [answers[0] as Answer, answers[1] as Answer | undefined];
        // Said again by the method itself, with its status; another user of it may have been in the way.
        batched = false;
        const [only] = await send([['first', first]], true);
        batched = source.version === 'v2' && !refusesBatch(wrong);
        return [only as Answer, undefined];
      } catch (error) {
        if (error instanceof PortolanError && error.code === operatingError.code) await waitForRunningTime();
        else if (error instanceof PortolanError && batched && refusesBatch(error)) batched = false;
        else throw error;
      }
    }
  };
  let [first, last] = await probe();
  const firstItems = rows(first);
  const firstIds = firstItems.map(idOf);
  if (!firstIds.every((id, place) => id > (place === 0 ? head.from : firstIds[place - 1]!)))
    throw new NoKeyset('the portal ignores the order or the filter');
  learn(first);
  const lastSeen = firstIds.at(-1);
  if ((lastSeen !== undefined || segments.length > 1) && last === undefined) {
    // One request was enough when the page is shorter than pages are; else ask for the end.
    const whole = source.version === 'v2' ? (facts.size ?? 50) : undefined;
    if (whole === undefined || firstItems.length >= whole)
      [last] = (await send([['last', shape.page(tail.from, tail.to, 'DESC', limit)]], true)) as Answer[];
  }
  const lastIds = last === undefined ? [] : rows(last).map(idOf);
  if (!lastIds.every((id, place) => place === 0 || id < lastIds[place - 1]!)) throw new NoKeyset('the portal ignores the order');
  const end = Math.max(lastIds[0] ?? lastSeen ?? head.from, lastSeen ?? head.from);
  // Two full pages tell the true size; a short one tells nothing.
  pageSize =
    segments.length === 1 && firstItems.length > 0 && (limit !== undefined || firstItems.length === lastIds.length)
      ? firstItems.length
      : (limit ?? facts.size ?? 50);
  const spans =
    (firstIds.length > 0 ? firstIds.at(-1)! - Math.max(head.from, firstIds[0]! - 1) : 0) +
    (lastIds.length > 1 ? lastIds[0]! - lastIds.at(-1)! + 1 : 0);
  const density = Math.min(1, (firstIds.length + (lastIds.length > 1 ? lastIds.length : 0)) / Math.max(1, spans));
  segments = segments.flatMap((at, index) => {
    const range = { from: at.from, to: Math.min(at.to, end) };
    if (index > 0) return range.from < range.to ? [{ ...segment(range, density) }] : [];
    if (lastSeen === undefined) return [];
    const read: Segment = { ...segment({ from: at.from, to: Math.min(lastSeen, range.to) }), state: 'read', pages: [firstItems] };
    return [read, ...(lastSeen < range.to ? [segment({ from: lastSeen, to: range.to }, density)] : [])];
  });

  for (;;) {
    pump();
    const ready = ordered ? segments[0] : (segments.find(({ state }) => state === 'read') ?? segments[0]);
    if (!ready) return;
    if (ready.state !== 'read') {
      if (failure !== undefined) throw failure;
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    const items = ready.pages.shift();
    if (items) {
      ready.from = idOf(items.at(-1));
      yield { items, left: segments.filter(({ from, to }) => from < to).map(({ from, to }) => ({ from, to })) };
    }
    if (ready.pages.length === 0) segments.splice(segments.indexOf(ready), 1);
  }
}

/** A reference of the portal, to be written as it is. */
class Link {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function query(params: Record<string, unknown>): string {
  const links: string[] = [];
  const plain = JSON.stringify(params, (_, value: unknown) => (value instanceof Link ? (links.push(value.text), '\u0001link') : value));
  const text = bracketQuery(JSON.parse(plain) as object);
  return links.reduce((sum, link) => sum.replace('%01link', encodeURIComponent(link)), text);
}

/** Batch is not for this method, or not for this caller. */
const refusesBatch = (error: PortolanError): boolean =>
  error instanceof ApiError &&
  (error.code === 'ERROR_BATCH_METHOD_NOT_ALLOWED' || (error.operation === 'batch' && [401, 403, 404, 405].includes(error.status)));

/** May the same request do better later? */
const mayPass = (error: PortolanError): boolean =>
  isUnanswered(error) ||
  (error instanceof ApiError && (error.status >= 500 || error.status === 429 || error.status === 408 || error.code === bucketError.code));
