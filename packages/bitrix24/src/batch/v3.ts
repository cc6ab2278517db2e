import { UsageError } from '@portolan/transport';
import { bitrix24Error } from '../refused.js';
import { batchCommands } from '../generated/protocol.js';
import type { Command } from '../methods.js';
import { commandOf } from './command.js';
import { isRead } from '../reads.js';
import { referencesIn } from './reference.js';

/** One call as a v3 batch wants it. */
interface CallV3 {
  method: string;
  query: object;
}

/**
 * Runs commands as one v3 batch; results by the caller's keys, or in order. The portal answers all of them or none, and knows no references, so this
 * is no more than an envelope.
 * @throws UsageError a command is wrong or there are too many; nothing was sent
 */
export async function runBatchV3(
  given: Readonly<Record<string, Command<unknown, 'v3'>>>,
  send: (body: object, repeatable: boolean) => Promise<unknown>,
): Promise<unknown> {
  if (typeof given !== 'object' || given === null)
    throw new UsageError('commands', 'there are none', 'Pass an object or an array of commands.');
  const keys = Object.keys(given);
  if (keys.length === 0) return given;
  if (keys.length > batchCommands)
    throw new UsageError('commands', `there are ${keys.length}`, `Send at most ${batchCommands} in one batch of REST 3.0.`);
  const calls = keys.map((key): CallV3 => {
    const { method, params } = commandOf(key, given[key]);
    if (referencesIn(params).length > 0)
      throw new UsageError(`commands.${key}`, 'REST 3.0 documents no references', 'Call what it refers to first.');
    return { method, query: params };
  });
  const data = await send(
    calls,
    calls.every(({ method }) => isRead(method)),
  );
  const results = (data as { result?: unknown } | undefined)?.result;
  // Results come by place: with one missing, nobody knows whose the others are.
  if (!Array.isArray(results) || results.length !== keys.length)
    throw bitrix24Error('batch', { error: 'no_answer', error_description: 'the answer does not have one result for each command' });
  if (Array.isArray(given)) return results;
  return Object.fromEntries(keys.map((key, place) => [key, results[place] as unknown]));
}
