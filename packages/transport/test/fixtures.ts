import { ApiError, createClient, fetchHandler, pipeline, type Client, type Policy, type WireRequest } from '../src/index.js';

/** A client over real fetch with these policies. */
export function clientOf(baseUrl: string, ...policies: Policy[]): Client {
  return createClient({
    baseUrl,
    handler: pipeline(policies, fetchHandler()),
    toError: (response, body, { id }) =>
      new ApiError({ message: `${id}: ${response.status}`, status: response.status, code: `http_${response.status}`, operation: id, body }),
  });
}

/** A request for tests of single policies. */
export function wire(change: Partial<WireRequest> = {}): WireRequest {
  const base = { operation: 'op', method: 'GET', url: 'https://example.com/a', headers: new Headers(), repeatable: true };
  return { ...base, ...change };
}

/** The error of a promise that must reject. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not fail.');
}
