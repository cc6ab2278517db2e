import { authPolicy, type AuthOptions } from './auth.js';
import type { Clock } from './clock.js';
import { fetchHandler } from './fetch.js';
import { retryPolicy, type RetryOptions } from './retry.js';
import { timeoutPolicy } from './timeout.js';
import { pipeline, type Handler, type Policy } from './wire.js';

/** What every provider's client lets its user choose about the wire. */
export interface WireOptions {
  /** Milliseconds one attempt may take; 30,000 unless told. `0` switches the limit off. */
  timeout?: number | undefined;
  /** How often and how patiently reads are repeated; `onRetry` is told of every repetition. */
  retry?: RetryOptions | undefined;
  /** Policies of your own around every attempt; `hooksPolicy` (for Bitrix24 `bitrix24Hooks`) shows what is sent, redacted. */
  policies?: readonly Policy[] | undefined;
  /** Another `fetch`, for a proxy or a test. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Replaceable in tests. */
  clock?: Clock | undefined;
}

/** What a provider adds to {@link WireOptions}. */
export interface StandardOptions extends WireOptions {
  /** Signs requests. */
  auth?: AuthOptions | undefined;
  /** Waits for a place before every attempt: {@link leakyBucketPolicy}. */
  limiter?: Policy | undefined;
}

/** Stands for a policy that is not wanted. */
const pass: Policy = (next) => next;

/** The pipeline of the providers' clients: retry, auth, limiter, timeout, the caller's own policies, fetch. */
export function standardPipeline({ retry, auth, limiter = pass, timeout = 30_000, policies = [], fetch, clock }: StandardOptions): Handler {
  const signing = auth ? authPolicy(auth) : pass;
  return pipeline(
    [retryPolicy({ ...retry, clock }), signing, limiter, timeoutPolicy({ timeout, clock }), ...policies],
    fetchHandler(fetch),
  );
}
