import type { Options, Result } from '@portolan/transport';
import type { Via } from './via.js';

/** An item of a bulk call that was refused while others were carried out. */
export interface ItemFailure {
  /** Where it stands in the answer: `0` is the first of a list, `3.assignments.1` lies deeper; empty when it is said of all. */
  at: string;
  /** HubEx's stable code, where it gave one. */
  code?: string;
  /** Its words. */
  message?: string;
  /** The item, or the error with what it says of the item. */
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

/** Errors stand in the items, deeper in them, or in a list beside them. */
function failuresOf(data: unknown, names: readonly string[]): ItemFailure[] {
  const found: ItemFailure[] = [];
  const visit = (node: unknown, at: readonly string[]): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (!names.includes(key)) visit(value, [...at, key]);
      else
        for (const error of [value ?? []].flat())
          if (!isEmpty(error)) found.push({ at: at.join('.'), ...wordsOf(error), item: typeof error === 'object' ? error : node });
    }
  };
  visit(data, []);
  return found;
}

const isEmpty = (error: unknown): boolean => !error || (typeof error === 'object' && Object.keys(error).length === 0);

/** An error is a code, a text, or a record of both. */
function wordsOf(error: unknown): Pick<ItemFailure, 'code' | 'message'> {
  if (typeof error === 'string') return /\s/.test(error) ? { message: error } : { code: error };
  const { code, reason = code, message } = Object(error) as { code?: unknown; reason?: unknown; message?: unknown };
  return { ...(reason ? { code: String(reason) } : {}), ...(message ? { message: String(message) } : {}) };
}
