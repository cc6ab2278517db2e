import type { Options, Result } from '@portolan/transport';
import type { Via } from './via.js';

/** An item of a bulk call that was refused while others were carried out. */
export interface ItemFailure {
  /** Where the item stands in the answer: its place in an array from 0, or its key. */
  at: number | string;
  /** HubEx's stable code, where it gave one. */
  code?: string;
  /** Its words. */
  message?: string;
  /** The item as it came back. */
  item: unknown;
}

/** The answer to a call that does many things at once. */
export interface BulkResult<T> extends Result<T> {
  /** The items that were refused; empty when all went well. The call itself succeeded. */
  failures: ItemFailure[];
}

/** A function whose answer tells what became of each item. */
export interface BulkOperation<TData, TResult> {
  (options: Options<TData>): Promise<BulkResult<TResult>>;
}

/** Collects the errors that single items of the answer carry. */
export const bulk: Via = async (call, next) => {
  const result = await next(call);
  return { ...result, failures: failuresOf(result.data, call.errors!) } as BulkResult<unknown>;
};

function failuresOf(data: unknown, names: readonly string[]): ItemFailure[] {
  const entries: [number | string, unknown][] = Array.isArray(data) ? [...data.entries()] : Object.entries(Object(data) as object);
  return entries.flatMap(([at, item]) => {
    const errors = names.flatMap((name) => (Object(item) as Record<string, unknown>)[name] ?? []);
    return errors.flatMap((error): ItemFailure[] => (isEmpty(error) ? [] : [{ at, ...wordsOf(error), item }]));
  });
}

const isEmpty = (error: unknown): boolean => error === '' || (typeof error === 'object' && Object.keys(error as object).length === 0);

/** An error is a text, an error model, or something with both names. */
function wordsOf(error: unknown): Pick<ItemFailure, 'code' | 'message'> {
  if (typeof error === 'string') return { message: error };
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return { ...(code ? { code: String(code) } : {}), ...(message ? { message: String(message) } : {}) };
}
