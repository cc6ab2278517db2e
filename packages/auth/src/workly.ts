/**
 * Token flows of Workly.
 * @packageDocumentation
 */
import { fingerprint, form, notify, secureBaseUrl, systemClock, UsageError } from '@portolan/transport';
import { AuthError } from './auth-error.js';
import { checkText, checkToken } from './check.js';
import * as facts from './generated/workly.js';
import type { PasswordGrant, RefreshGrant, ResetPasswordData } from './generated/workly.types.js';
import { given } from './given.js';
import { liveRefreshToken, requestTokens, type TokenAnswer, type TokenRequest } from './token-request.js';
import type { FlowContext, TokenFlow, TokenSet } from './tokens.js';

export { baseUrl as worklyBaseUrl, upgradeStatus as worklyUpgradeStatus } from './generated/workly.js';

/** The application that signs in. Workly replaces the pair when the platform is updated. */
export interface WorklyClientPair {
  /** Client id. */
  clientId: string;
  /** Client secret. */
  clientSecret: string;
}

/** Options that every Workly flow has. */
export interface WorklyFlowOptions extends WorklyClientPair {
  /** Another address: `https://api.workly.uz/v1`, or the sandbox. */
  baseUrl?: string | undefined;
  /** Asked when Workly wants a new client pair (426); the request is then repeated once. Default: {@link UpgradeRequiredError}. */
  onUpgradeRequired?: (() => WorklyClientPair | undefined | Promise<WorklyClientPair | undefined>) | undefined;
  /** Told of the `Version` header of an answer; `recommended` means that an update is due. */
  onVersion?: ((version: string) => void) | undefined;
}

/** Options of {@link worklyPassword}. */
export interface WorklyPasswordOptions extends WorklyFlowOptions {
  /** The account's e-mail address. */
  username: string;
  /** The account's password. */
  password: string;
}

/** Options of {@link worklyTokens}. */
export interface WorklyTokensOptions extends WorklyFlowOptions {
  /** Access token. */
  accessToken: string;
  /** Refresh token; without it the access token is used until it dies. */
  refreshToken?: string | undefined;
}

/** Workly no longer serves this client pair (426, code 7010). */
export class UpgradeRequiredError extends AuthError {
  constructor() {
    super({
      code: 'upgrade_required',
      field: 'clientId',
      status: facts.upgradeStatus,
      problem: 'Workly was updated and no longer accepts this client id and secret',
      remedy: 'Get the new pair from dev.workly.io, or pass `onUpgradeRequired`.',
    });
  }

  override get name(): string {
    return 'UpgradeRequiredError';
  }
}

const remedies = {
  pair: 'Copy the client id and secret from dev.workly.io.',
  password: 'Check e-mail, password, client id and client secret, and that the Workly account is active.',
  tokens: 'Sign in again and pass the new tokens.',
};

/**
 * Signs in by the password grant; renews by refresh token and falls back to the password.
 * @throws {UsageError} an option is malformed
 */
export function worklyPassword(options: WorklyPasswordOptions): TokenFlow {
  const server = serverOf(options);
  const username = checkText(options.username, 'username', 'Pass the e-mail address of the Workly account.');
  const password = checkText(options.password, 'password', 'Pass the password of the Workly account.');
  return {
    host: server.host,
    name: `workly:${server.host}:${username}`,
    signIn: (context) => server.grant('password', { grant_type: 'password', username, password }, remedies.password, context),
    renew: server.renew,
  };
}

/**
 * Uses tokens that were obtained elsewhere.
 * @throws {UsageError} an option is malformed
 */
export function worklyTokens(options: WorklyTokensOptions): TokenFlow {
  const server = serverOf(options);
  const accessToken = checkToken(options.accessToken, 'accessToken', remedies.tokens);
  const refreshToken = options.refreshToken === undefined ? undefined : checkToken(options.refreshToken, 'refreshToken', remedies.tokens);
  return {
    host: server.host,
    name: `workly:${server.host}:tokens:${fingerprint(refreshToken ?? accessToken)}`,
    signIn: given({ accessToken, ...(refreshToken !== undefined && { refreshToken }) }),
    renew: server.renew,
  };
}

/** Options of {@link requestPasswordReset}. */
export interface PasswordResetOptions extends Partial<FlowContext> {
  /** The account's e-mail address; the link goes there. */
  email: string;
  /** Another address than the documented one. */
  baseUrl?: string | undefined;
}

/**
 * Has Workly mail a link for a new password.
 * @returns Workly's words
 * @throws {UsageError} the address is malformed
 * @throws {AuthError} Workly refuses
 */
export async function requestPasswordReset(options: PasswordResetOptions): Promise<{ message: string }> {
  const { email, clock = systemClock, fetch, signal } = options;
  if (typeof email !== 'string' || !/^[^\s@]+@[^\s@]+$/.test(email))
    throw new UsageError('email', 'it is not an e-mail address', 'Pass the e-mail address of the Workly account.');
  const { method, url } = facts.passwordResetCall;
  const base = secureBaseUrl(options.baseUrl ?? facts.baseUrl);
  const body: ResetPasswordData['body'] = { email };
  // Every request sends a mail, so it is not repeated.
  const once = { field: 'email', secrets: [], remedy: 'Check the e-mail address.', once: true };
  const answer = await ask({ method, url: base + url, body, ...once }, { fetch, clock, signal });
  return { message: String(answer.body['message'] ?? '') };
}

/** @throws {UpgradeRequiredError} besides what {@link requestTokens} throws */
function ask(request: TokenRequest, context: FlowContext): Promise<TokenAnswer> {
  return requestTokens({ ...request, body: form(request.body) }, context).catch((error: unknown) => {
    throw error instanceof AuthError && error.status === facts.upgradeStatus ? new UpgradeRequiredError() : error;
  });
}

/** Tells a listener what the headers of an answer say of the version; what it throws is dropped. */
export function tellVersion(headers: Headers, onVersion: WorklyFlowOptions['onVersion']): void {
  const version = headers.get(facts.versionHeader);
  if (version) notify(onVersion, version);
}

/** A grant without the client pair. */
type Grant = Omit<PasswordGrant, keyof ClientPair> | Omit<RefreshGrant, keyof ClientPair>;
type ClientPair = Pick<PasswordGrant, 'client_id' | 'client_secret'>;

interface Server {
  host: string;
  grant(field: string, form: Grant, remedy: string, context: FlowContext): Promise<TokenSet>;
  renew(tokens: TokenSet, context: FlowContext): Promise<TokenSet>;
}

function serverOf(options: WorklyFlowOptions): Server {
  const baseUrl = secureBaseUrl(options.baseUrl ?? facts.baseUrl);
  let pair = checkPair(options);

  const grant: Server['grant'] = async (field, form, remedy, context) => {
    const { method, url } = facts.tokenCall;
    const attempt = (): Promise<TokenAnswer> => {
      const body: PasswordGrant | RefreshGrant = { ...form, client_id: pair.clientId, client_secret: pair.clientSecret };
      const secrets = [pair.clientSecret, 'password' in form ? form.password : form.refresh_token];
      return ask({ field, method, url: baseUrl + url, body, secrets, remedy }, context);
    };
    const answer = await attempt().catch(async (error: unknown) => {
      const next = error instanceof UpgradeRequiredError ? await options.onUpgradeRequired?.() : undefined;
      if (!next) throw error;
      pair = checkPair(next);
      return attempt();
    });
    tellVersion(answer.headers, options.onVersion);
    const tokens = answer.tokens(facts.accessTokenSeconds);
    return { ...tokens, refreshExpiresAt: context.clock.now() + facts.refreshTokenSeconds * 1000 };
  };

  return {
    host: new URL(baseUrl).host,
    grant,
    async renew(old, context) {
      const refreshToken = liveRefreshToken(old, context);
      const form: Grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
      return { refreshToken, ...(await grant('refreshToken', form, remedies.tokens, context)) };
    },
  };
}

function checkPair({ clientId, clientSecret }: WorklyClientPair): WorklyClientPair {
  return {
    clientId: checkToken(clientId, 'clientId', remedies.pair),
    clientSecret: checkToken(clientSecret, 'clientSecret', remedies.pair),
  };
}
