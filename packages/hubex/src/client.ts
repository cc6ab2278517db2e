import { type Stored, type TokenFlow, tokenSource } from '@portolan/auth';
import { hubexBaseUrl, hubexHeaders, hubexServiceToken } from '@portolan/auth/hubex';
import {
  bearer,
  type CallOptions,
  type Client,
  createClient,
  type Result,
  standardPipeline,
  type TokenSource,
  type WireOptions,
} from '@portolan/transport';
import { hubexError } from './error.js';
import type { HubexCall } from './operation.js';
import { checkQuery } from './query.js';

/**
 * Who calls HubEx: a service token; a flow of `@portolan/auth/hubex` (`hubexLogin`, `hubexTokens`); or a session, or any other source
 * of access tokens.
 */
export type HubexAuth = ServiceToken | TokenFlow | TokenSource;

/** A service token, and where the tokens it gives are kept; in memory unless told. */
export interface ServiceToken extends Stored {
  /** From the admin console: Integration, Service users. */
  serviceToken: string;
}

/** Which application calls: 1 EngineerMobile, 2 CustomerMobile, 3 MainWeb, 4 AdminWeb, 5 Api, 6 PlateWeb. */
export type ApplicationId = 1 | 2 | 3 | 4 | 5 | 6;

/** How to reach HubEx, and as whom. */
export interface HubexOptions extends WireOptions {
  /** Who calls: a service token, a login, tokens already at hand, or any source of access tokens. */
  auth: HubexAuth;
  /** Address of the API without the service; production unless told. */
  baseUrl?: string | undefined;
  /** Sent as `X-Application-ID`; 5 (Api) unless told. */
  applicationId?: ApplicationId | undefined;
}

/** A HubEx client: pass it to the operations, and to `paginate`, `list` and `count`. */
export type Hubex = Client;

/**
 * A client of HubEx. Nothing is sent until the first call.
 * @throws UsageError naming the option that is wrong
 */
export function createHubex(options: HubexOptions): Hubex {
  // A script without types may pass nothing.
  const all = { ...options, baseUrl: (options as HubexOptions | undefined)?.baseUrl ?? hubexBaseUrl };
  const source = tokenSource(all.auth, (credentials: ServiceToken) => hubexServiceToken({ ...credentials, ...all }), all);
  const { request } = createClient({
    ...all,
    handler: standardPipeline({ ...all, auth: { source, apply: bearer } }),
    headers: hubexHeaders(all),
    toError: hubexError,
  });
  return {
    async request<T>(call: HubexCall & CallOptions) {
      checkQuery(call);
      return (call.via?.(call, request, all) ?? request(call)) as Promise<Result<T>>;
    },
  };
}
