import { PortolanError } from '@portolan/transport';
import { operatingError } from '../generated/protocol.js';
import { answerTo, noAnswer } from './answers.js';
import type { Detail } from './batcher.js';
import { pack } from './pack.js';
import { type Item, prepare, type Steps } from './prepare.js';
import { bracketQuery } from './query.js';
import type { Reference } from './reference.js';
import { SkippedError } from './skipped.js';

/** Sends the body of a batch; gives the whole answer. */
export type SendBatch = (body: { cmd: Record<string, string>; halt: 0 | 1 }, repeatable: boolean) => Promise<unknown>;

/** Waits, for the first time or once more, until methods that have used up their running time may run again; gives those that may. Where nobody knows when, or it is
 * too long, a method is not waited for. */
export type AwaitReset = (methods: readonly string[], time: number) => Promise<Pick<ReadonlySet<string>, 'has'>>;

/** Outcome of every command, by the caller's key. Each key is in `results` or in `errors`. */
export interface Outcome {
  results: Record<string, unknown>;
  errors: Record<string, PortolanError>;
  details: Record<string, Detail>;
}

/**
 * Runs commands in as few batches as they need, as many at once as the bucket lets through.
 *
 * Commands that refer to each other share a batch. Three things keep a hole from being sent or believed, since the portal puts an empty text
 * for what it does not find: a batch in which a write refers to another command stops at its first error, and what does not depend on
 * that one goes out again; a write that refers to a read, or to more than the id of what is written, waits until that is known; a read
 * that ran with a hole is an error. A command whose method has used up its running time goes again when the portal forgets some of it.
 * @param halt stop at the first refused command, of all batches
 * @param signal aborts it: what was not sent, or not answered, is an error then
 * @throws UsageError a command is wrong; nothing was sent
 */
export async function runBatch(
  steps: Steps,
  halt: boolean,
  send: SendBatch,
  awaitReset: AwaitReset,
  signal?: AbortSignal,
): Promise<Outcome> {
  const items = prepare(steps);
  const byWire = new Map(items.map((item) => [item.wire, item]));
  // Without prototypes: what is not kept under a key, such as __proto__, would be sent again and again.
  const outcome: Outcome = { results: Object.create(null), errors: Object.create(null), details: Object.create(null) };
  const { results, errors, details } = outcome;
  /** Commands that did not run, since their methods have used up their running time. */
  const limited = new Map<Item, PortolanError>();
  const settled = ({ key }: Item): boolean => Object.hasOwn(results, key) || Object.hasOwn(errors, key);
  const of = (reference: Reference): Item => byWire.get(reference.key)!;

  /** Why a command can have no result of its own: what it refers to failed, is not there, or would be taken for a reference. */
  const holeIn = (item: Item): SkippedError | undefined => {
    for (const reference of item.refs) {
      const source = of(reference);
      if (Object.hasOwn(errors, source.key)) {
        const why = `${source.key} (${source.method}), which it refers to, failed: ${errors[source.key]!.message}`;
        return skipped(item.method, source.key, why);
      }
      const value = Object.hasOwn(results, source.key) ? reference.in(results[source.key]) : 0;
      if (value === undefined || value === null || value === '' || JSON.stringify(value).includes('$result[')) {
        const place = [source.key, ...reference.path].join('.');
        return skipped(item.method, source.key, `${place}, which it refers to, is empty or holds $result[. Check it first.`);
      }
    }
    return undefined;
  };

  const run = async (batch: readonly Item[]): Promise<void> => {
    const inside = new Set(batch.map(({ wire }) => wire));
    const stops = halt || batch.some(({ read, refs }) => !read && refs.some(({ key }) => inside.has(key)));
    const cmd = Object.fromEntries(
      batch.map(({ wire, method, params }) => {
        const query = bracketQuery(params, (reference) =>
          inside.has(reference.key) ? String(reference) : reference.in(results[of(reference).key]),
        );
        return [wire, query === '' ? method : `${method}?${query}`];
      }),
    );
    let answer: unknown;
    try {
      const repeatable = batch.every(({ read }) => read);
      answer = ((await send({ cmd, halt: stops ? 1 : 0 }, repeatable)) as { result?: unknown } | undefined)?.result;
    } catch (error) {
      if (!(error instanceof PortolanError || signal?.aborted)) throw error;
      // What earlier batches have done must not be lost with it.
      for (const { key, method } of batch)
        errors[key] =
          error instanceof PortolanError ? error : aborted(method, 'aborted. It may have been carried out: look before you repeat it');
      return;
    }
    let stopped = false;
    for (const item of batch) {
      const { key, wire, method } = item;
      const told = answerTo(answer, wire, method) ?? (stopped ? undefined : noAnswer(method));
      if (told instanceof PortolanError) {
        if (told.code === operatingError.code) limited.set(item, told);
        else errors[key] = told;
        stopped ||= stops;
      } else if (told) {
        results[key] = told.result;
        details[key] = told.detail;
      }
    }
    // A read ran all the same; what it found is not what was asked for. Writes did not: the batch stopped, or the source was a write.
    for (const item of batch) {
      if (!settled(item) || !item.read) continue;
      const hole = holeIn(item);
      const early = item.refs.some((reference) => inside.has(reference.key) && !settled(of(reference)));
      if (!hole && !early) continue;
      for (const part of [results, details, errors]) delete part[item.key];
      if (hole) errors[item.key] = hole;
    }
  };

  for (let waits = 0; ;) {
    for (const item of items) {
      const hole = settled(item) ? undefined : holeIn(item);
      if (hole) errors[item.key] = hole;
    }
    const open = items.filter((item) => !settled(item));
    const [first] = Object.keys(errors);
    if (signal?.aborted) for (const { key, method } of open) errors[key] = aborted(method, 'not sent, since the batch was aborted');
    else if (halt && first !== undefined) {
      for (const { key, method } of open)
        errors[key] = skipped(method, first, `not sent, since ${first} failed and the batch was told to halt.`);
    } else if (open.length > 0) {
      await Promise.all(pack(open, of, settled, halt).map(run));
      const methods = [...limited.keys()].map(({ method }) => method);
      const again = methods.length > 0 ? await awaitReset(methods, (waits += 1)) : undefined;
      for (const [{ key, method }, error] of limited) if (!again?.has(method)) errors[key] = error;
      limited.clear();
      continue;
    }
    return outcome;
  }
}

const aborted = (operation: string, how: string): PortolanError => new PortolanError(`${operation}: ${how}.`, 'aborted', { operation });

const skipped = (operation: string, because: string, reason: string): SkippedError =>
  new SkippedError(`${operation}: ${reason}`, 'skipped', { operation, because });
