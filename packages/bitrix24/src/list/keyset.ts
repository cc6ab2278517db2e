import { PortolanError, TimeoutError } from '@portolan/transport';
import { batchCommands, operatingError } from '../generated/protocol.js';
import { chain, take } from './chain.js';
import type { Range } from './cursor.js';
import { probe } from './probe.js';
import { pick, type Work } from './pick.js';
import { mayPass, refusesBatch, send, waitForRunningTime } from './send.js';
import { idOf, type KeysetTask, NoKeyset, type Walk, walkOf } from './walk.js';

/** How often a part is read in vain before the list gives up. */
const mostAttempts = 6;

/** A page that was handed over by {@link keyset}, and what is left after it. */
export interface KeysetPage {
  items: unknown[];
  left: Range[];
  /** Items a page. */
  size: number;
}

/**
 * Walks a list by ascending key, in parts that are read at once, every part by a chain of pages in one batch: each page asks for ids above
 * the last one of the page before, by a reference of the batch.
 * @throws NoKeyset the portal ignores the filter or the order
 */
export async function* keyset(task: KeysetTask): AsyncGenerator<KeysetPage, void, undefined> {
  if (task.ranges.length === 0) return;
  const walk = walkOf(task);
  const { concurrency, ordered } = task;
  let running = 0;
  let failure: unknown;
  let wake = (): void => {};

  const pump = (): void => {
    // What was read and not taken yet counts as running, so that a slow consumer is not buried.
    const kept = walk.segments.reduce((sum, { state, pages }) => sum + (state === 'read' ? pages.length : 0), 0);
    const most = (concurrency + 2) * batchCommands;
    // What the consumer waits for is always read: it is the only way that the rest is ever taken.
    const room = (): boolean => kept + running * walk.deepest < most || walk.segments[0]?.state === 'open';
    while (failure === undefined && running < concurrency && room()) {
      const work = pick(walk, running);
      if (!work) return;
      running += 1;
      read(walk, work)
        .catch((error: unknown) => void (failure ??= error))
        .finally(() => {
          running -= 1;
          pump();
          wake();
        });
    }
  };

  await probe(walk);
  for (;;) {
    pump();
    const { segments } = walk;
    const ready = ordered ? segments[0] : (segments.find(({ state }) => state === 'read') ?? segments[0]);
    if (!ready) return;
    if (ready.state !== 'read') {
      if (failure !== undefined) throw failure;
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    const items = ready.pages.shift();
    if (items) {
      ready.from = idOf(walk, items.at(-1));
      yield { items, left: segments.filter(({ from, to }) => from < to).map(({ from, to }) => ({ from, to })), size: walk.pageSize };
    }
    if (ready.pages.length === 0) segments.splice(segments.indexOf(ready), 1);
  }
}

/** Does one request. What it did not read is open again, unless the list has to end. */
async function read(walk: Walk, { chosen, alone }: Work): Promise<void> {
  const { source, signal } = walk;
  const chains = chosen.map(([at, count], index) => chain(walk, at, `s${index}`, count));
  let broken: PortolanError | undefined;
  try {
    const answers = await send(walk, chains.flat(), alone);
    for (const [index, [at]] of chosen.entries()) {
      const refusal = take(walk, at, answers.splice(0, chains[index]!.length));
      broken ??= refusal;
    }
    if (broken?.code === operatingError.code) await waitForRunningTime(walk);
  } catch (error) {
    const lost = chosen.filter(([{ state }]) => state === 'busy').map(([at]) => at);
    for (const at of lost) at.state = 'open';
    if (signal.aborted || !(error instanceof PortolanError)) throw error;
    if (!alone && walk.batched && refusesBatch(error)) walk.batched = false;
    else if (error.code === operatingError.code) await waitForRunningTime(walk);
    else if (!mayPass(error)) throw error;
    else {
      // A batch that took too long is tried shorter.
      if (error instanceof TimeoutError) walk.deepest = Math.max(1, Math.ceil(chains.flat().length / 2));
      const attempts = Math.max(...lost.map((at) => (at.attempts += 1)), 0);
      if (attempts >= mostAttempts) throw error;
      await source.clock.sleep(500 * 2 ** attempts * source.clock.random(), signal);
    }
    return;
  }
  for (const at of walk.segments) if (at.state === 'open' && at.attempts >= mostAttempts) throw broken ?? new NoKeyset();
}
