import type { PortolanError } from '@portolan/transport';
import { bitrix24Error } from '../refused.js';
import type { Detail } from './batcher.js';

/** What a command answered. */
export interface CommandAnswer {
  result: unknown;
  detail: Detail;
}

/** What a batch says of one command, by its key on the wire: an answer, a refusal, or nothing when it did not run. */
export function answerTo(batch: unknown, wire: string, method: string): CommandAnswer | PortolanError | undefined {
  // Maps by key; PHP writes an empty one as [].
  const parts = Object(batch) as Record<string, Record<string, unknown> | undefined>;
  const part = (name: string): unknown => parts[`result${name}`]?.[wire];
  const error = part('_error');
  // Refused by itself, as a call of its own, it would have this status.
  if (error !== undefined) return bitrix24Error(method, error, new Response(null, { status: 400 }));
  const result = part('');
  if (result === undefined) return undefined;
  const [total, next, time] = [part('_total'), part('_next'), part('_time')];
  const detail = {
    ...(total !== undefined && { total: Number(total) }),
    ...(next !== undefined && { next: Number(next) }),
    ...(time !== undefined && { time }),
  };
  return { result, detail };
}

/** The error of a command that a batch should have answered. */
export const noAnswer = (method: string): PortolanError =>
  bitrix24Error(method, { error: 'no_answer', error_description: 'the batch has no answer to it' });
