import type { Result } from '@portolan/transport';

/**
 * Lets the `url` of an answer tell host and method only: the address may hold a webhook's code, and answers get logged. Shadowed where
 * possible, not copied: the body may be a stream, or read already.
 */
function hideAddress(given: Response, method: string): Response {
  // The fetch of VS Code's extensions gives answers a `url` of their own that cannot be shadowed.
  const fixed = Object.getOwnPropertyDescriptor(given, 'url')?.configurable === false;
  const response = fixed ? new Response(given.bodyUsed ? null : given.body, given) : given;
  const clone = response.clone.bind(response);
  return Object.defineProperties(response, {
    // Nothing of what follows the host: a proxy may have put the address anywhere.
    url: { value: given.url.replace(/(\w\/).*/, `$1***/${method}`), configurable: true },
    clone: { value: () => hideAddress(clone(), method), configurable: true },
  });
}

/** The same answer of a method, its address hidden. */
export function withoutAddress<T>(answer: Result<T>, method: string): Result<T> {
  return { ...answer, response: hideAddress(answer.response, method) };
}
