import type { Result } from '@portolan/transport';

/**
 * Lets the `url` of an answer tell host and method only: the address may hold a webhook's code, and answers get logged. Shadowed, not copied:
 * the body may be a stream, or read already. Shadowed anew if a `fetch` gives one answer twice.
 */
function hideAddress(response: Response, method: string): Response {
  const clone = response.clone.bind(response);
  return Object.defineProperties(response, {
    // Nothing of what follows the host: a proxy may have put the address anywhere.
    url: { value: response.url.replace(/(\w\/).*/, `$1***/${method}`), configurable: true },
    clone: { value: () => hideAddress(clone(), method), configurable: true },
  });
}

/** The same answer of a method, its address hidden. */
export function withoutAddress<T>(answer: Result<T>, method: string): Result<T> {
  hideAddress(answer.response, method);
  return answer;
}
