import type { Call, CallOptions, Operation } from './call.js';

/** What the spec says of an operation beyond method and path. */
export type OperationFlags = Pick<Call, 'encode' | 'repeatable' | 'empty'>;

/**
 * Makes the function of one operation. Generated code calls it, marked as pure so that unused operations are dropped:
 * `export const listTasks: Operation<ListTasksData, ListTasksResponse> = operation('listTasks', 'GET', '/Tasks')`.
 *
 * @param id operationId, for errors and hooks
 * @param method HTTP method
 * @param url path template, relative to the client's base URL
 * @param flags body encoding and repeatability, where they are not the defaults
 */
export function operation<TData, TResult>(id: string, method: string, url: string, flags?: OperationFlags): Operation<TData, TResult> {
  return ({ client, ...options }) => client.request<TResult>({ ...flags, ...(options as Partial<Call> & CallOptions), id, method, url });
}
