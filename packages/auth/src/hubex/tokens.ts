import { fingerprint } from '@portolan/transport';
import { checkJwt } from '../check.js';
import { given } from '../given.js';
import type { TokenFlow } from '../tokens.js';
import { type HubexFlowOptions, serverOf, tokensRemedy } from './server.js';

/** Options of {@link hubexTokens}. */
export interface HubexTokensOptions extends HubexFlowOptions {
  /** A JWT. */
  accessToken: string;
  /** A JWT; without it the access token is used until it dies. */
  refreshToken?: string | undefined;
}

/**
 * Uses tokens that were obtained elsewhere.
 * @throws {UsageError} a token or the base URL is malformed
 */
export function hubexTokens(options: HubexTokensOptions): TokenFlow {
  const server = serverOf(options);
  const { accessToken, refreshToken } = options;
  const { exp, iat } = checkJwt(accessToken, 'accessToken', tokensRemedy);
  if (refreshToken !== undefined) checkJwt(refreshToken, 'refreshToken', tokensRemedy);
  return {
    host: server.host,
    name: `hubex:${server.host}:tokens:${fingerprint(refreshToken ?? accessToken)}`,
    signIn: given({
      accessToken,
      ...(typeof iat === 'number' && { obtainedAt: iat * 1000 }),
      ...(typeof exp === 'number' && { expiresAt: exp * 1000 }),
      ...(refreshToken !== undefined && { refreshToken }),
    }),
    renew: server.renew,
  };
}
