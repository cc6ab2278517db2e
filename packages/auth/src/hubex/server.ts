import { secureBaseUrl } from '@portolan/transport';
import * as facts from '../generated/hubex.js';
import type { AuthorizeAccountResponse, CreateAccessTokenData } from '../generated/hubex.types.js';
import { isToken, liveRefreshToken, requestTokens, type TokenAnswer, type TokenRequest } from '../token-request.js';
import type { FlowContext, TokenSet } from '../tokens.js';

/** Options that every HubEx flow has. */
export interface HubexFlowOptions {
  /** Another address than production. */
  baseUrl?: string | undefined;
  /** Which application calls (`X-Application-ID`). Default 5, Api. */
  applicationId?: number | undefined;
}

/** What to do when tokens are no longer good. */
export const tokensRemedy = 'Sign in again.';

/** Body of the call that gives an access token. */
export type AccessBody = CreateAccessTokenData['body'];

/** A token call, and what it is made with. */
type Ask = (
  call: { readonly method: string; readonly url: string },
  request: Pick<TokenRequest, 'field' | 'body' | 'remedy' | 'secrets' | 'once' | 'headers'> & { authorization?: string },
  context: FlowContext,
) => Promise<TokenAnswer>;

/** The token calls of a HubEx server. */
export interface Server {
  host: string;
  ask: Ask;
  read(answer: TokenAnswer): TokenSet;
  withRefreshToken(tokens: TokenSet, context: FlowContext): Promise<TokenSet>;
  renew(tokens: TokenSet, context: FlowContext): Promise<TokenSet>;
}

/**
 * @throws {UsageError} the base URL is malformed
 */
export function serverOf(options: HubexFlowOptions): Server {
  const baseUrl = secureBaseUrl(options.baseUrl ?? facts.baseUrl);

  const ask: Ask = ({ method, url }, { authorization, ...request }, context) =>
    requestTokens({ headers: { ...hubexHeaders(options), authorization }, ...request, method, url: baseUrl + url }, context);

  const read = (answer: TokenAnswer): TokenSet => {
    const { tenant, tenantMember, refreshToken } = answer.body as Partial<AuthorizeAccountResponse>;
    const tokens = answer.tokens(facts.accessTokenSeconds);
    if (isToken(refreshToken?.refresh_token)) tokens.refreshToken ??= refreshToken.refresh_token;
    return { ...tokens, details: detailsOf(tenant?.id, tenant?.name, tenantMember?.id) };
  };

  return {
    host: new URL(baseUrl).host,
    ask,
    read,
    async withRefreshToken(tokens, context) {
      const { accessToken } = tokens;
      const request = {
        field: 'refreshToken',
        body: {},
        remedy: tokensRemedy,
        secrets: [accessToken],
        authorization: `Bearer ${accessToken}`,
        once: true,
      };
      // Best effort: without a refresh token the next renewal signs in again.
      const refreshToken =
        tokens.refreshToken ??
        (await ask(facts.refreshTokenCall, request, context)
          .then(({ body }) => body['refresh_token'])
          .catch(() => context.signal?.throwIfAborted()));
      if (!isToken(refreshToken)) return tokens;
      return { ...tokens, refreshToken, refreshExpiresAt: context.clock.now() + facts.refreshTokenSeconds * 1000 };
    },
    async renew(old, context) {
      const refreshJwt = liveRefreshToken(old, context);
      const body: AccessBody = { refreshJwt };
      const request = { field: 'refreshToken', body, remedy: tokensRemedy, secrets: [refreshJwt] };
      const next = read(await ask(facts.accessTokenCall, request, context));
      // The refresh token stays good, unless the answer brings another one of a life unknown.
      return { ...(!next.refreshToken && old), ...next, details: { ...old.details, ...next.details } };
    },
  };
}

/** The header that every call carries: which application calls. */
export function hubexHeaders({ applicationId = facts.applicationId.default }: HubexFlowOptions): Record<string, string> {
  return { [facts.applicationId.header]: `${applicationId}` };
}

/** What a person recognizes an account by, as far as it is known. */
export function detailsOf(tenantId: unknown, tenant: unknown, tenantMemberId: unknown): Record<string, string> {
  const details: Record<string, string> = {};
  for (const [name, value] of Object.entries({ tenantId, tenant, tenantMemberId })) if (value) details[name] = String(value);
  return details;
}
