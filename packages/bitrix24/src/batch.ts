import { UsageError } from '@portolan/transport';
import { bitrix24Error, type Bitrix24Error } from './error.js';
import { batchCommands } from './generated/protocol.js';
import type { Command, ResultOf } from './methods.js';
import { checkMethod } from './protocol.js';
import { bracketQuery } from './query.js';

/** Commands by a key of the caller's choice. */
export type Commands = Record<string, Command>;

/** Results by the same keys; a refused command is an error in its place, unless the batch was told to throw. */
export type BatchResults<T extends Commands> = { [K in keyof T]: ResultOf<NonNullable<T[K]['types']>> };

/** The outcome of every command of a batch. */
export interface BatchOutcome<T extends Commands> {
  /** Results of the commands that went well. */
  results: Partial<BatchResults<T>>;
  /** Errors of those that were refused. */
  errors: Partial<Record<keyof T, Bitrix24Error>>;
}

/** How a batch runs. */
export interface BatchOptions {
  /** Stop at the first refused command. */
  halt?: boolean;
  signal?: AbortSignal;
  timeout?: number;
}

/** The `result` of the batch method: maps by command key, sent as `[]` when empty. */
interface BatchResult {
  result?: Record<string, unknown> | unknown[];
  result_error?: Record<string, { error?: string | number; error_description?: string }> | unknown[];
}

const asMap = <T>(value: Record<string, T> | unknown[] | undefined): Record<string, T> =>
  value === undefined || (Array.isArray(value) && value.length === 0) ? {} : (value as Record<string, T>);

/** The body of the batch method. */
export function batchBody(commands: Commands, halt: boolean): { cmd: Record<string, string>; halt: 0 | 1 } {
  const keys = Object.keys(commands);
  if (keys.length > batchCommands) {
    throw new UsageError(
      'commands',
      `a batch takes at most ${batchCommands}, this one has ${keys.length}`,
      'Split it into several batches.',
    );
  }
  const cmd = Object.fromEntries(
    Object.entries(commands).map(([key, { method, params }]) => {
      checkMethod(method);
      const query = bracketQuery(params);
      return [key, query === '' ? method : `${method}?${query}`];
    }),
  );
  return { cmd, halt: halt ? 1 : 0 };
}

/** Sorts the answer of the batch method into results and errors by key. */
export function batchOutcome<T extends Commands>(commands: T, answer: unknown): BatchOutcome<T> {
  const { result, result_error } = answer as BatchResult;
  const errors = Object.entries(asMap(result_error)).map(([key, refusal]) => [key, bitrix24Error(commands[key]?.method ?? key, refusal)]);
  return { results: asMap(result) as Partial<BatchResults<T>>, errors: Object.fromEntries(errors) as BatchOutcome<T>['errors'] };
}
