import type { PortolanError } from '@portolan/transport';
import type { Portal } from '../portal.js';
import { resetIn } from '../refused.js';
import type { BatchOptions, BatchOutcome } from './batcher.js';
import { noted } from './noted.js';
import { runBatch } from './run.js';
import { runBatchV3 } from './v3.js';

/** Sends a method of a portal and gives its answer. */
type Send = (
  portal: Portal,
  version: 'v2' | 'v3',
  method: string,
  params: object,
  repeatable: boolean,
  options: object | undefined,
) => Promise<{ data: unknown }>;

/** What a batch is called with: commands, functions that make more of them, options. */
type Given = readonly (object | undefined)[];

/** The client's batches, by name. */
export interface BatchFunctions {
  batch: typeof batch;
  batchSettled: typeof batchSettled;
  batchV3: typeof batchV3;
}

/** Runs v2 commands; the first one that failed is thrown. */
export async function batch(portal: Portal, send: Send, given: Given): Promise<object> {
  const { results, errors, signal } = await settle(portal, send, given);
  const [failed] = Object.values<PortolanError>(errors);
  // Whoever aborts gets their own reason.
  if (failed?.code === 'aborted') signal?.throwIfAborted();
  if (failed) throw failed;
  return inShape(given, results);
}

/** Runs v2 commands; those that failed stand beside the results. */
export async function batchSettled(portal: Portal, send: Send, given: Given): Promise<object> {
  const { results, errors, details } = await settle(portal, send, given);
  return { results: inShape(given, results), errors: inShape(given, errors), details: inShape(given, details) };
}

/** Runs v3 commands. */
export async function batchV3(portal: Portal, send: Send, [commands, options]: Given): Promise<unknown> {
  return runBatchV3(commands as never, async (body, repeatable) => (await send(portal, 'v3', 'batch', body, repeatable, options)).data);
}

async function settle(portal: Portal, send: Send, given: Given): Promise<BatchOutcome<unknown> & { signal: AbortSignal | undefined }> {
  const last = given.at(-1);
  const hasOptions = given.length > 1 && typeof last !== 'function';
  const { halt = false, ...rest }: BatchOptions = hasOptions ? { ...last } : {};
  const { operating, clock, retry } = portal;
  const outcome = await runBatch(
    hasOptions ? given.slice(0, -1) : given,
    halt,
    async (body, repeatable) => noted(operating, body.cmd, (await send(portal, 'v2', 'batch', body, repeatable, rest)).data),
    async (methods, time) => {
      const waits = new Map<string, number>();
      for (const method of methods) {
        const wait = resetIn(method, time, operating, clock, retry);
        if (wait !== undefined) waits.set(method, wait);
      }
      // Aborted, nothing goes out again; the batch says so itself.
      if (waits.size > 0) await clock.sleep(Math.max(...waits.values()), rest.signal).catch(() => {});
      return waits;
    },
    rest.signal,
  );
  return { ...outcome, signal: rest.signal };
}

/** Results of an array of commands are an array. */
const inShape = ([first]: Given, found: object): object => (Array.isArray(first) ? Object.assign([], found) : { ...found });
