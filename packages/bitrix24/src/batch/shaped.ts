import type { PortolanError } from '@portolan/transport';
import type { BatchOptions, BatchOutcome } from '../client.js';
import { runBatch } from './run.js';
import { runBatchV3 } from './v3.js';

/** Sends one `batch` and gives its answer. */
export type SendBatch = (version: 'v2' | 'v3', body: object, repeatable: boolean, options: object | undefined) => Promise<unknown>;

/** The client's batches, by name. */
export interface BatchFunctions {
  batch: typeof batch;
  batchSettled: typeof batchSettled;
  batchV3: typeof batchV3;
}

/** Runs v2 commands; the first one that failed is thrown. */
export async function batch(send: SendBatch, given: object, options?: BatchOptions): Promise<object> {
  const { results, errors } = await settle(send, given, options);
  const [failed] = Object.values<PortolanError>(errors);
  if (failed) throw failed;
  return inShape(given, results);
}

/** Runs v2 commands; those that failed stand beside the results. */
export async function batchSettled(send: SendBatch, given: object, options?: BatchOptions): Promise<object> {
  const { results, errors, details } = await settle(send, given, options);
  return { results: inShape(given, results), errors: inShape(given, errors), details: inShape(given, details) };
}

/** Runs v3 commands. */
export async function batchV3(send: SendBatch, given: object, options?: BatchOptions): Promise<unknown> {
  return runBatchV3(given as never, (body, repeatable) => send('v3', body, repeatable, options));
}

async function settle(send: SendBatch, given: object, { halt = false, ...rest }: BatchOptions = {}): Promise<BatchOutcome<unknown>> {
  return runBatch(given as never, halt, (body, repeatable) => send('v2', body, repeatable, rest));
}

/** Results of an array of commands are an array. */
const inShape = (given: object, found: object): object => (Array.isArray(given) ? Object.assign([], found) : found);
