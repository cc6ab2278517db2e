import { PortolanError } from '@portolan/transport';

/**
 * What went wrong:
 * - `refused`: the server does not accept these credentials or this token
 * - `client_refused`: the server does not accept the application's id and secret; the tokens may be fine, and are kept
 * - `sign_in_required`: there is nothing to sign in with; a person has to
 * - `unreachable`: no answer, or the server is in trouble; the credentials may be fine
 * - `unexpected_answer`: an answer without a token in it
 * - `access_denied`, `callback`, `state`, `unknown_host`, `code_expired`: the authorization callback is not acceptable
 * - `tenant_choice`: the account has no tenant, or several and nothing chose one
 * - `payment_required`: Bitrix24 gives no tokens until the application or the portal's plan is paid for
 * - `not_from_portal`: a call that pretends to come from a Bitrix24 portal cannot prove it
 * - `upgrade_required`: Workly wants a new client id and secret
 * - `signed_out`: the session was signed out (or given other tokens) meanwhile
 * - `token_file`: the token file cannot be used
 */
export type AuthErrorCode =
  | 'refused'
  | 'client_refused'
  | 'sign_in_required'
  | 'unreachable'
  | 'unexpected_answer'
  | 'access_denied'
  | 'callback'
  | 'state'
  | 'unknown_host'
  | 'code_expired'
  | 'tenant_choice'
  | 'payment_required'
  | 'not_from_portal'
  | 'upgrade_required'
  | 'signed_out'
  | 'token_file';

/** What an {@link AuthError} is made of. */
export interface AuthErrorInit {
  /** What kind of failure. */
  code: AuthErrorCode;
  /** The option, parameter or step it is about: `serviceToken`, `state`. */
  field: string;
  /** What is wrong, without any secret. */
  problem: string;
  /** What to do about it. */
  remedy: string;
  /** HTTP status, when a server answered. */
  status?: number | undefined;
}

/** No token can be had. Like every error of Portolan it never holds a secret. */
export class AuthError extends PortolanError {
  /** What kind of failure. */
  declare readonly code: AuthErrorCode;
  /** The option, parameter or step it is about. */
  declare readonly field: string;
  /** What to do about it. */
  declare readonly remedy: string;
  /** HTTP status, when a server answered. */
  declare readonly status?: number;

  constructor({ code, field, problem, remedy, status }: AuthErrorInit) {
    super(`${field}: ${problem}. ${remedy}`, code, { field, remedy, status });
  }

  override get name(): string {
    return 'AuthError';
  }
}
