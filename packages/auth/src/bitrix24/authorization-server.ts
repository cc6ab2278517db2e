import { form, secureBaseUrl } from '@portolan/transport';
import { AuthError } from '../auth-error.js';
import { checkToken } from '../check.js';
import * as facts from '../generated/bitrix24.js';
import type { CreateTokenData, CreateTokenResponse } from '../generated/bitrix24.types.js';
import { liveRefreshToken, requestTokens } from '../token-request.js';
import type { FlowContext, TokenSet } from '../tokens.js';
import { again, fail } from './fail.js';

/** The keys of an application, and where they may be sent. */
export interface Bitrix24ApplicationKeys {
  /** From the application's page in the portal (`local.…`), or from the partner's cabinet (`app.…`). */
  clientId: string;
  /** From the same page. Sent to the authorization server only, in the body of a POST. */
  clientSecret: string;
  /** Another authorization server than Bitrix24's own: the sandbox. */
  tokenUrl?: string | undefined;
}

/** Exchanges codes and refresh tokens. Keys go to Bitrix24's own servers, or to the one configured, and nowhere else. */
export interface AuthorizationServer {
  readonly clientId: string;
  /** The token address on a host, if it is one of the allowed ones; the usual one when no host is named. */
  addressOn(host: string | undefined): string | undefined;
  /** Exchanges a code, once. */
  exchange(code: string, url: string, portal: string, context: FlowContext): Promise<TokenSet>;
  /**
   * Exchanges a refresh token. What the answer does not repeat is kept.
   * @throws {AuthError} `payment_required`: neither tokens nor credentials are to blame; `client_refused`: the tokens are not
   */
  renew(old: TokenSet, context: FlowContext): Promise<TokenSet>;
}

type TokenBody = CreateTokenData['body'];

const keysRemedy =
  "Copy it from the application's page (Developer resources, Local application; of a published one from the partner's cabinet).";

/**
 * Describes the authorization server of an application.
 * @throws {UsageError} an option is malformed
 */
export function authorizationServer(options: Bitrix24ApplicationKeys): AuthorizationServer {
  const clientId = checkToken(options.clientId, 'clientId', keysRemedy);
  const clientSecret = checkToken(options.clientSecret, 'clientSecret', keysRemedy);
  const usual = options.tokenUrl === undefined ? facts.tokenCall.url : `${secureBaseUrl(options.tokenUrl, 'tokenUrl')}/`;
  const addresses = new Map([...facts.tokenHosts.map(onHost), usual].map((url) => [new URL(url).host, url]));

  const request = async (
    field: 'code' | 'refreshToken',
    url: string,
    grant: Omit<TokenBody, 'client_id' | 'client_secret'>,
    portal: string,
    context: FlowContext,
  ): Promise<TokenSet> => {
    const { method } = facts.tokenCall;
    const body: TokenBody = { client_id: clientId, client_secret: clientSecret, ...grant };
    const secrets = [clientSecret, grant.code ?? '', grant.refresh_token ?? ''].filter(Boolean);
    let refusal = '';
    const remedy = (code: string): string => adviceFor((refusal = code));
    // A code is good for one exchange. A renewal is repeated: if the first answer was lost, so are the old tokens anyway.
    const once = field === 'code';
    const answer = await requestTokens({ field, method, url, body: form(body), secrets, remedy, once }, context).catch((error: unknown) => {
      if (!(error instanceof AuthError)) throw error;
      // Not refusals of the tokens: signing in again would not help, so a session must not try it.
      const { remedy: advice, status } = error;
      if (refusal === wrongClient) {
        const problem = `${new URL(url).host} does not accept it, or the client id (${status} ${wrongClient})`;
        throw new AuthError({ code: 'client_refused', field: 'clientSecret', problem, remedy: advice, status });
      }
      if (refusal !== unpaid) throw error;
      const problem = "the application's paid or trial time on this portal is over";
      throw new AuthError({ code: 'payment_required', field, problem, remedy: advice, status });
    });
    const tokens = answer.tokens(facts.accessTokenSeconds);
    const refreshExpiresAt = context.clock.now() + facts.refreshTokenSeconds * 1000;
    return { ...tokens, refreshExpiresAt, details: { tokenHost: new URL(url).host, ...detailsOf(answer.body, portal) } };
  };

  return {
    clientId,
    addressOn: (host) => (host === undefined ? usual : addresses.get(host.toLowerCase())),
    exchange: (code, url, portal, context) => request('code', url, { grant_type: 'authorization_code', code }, portal, context),
    async renew(old, context) {
      const { details } = old;
      const refreshToken = liveRefreshToken(old, context);
      // The host comes from a store that others may write to: the allow-list holds here too.
      const url = addresses.get(details?.['tokenHost'] ?? '') ?? usual;
      const next = await request(
        'refreshToken',
        url,
        { grant_type: 'refresh_token', refresh_token: refreshToken },
        details?.['portal'] ?? '',
        context,
      );
      const [was, is] = [details?.['memberId'], next.details?.['memberId']];
      if (was !== undefined && is !== undefined && was !== is)
        fail('unexpected_answer', 'memberId', 'the tokens belong to another portal than was said', again);
      return { refreshToken, ...next, details: { ...details, ...next.details } };
    },
  };
}

const unpaid = 'PAYMENT_REQUIRED';
const wrongClient = 'invalid_client';

/** What to do about an error of the authorization server. */
function adviceFor(code: string): string {
  if (code === wrongClient) return `Check client id and client secret. ${keysRemedy}`;
  if (code === unpaid) return "Renew the portal's plan or the application's subscription.";
  if (/scope/.test(code)) return "Grant the scope on the application's page in the portal, then sign in again.";
  return again;
}

/** The token address on another of Bitrix24's authorization servers. */
function onHost(host: string): string {
  const url = new URL(facts.tokenCall.url);
  url.host = host;
  return url.href;
}

/** What a token answer tells besides the tokens. */
function detailsOf(body: Partial<CreateTokenResponse>, portal: string): Record<string, string> {
  const details: Record<string, string> = { portal, ...addressDetails(body.client_endpoint) };
  for (const [name, field] of [
    ['memberId', 'member_id'],
    ['userId', 'user_id'],
    ['scope', 'scope'],
    ['status', 'status'],
  ] as const) {
    const value = body[field];
    if (typeof value === 'string' || typeof value === 'number') details[name] = String(value);
  }
  return details;
}

/**
 * Where a portal is, by its `client_endpoint`. Calls carry the token there, so it has to be as safe as a configured address.
 * @throws {UsageError} it is not
 */
function addressDetails(endpoint: unknown): { clientEndpoint: string; portal: string } | undefined {
  if (typeof endpoint !== 'string') return undefined;
  const url = secureBaseUrl(endpoint, 'client_endpoint');
  return { clientEndpoint: `${url}/`, portal: new URL(url).host };
}
