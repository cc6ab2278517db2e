/**
 * What every Portolan client shares: a pipeline of small policies around `fetch`, typed errors, redaction. Knows no provider.
 * @packageDocumentation
 */
export { authPolicy, bearer, type AuthOptions, type TokenRequest, type TokenSource } from './auth.js';
export { isLoopback, secureBaseUrl } from './base-url.js';
export {
  createLeakyBucket,
  leakyBucketPolicy,
  type LeakyBucket,
  type LeakyBucketOptions,
  type LeakyBucketPolicyOptions,
} from './bucket.js';
export type { Call, CallOptions, Client, Encode, Operation, Options, Result } from './call.js';
export { createClient, type ClientOptions } from './client.js';
export { systemClock, unless, type Clock } from './clock.js';
export { form, textOf } from './encode.js';
export { encoderOf } from './encoders.js';
export {
  ApiError,
  isUnanswered,
  NetworkError,
  PortolanError,
  TimeoutError,
  UsageError,
  type ApiErrorInit,
  type FieldProblem,
  type NoAnswer,
} from './errors.js';
export { fetchHandler } from './fetch.js';
export { base64Of, toFile, type FileFacts, type FileSource } from './file.js';
export { fingerprint } from './fingerprint.js';
export { hooksPolicy, type ErrorEvent, type Hooks, type HooksOptions, type RequestEvent, type ResponseEvent } from './hooks.js';
export { multipart } from './multipart.js';
export { operation, type OperationFlags } from './operation.js';
export { redact, redactHeaders, redactUrl, type Redaction } from './redact.js';
export { fieldReason, refusal, type Refusal } from './refusal.js';
export { retryAfterSeconds } from './retry-after.js';
export { isTransient, notify, retryPolicy, type RetryEvent, type RetryOptions } from './retry.js';
export { standardPipeline, type StandardOptions, type WireOptions } from './standard.js';
export { timeoutPolicy, type TimeoutOptions } from './timeout.js';
export { pipeline, type Handler, type Policy, type WireBody, type WireRequest } from './wire.js';
