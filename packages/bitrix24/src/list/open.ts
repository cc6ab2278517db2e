import { UsageError } from '@portolan/transport';
import { noted } from '../batch/noted.js';
import type { Portal } from '../portal.js';
import { checkMethod } from '../protocol.js';
import { isRead } from '../reads.js';
import { bitrix24Error } from '../refused.js';
import { list } from './list.js';
import type { Answer, ListOptions, Page } from './source.js';

/** Sends what only reads, and gives the whole answer. */
export type Read = (method: string, params: object, signal: AbortSignal) => Promise<Answer>;

/**
 * Reads a list of one version of a portal.
 * @throws UsageError it is no method name, or a method that writes: a list repeats its requests
 */
export function open(
  portal: Portal,
  version: 'v2' | 'v3',
  read: Read,
  method: string,
  params: object,
  options?: ListOptions,
): AsyncGenerator<Page<unknown>, void, undefined> {
  checkMethod(method);
  if (!isRead(method)) throw new UsageError('method', `${method} writes`, 'Pass a method that lists.');
  const { clock, bucket, operating } = portal;
  return list(
    {
      version,
      clock,
      bucket,
      operating: operating.get.bind(operating),
      async call(...request) {
        const answer = await read(...request);
        // Taken for an empty page, it would be the end of the list.
        if (answer.result === undefined) throw bitrix24Error(method, answer);
        return answer;
      },
      batch: async (cmd, signal) => noted(operating, cmd, await read('batch', { cmd, halt: 0 }, signal)),
    },
    method,
    (params ?? {}) as Record<string, unknown>,
    options,
  );
}
