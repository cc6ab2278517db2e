import { type Stored, type TokenFlow, tokenSource } from '@portolan/auth';
import { tellVersion, worklyBaseUrl, worklyPassword, type WorklyPasswordOptions, worklyUpgradeStatus } from '@portolan/auth/workly';
import { bearer, type Client, createClient, standardPipeline, type TokenSource, type WireOptions } from '@portolan/transport';
import { worklyError } from './error.js';

/**
 * Who calls Workly: the credentials of a user and the client pair of the platform; a flow of `@portolan/auth/workly`; or a session, or
 * any other source of access tokens.
 */
export type WorklyAuth = WorklyCredentials | TokenFlow | TokenSource;

/** Credentials, and where the tokens they give are kept; in memory unless told. */
export interface WorklyCredentials extends Omit<WorklyPasswordOptions, 'baseUrl'>, Stored {}

/** How to reach Workly, and as whom. */
export interface WorklyOptions extends WireOptions {
  /** Who calls: the credentials of a user and the client pair of the platform, or any source of access tokens. */
  auth: WorklyAuth;
  /** Address of the API; `https://api.workly.uz/v1` is the other one. Production unless told. */
  baseUrl?: string | undefined;
  /** Told of the `Version` header of an answer; `recommended` means that an update is due. Default: that of the credentials. */
  onVersion?: ((version: string) => void) | undefined;
}

/** A Workly client: pass it to the operations, and to `paginate`. */
export type Workly = Client;

/**
 * A client of Workly. Nothing is sent until the first call.
 * @throws UsageError naming the option that is wrong
 */
export function createWorkly(options: WorklyOptions): Workly {
  const { auth, baseUrl = worklyBaseUrl, policies = [], ...wire } = { ...options };
  const onVersion = wire.onVersion ?? (Object(auth) as Partial<WorklyCredentials>).onVersion;
  const source = tokenSource(auth, (credentials: WorklyCredentials) => worklyPassword({ ...credentials, baseUrl }), { ...wire, baseUrl });
  const handler = standardPipeline({
    ...wire,
    // 426 asks for a new client pair: signing in anew meets the same demand, and asks for the pair.
    auth: { source, apply: bearer, rejected: ({ status }) => status === 401 || status === worklyUpgradeStatus },
    policies: [
      (next) => async (request) => {
        const response = await next(request);
        tellVersion(response.headers, onVersion);
        return response;
      },
      ...policies,
    ],
  });
  return createClient({ baseUrl, handler, toError: worklyError });
}
