import { UsageError } from '@portolan/transport';
import { checkText } from '../check.js';
import * as facts from '../generated/hubex.js';
import type { TokenFlow } from '../tokens.js';
import { type HubexFlowOptions, serverOf } from './server.js';
import { enterTenant, type HubexTenantChoice } from './tenant.js';

/** Options of {@link hubexLogin}. */
export interface HubexLoginOptions extends HubexFlowOptions, HubexTenantChoice {
  /** The account's login, usually an e-mail address. */
  login: string;
  /** The account's password. */
  password: string;
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
      return enterTenant(server, await server.ask(facts.loginCall, request, context), { tenant }, context);
    },
    renew: server.renew,
  };
}
