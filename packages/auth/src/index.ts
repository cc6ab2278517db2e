/**
 * Sessions, stores and errors that the flows of all providers share. The flows are in `@portolan/auth/hubex`, `/bitrix24`, `/workly`.
 * @packageDocumentation
 */
export { AuthError, type AuthErrorCode, type AuthErrorInit } from './auth-error.js';
export { createSession, type Session, type SessionOptions } from './session.js';
export { tokenSource, type Stored } from './source.js';
export { memoryStore, type FlowContext, type TokenFlow, type TokenSet, type TokenStore } from './tokens.js';
