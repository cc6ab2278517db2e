import { ApiError, isTransient, isUnanswered, PortolanError } from '@portolan/transport';
import { answerTo, noAnswer } from '../batch/answers.js';
import { bracketQuery } from '../batch/query.js';
import type { NamedPage } from './chain.js';
import type { Answer } from './source.js';
import type { Walk } from './walk.js';

/** How long to wait for running time when the portal does not say when it is given back. */
const slotMilliseconds = 60_000;

/** Sends pages as one batch, or a single one as a call of its own; answers in order, refusals in their places. */
export async function send(walk: Walk, pages: readonly NamedPage[], alone: boolean): Promise<(Answer | PortolanError)[]> {
  const { source, method, signal } = walk;
  const release = await walk.budget.acquire(Math.max(walk.pageSeconds, 0.01) * pages.length, signal);
  walk.counted();
  try {
    if (alone || !walk.batched) return [await source.call(method, pages[0]![1], signal)];
    const cmd = Object.fromEntries(pages.map(([name, params]) => [name, `${method}?${bracketQuery(params)}`]));
    const { result } = await source.batch(cmd, signal);
    return pages.map(([name]) => {
      const told = answerTo(result, name, method) ?? noAnswer(method);
      return told instanceof PortolanError ? told : ({ result: told.result, time: told.detail.time } as Answer);
    });
  } finally {
    release();
  }
}

/** Waits until the method, or batches, may run again. */
export function waitForRunningTime({ source, method, signal }: Walk): Promise<void> {
  const resets = [method, 'batch'].flatMap((name) => source.operating(name)?.resetAt ?? []);
  const wait = Math.max(...resets, 0) - source.clock.now();
  return source.clock.sleep(wait > 0 ? wait + 1000 : slotMilliseconds, signal);
}

/** Batch is not for this method, or not for this caller. */
export const refusesBatch = (error: PortolanError): boolean =>
  error instanceof ApiError &&
  (error.code === 'ERROR_BATCH_METHOD_NOT_ALLOWED' || (error.operation === 'batch' && [401, 403, 404, 405].includes(error.status)));

/** May the same request do better later? */
export const mayPass = (error: PortolanError): boolean => isUnanswered(error) || (error instanceof ApiError && isTransient(error));
