/** What `fetch` sends. Its DOM name, BodyInit, is not known where only Node's types are. */
export type WireBody = NonNullable<RequestInit['body']>;

/** One HTTP exchange on its way through the policies. Policies never change it: they pass on a copy. */
export interface WireRequest {
  /** Id of the operation, for errors and hooks. */
  readonly operation: string;
  /** HTTP method, upper case. */
  readonly method: string;
  /** Absolute address. May hold a secret (Bitrix24 webhooks): show it only through `redactUrl`. */
  readonly url: string;
  /** Headers so far. Copy before changing. */
  readonly headers: Headers;
  /** Sendable more than once, unless it is a stream. */
  readonly body?: WireBody | null | undefined;
  /** The caller's way to stop the exchange, including its waits. */
  readonly signal?: AbortSignal | undefined;
  /** May this request be sent again when it is unknown whether the first one was carried out? */
  readonly repeatable: boolean;
  /** Milliseconds an attempt may take, over the default of {@link timeoutPolicy}. */
  readonly timeout?: number | undefined;
  /** Hand over the answer as soon as its headers are there, with the body unread. */
  readonly stream?: boolean | undefined;
  /** What to do about redirects; `follow` when missing. */
  readonly redirect?: RequestInit['redirect'];
}

/** Sends a request and gives the answer. */
export type Handler = (request: WireRequest) => Promise<Response>;

/** Wraps a handler with one concern. */
export type Policy = (next: Handler) => Handler;

/** Chains policies around a handler. The first one is the outermost: it sees the request first and the answer last. */
export function pipeline(policies: readonly Policy[], handler: Handler): Handler {
  return policies.reduceRight((next, policy) => policy(next), handler);
}

/** Can the same request be sent a second time at all? A stream is gone after the first. */
export function replayable(request: WireRequest): boolean {
  return !(request.body instanceof ReadableStream);
}
