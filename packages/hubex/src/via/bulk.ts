import type { Options, Result } from '@portolan/transport';
import type { Via } from './via.js';

/** An item of a bulk call that was refused while others were carried out. */
export interface ItemFailure {
  /** Where it stands in the answer: its place in an array from 0, or its key. */
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

/** Errors stand in the items, or beside them in a list of their own. */
function failuresOf(data: unknown, names: readonly string[]): ItemFailure[] {
  const errorsOf = (node: unknown): unknown[] =>
    names.flatMap((name) => (Object(node) as Record<string, unknown>)[name] ?? []).filter((error) => error !== '' && !isEmpty(error));
  const items: [number | string, unknown][] = Array.isArray(data) ? [...data.entries()] : Object.entries(Object(data) as object);
  return [
    ...errorsOf(data).map((error, at): ItemFailure => ({ at, ...wordsOf(error), item: error })),
    ...items.flatMap(([at, item]) => errorsOf(item).map((error): ItemFailure => ({ at, ...wordsOf(error), item }))),
  ];
}

const isEmpty = (error: unknown): boolean => typeof error === 'object' && Object.keys(error as object).length === 0;

/** An error is a code, a text, or a record of both. */
function wordsOf(error: unknown): Pick<ItemFailure, 'code' | 'message'> {
  if (typeof error === 'string') return /\s/.test(error) ? { message: error } : { code: error };
  const { code, reason = code, message } = Object(error) as { code?: unknown; reason?: unknown; message?: unknown };
  return { ...(reason ? { code: String(reason) } : {}), ...(message ? { message: String(message) } : {}) };
}
