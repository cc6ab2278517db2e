/**
 * Ways to sign in beyond the service token, and sessions to keep tokens in: what of `@portolan/auth` goes with HubEx, so that one package
 * is enough.
 * @packageDocumentation
 */
export {
  AuthError,
  createSession,
  memoryStore,
  type Session,
  type SessionOptions,
  type TokenFlow,
  type TokenSet,
  type TokenStore,
} from '@portolan/auth';
export {
  type HubexFlowOptions,
  hubexLogin,
  type HubexLoginOptions,
  type HubexPlugin,
  hubexPlugin,
  hubexServiceToken,
  type HubexServiceTokenOptions,
  hubexSmsLogin,
  type HubexSmsLoginOptions,
  hubexSso,
  type HubexSsoOptions,
  type HubexTenant,
  type HubexTenantChoice,
  hubexTokens,
  type HubexTokensOptions,
} from '@portolan/auth/hubex';
