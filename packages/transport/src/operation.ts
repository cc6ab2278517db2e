import type { Call, CallOptions, Operation } from './call.js';

/** What the spec says of an operation beyond method and path, and what a provider's own client understands besides. */
export type OperationFlags = Pick<Call, 'encode' | 'repeatable' | 'empty'> & Record<string, unknown>;

/**
 * Makes the function of one operation, in the type that it is declared with. Generated code calls it, marked as pure so that unused operations are dropped:
 * `export const listTasks: Operation<ListTasksData, ListTasksResponse> = operation('listTasks', 'GET', '/Tasks')`.
 *
 * @param id operationId, for errors and hooks
 * @param method HTTP method
 * @param url path template, relative to the client's base URL
 * @param flags body encoding and repeatability, where they are not the defaults
 */
export function operation<TFunction>(id: string, method: string, url: string, flags?: OperationFlags): TFunction {
  const call: Operation<unknown, unknown> = ({ client, ...options }) =>
    client.request({ ...flags, ...(options as Partial<Call> & CallOptions), id, method, url });
  return call as TFunction;
}
