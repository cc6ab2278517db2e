/**
 * Token flows of HubEx.
 * @packageDocumentation
 */
import { fingerprint, secureBaseUrl, UsageError } from '@portolan/transport';
import { AuthError } from './auth-error.js';
import { checkJwt, checkText, checkToken } from './check.js';
import * as facts from './generated/hubex.js';
import type { AuthorizeAccountData, AuthorizeAccountResponse, CreateAccessTokenData, LoginResponse } from './generated/hubex.types.js';
import { given } from './given.js';
import { isToken, liveRefreshToken, requestTokens, type TokenAnswer, type TokenRequest } from './token-request.js';
import type { FlowContext, TokenFlow, TokenSet } from './tokens.js';

export { baseUrl as hubexBaseUrl } from './generated/hubex.js';

/** Options that every HubEx flow has. */
export interface HubexFlowOptions {
  /** Another address than production. */
  baseUrl?: string | undefined;
  /** Which application calls (`X-Application-ID`). Default 5, Api. */
  applicationId?: number | undefined;
}

/** Options of {@link hubexServiceToken}. */
export interface HubexServiceTokenOptions extends HubexFlowOptions {
  /** From the admin console: Integration, Service users. */
  serviceToken: string;
}

/** Options of {@link hubexLogin}. */
export interface HubexLoginOptions extends HubexFlowOptions {
  /** The account's login, usually an e-mail address. */
  login: string;
  /** The account's password. */
  password: string;
  /**
   * The tenant to enter: its id, or a function that chooses (it may ask a person). Needed when the account has several; the error
   * lists them.
   */
  tenant?: number | ((choices: readonly HubexTenant[]) => HubexTenant | undefined | Promise<HubexTenant | undefined>) | undefined;
}

/** A tenant that an account may enter. */
export interface HubexTenant {
  /** Tenant id. */
  id: number;
  /** Its name, where HubEx tells it. */
  name: string;
  /** The account's membership in it. */
  memberId: number;
}

/** Options of {@link hubexTokens}. */
export interface HubexTokensOptions extends HubexFlowOptions {
  /** A JWT. */
  accessToken: string;
  /** A JWT; without it the access token is used until it dies. */
  refreshToken?: string | undefined;
}

const serviceTokenRemedy = 'Copy it from the admin console.';
const tokensRemedy = 'Sign in again.';

/**
 * Signs in with a service token. The refresh token is taken right after sign-in, because HubEx gives it only while the access
 * token lives; renewal uses it and falls back to the service token.
 * @throws {UsageError} the token or the base URL is malformed
 */
export function hubexServiceToken(options: HubexServiceTokenOptions): TokenFlow {
  const server = serverOf(options);
  const serviceToken = checkToken(options.serviceToken, 'serviceToken', serviceTokenRemedy);
  return {
    name: `hubex:${server.host}:service:${fingerprint(serviceToken)}`,
    async signIn(context) {
      const body: AccessBody = { serviceToken };
      const request = { field: 'serviceToken', body, remedy: serviceTokenRemedy, secrets: [serviceToken] };
      const answer = await server.ask(facts.accessTokenCall, request, context);
      return server.withRefreshToken(server.read(answer), context);
    },
    renew: server.renew,
  };
}

/**
 * Signs in with login and password and enters a tenant.
 * @throws {UsageError} login, password or base URL is malformed
 */
export function hubexLogin(options: HubexLoginOptions): TokenFlow {
  const server = serverOf(options);
  const login = checkText(options.login, 'login', 'Pass the login of the HubEx account.');
  const password = checkText(options.password, 'password', 'Pass the password of the HubEx account.');
  if (login.includes(':')) throw new UsageError('login', 'it contains a colon', 'Pass the login alone, without the password.');
  const credentials = btoa(String.fromCharCode(...new TextEncoder().encode(`${login}:${password}`)));
  const { tenant } = options;

  return {
    host: server.host,
    name: `hubex:${server.host}:login:${login}${typeof tenant === 'number' ? `:${tenant}` : ''}`,
    async signIn(context) {
      const secrets = [password, credentials];
      const request = { field: 'login', body: {}, remedy: 'Check login and password.', secrets, authorization: `Basic ${credentials}` };
      const answer = await server.ask(facts.loginCall, request, context);
      const account = server.read(answer).accessToken;
      const choices = tenantsOf(answer);
      const chosen = await chooseTenant(choices, tenant);
      const enter = (tenantMemberID: number): Promise<TokenAnswer> => {
        const body: AuthorizeAccountData['body'] = { tenantID: chosen.id, tenantMemberID };
        const remedy = 'Pass another `tenant`, or ask the administrator for access.';
        const entry = { field: 'tenant', body, remedy, secrets: [account], authorization: `Bearer ${account}` };
        return server.ask(facts.authorizeCall, entry, context);
      };
      const entered = await enter(chosen.memberId).catch((error: unknown) => {
        // For an administrator across tenants the listed membership may be refused; number 1 is the one that works. Whether the
        // account is one can only be guessed: `isCrossTenantAdmin` was seen false for such an administrator.
        const across = (answer.body as LoginResponse).isCrossTenantAdmin === true || choices.length > 1;
        if (across && chosen.memberId !== 1 && error instanceof AuthError && error.status === 403) return enter(1);
        throw error;
      });
      const tokens = server.read(entered);
      // The answer need not repeat what was chosen.
      const details = { ...detailsOf(chosen.id, chosen.name, chosen.memberId), ...tokens.details };
      return server.withRefreshToken({ ...tokens, details }, context);
    },
    renew: server.renew,
  };
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

type AccessBody = CreateAccessTokenData['body'];

/** A token call, and what it is made with. */
type Ask = (
  call: { readonly method: string; readonly url: string },
  request: Pick<TokenRequest, 'field' | 'body' | 'remedy' | 'secrets' | 'once'> & { authorization?: string },
  context: FlowContext,
) => Promise<TokenAnswer>;

interface Server {
  host: string;
  ask: Ask;
  read(answer: TokenAnswer): TokenSet;
  withRefreshToken(tokens: TokenSet, context: FlowContext): Promise<TokenSet>;
  renew(tokens: TokenSet, context: FlowContext): Promise<TokenSet>;
}

function serverOf(options: HubexFlowOptions): Server {
  const baseUrl = secureBaseUrl(options.baseUrl ?? facts.baseUrl);

  const ask: Ask = ({ method, url }, { authorization, ...request }, context) =>
    requestTokens({ ...request, method, url: baseUrl + url, headers: { ...hubexHeaders(options), authorization } }, context);

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
function detailsOf(tenantId: unknown, tenant: unknown, tenantMemberId: unknown): Record<string, string> {
  const details: Record<string, string> = {};
  for (const [name, value] of Object.entries({ tenantId, tenant, tenantMemberId })) if (value) details[name] = String(value);
  return details;
}

function tenantsOf({ body }: TokenAnswer): HubexTenant[] {
  const { tenantEntities } = body as LoginResponse;
  return (Array.isArray(tenantEntities) ? tenantEntities : [])
    .filter(({ isTenantDeleted, isTenantArchived }) => !isTenantDeleted && !isTenantArchived)
    .map(({ tenantID, tenantMemberID, name, uriName }) => ({
      id: Number(tenantID),
      name: name ?? uriName ?? '',
      memberId: Number(tenantMemberID),
    }));
}

async function chooseTenant(choices: readonly HubexTenant[], tenant: HubexLoginOptions['tenant']): Promise<HubexTenant> {
  const chosen =
    typeof tenant === 'function'
      ? choices.length > 1
        ? await tenant(choices)
        : choices[0]
      : typeof tenant === 'number'
        ? choices.find(({ id }) => id === tenant)
        : choices.length === 1
          ? choices[0]
          : undefined;
  if (chosen) return chosen;
  const list = choices.map(({ id, name }) => `${id} "${name}"`).join(', ');
  throw new AuthError({
    code: 'tenant_choice',
    field: 'tenant',
    problem: list ? `the account's tenants are ${list}, and none of them is chosen` : 'the account belongs to no tenant',
    remedy: list ? 'Pass the id of one as `tenant`.' : 'Ask the administrator of a tenant for an invitation.',
  });
}
