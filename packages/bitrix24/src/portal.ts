import {
  type Client,
  type Clock,
  createClient,
  createLeakyBucket,
  type Handler,
  type LeakyBucket,
  leakyBucketPolicy,
  type RetryOptions,
  standardPipeline,
  systemClock,
  UsageError,
  type WireOptions,
} from '@portolan/transport';
import { type Bitrix24Auth, endpointOf, unknownOrigin, withToken } from './auth.js';
import { bucketDefault, bucketEnterprise, requestTimeoutSeconds } from './generated/protocol.js';
import type { Rename } from './moved.js';
import { type OperatingTimes, operatingTimes } from './operating.js';
import { bucketFull, notExecuted, redirects, tokenRejected } from './protocol.js';

/** How to reach a portal, and as whom. */
export interface Bitrix24Options extends WireOptions {
  /** An incoming webhook, or an application's session. */
  auth: Bitrix24Auth;
  /** Rate of the portal's tariff; `default` unless told. Or a bucket shared with other clients of the same portal: `createLeakyBucket`. */
  rate?: 'default' | 'enterprise' | LeakyBucket | undefined;
  /** Milliseconds one attempt may take; 60,000 unless told, the portal's own limit. */
  timeout?: number | undefined;
  /**
   * Told when the portal has another address. A session has asked the authorization server where to, and keeps it; calls go on there, unless
   * this answers `false`. Nothing proves the new address to a webhook: only `true` sends its code there.
   */
  onRename?: ((rename: Rename) => boolean | void | Promise<boolean | void>) | undefined;
}

/** The clients of both versions, over one pipeline and one bucket. */
export interface Portal {
  v2: Client;
  v3: Client;
  clock: Clock;
  bucket: LeakyBucket;
  /** Running times that answers reported. */
  operating: OperatingTimes;
  /** How patiently refused calls are repeated. */
  retry: RetryOptions | undefined;
}

/**
 * Wires a portal: retries, tokens, one leaky bucket for both versions, timeouts, hooks.
 * @throws UsageError naming the option that is wrong
 */
export function openPortal(options: Bitrix24Options): Portal {
  const { auth, rate = 'default', timeout = requestTimeoutSeconds * 1000, onRename, ...wire } = { ...options };
  const { v2, v3, session } = endpointOf(auth);
  const clock = wire.clock ?? systemClock;
  const bucket = typeof rate === 'object' ? rate : bucketOf(rate, wire.clock);
  const send = standardPipeline({
    ...wire,
    timeout,
    retry: { ...wire.retry, notExecuted },
    auth: session && { source: session, apply: withToken, rejected: tokenRejected },
    limiter: leakyBucketPolicy(bucket, { exceeded: bucketFull, attempts: wire.retry?.attempts ?? 10 }),
  });
  const place = { configured: new URL(v2).origin, now: new URL(v2).origin };
  // A renamed portal redirects. That is not simply followed: the token or the webhook's code would go along.
  const follow: Handler = async (request) => {
    const sentTo = place.now;
    const response = sentTo === unknownOrigin ? undefined : await send({ ...request, url: request.url.replace(place.configured, sentTo) });
    if (response && !redirects(response)) return response;
    const moved = await import('./moved.js');
    return moved.follow({ request, response, sentTo, place, send, session, onRename });
  };
  const operating = operatingTimes(clock);
  // What refusals need is loaded with the first one.
  let refused: typeof import('./refused.js');
  const handler: Handler = async (request) => {
    const response = await follow(request);
    if (response.ok) return response;
    refused = await import('./refused.js');
    return refused.afterReset(response, request, follow, operating, clock, wire.retry);
  };
  const open = (baseUrl: string): Client =>
    createClient({
      baseUrl,
      handler,
      redirect: 'manual',
      toError: (response, body, { id, repeatable }) => refused.bitrix24Error(id, body, response, repeatable),
    });
  return { v2: open(v2), v3: open(v3), clock, bucket, operating, retry: wire.retry };
}

function bucketOf(rate: 'default' | 'enterprise', clock: Clock | undefined): LeakyBucket {
  const limits = { default: bucketDefault, enterprise: bucketEnterprise }[rate] as { capacity: number; perSecond: number } | undefined;
  if (!limits) throw new UsageError('rate', 'it is no tariff', 'Pass default, enterprise or a bucket.');
  return createLeakyBucket({ capacity: limits.capacity, leakPerSecond: limits.perSecond, clock });
}
