/**
 * Applications: signing in, sessions, installation on many portals. What of `@portolan/auth` goes with Bitrix24, so that one package is enough.
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
  type Bitrix24Application,
  bitrix24Application,
  type Bitrix24ApplicationOptions,
  type Bitrix24Callback,
  type Bitrix24Installation,
  type Bitrix24Launch,
  type Bitrix24Move,
  type Bitrix24Opened,
  type Bitrix24Portals,
  bitrix24Portals,
  type Bitrix24PortalsOptions,
  type Bitrix24Tokens,
} from '@portolan/auth/bitrix24';
