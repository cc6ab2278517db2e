import { fingerprint } from '@portolan/transport';
import { checkText, checkToken } from '../check.js';
import * as facts from '../generated/hubex.js';
import type { LoginSsoData } from '../generated/hubex.types.js';
import type { TokenFlow } from '../tokens.js';
import { type HubexFlowOptions, hubexHeaders, serverOf } from './server.js';
import { enterTenant, type HubexTenantChoice } from './tenant.js';

/** Options of {@link hubexSso}. */
export interface HubexSsoOptions extends HubexFlowOptions, HubexTenantChoice {
  /** Realm of the single sign-on; `findRealms` of AUTHN tells which one an e-mail address belongs to. */
  realm: string;
  /** Access token of the company's Keycloak. How to set the sign-on up is agreed with HubEx. */
  accessToken: string;
}

/**
 * Signs in with the company's single sign-on and enters a tenant.
 * @throws {UsageError} realm, token or base URL is malformed
 */
export function hubexSso(options: HubexSsoOptions): TokenFlow {
  const server = serverOf(options);
  const realm = checkText(options.realm, 'realm', 'Pass the realm, see `findRealms`.');
  const accessToken = checkToken(options.accessToken, 'accessToken', 'Pass the access token of the single sign-on.');
  const { tenant } = options;
  const named: LoginSsoData['headers'] = { 'X-Realm-ID': realm };
  const headers = { ...hubexHeaders(options), ...named, authorization: `Bearer ${accessToken}` };
  return {
    host: server.host,
    name: `hubex:${server.host}:sso:${realm}:${fingerprint(accessToken)}${typeof tenant === 'number' ? `:${tenant}` : ''}`,
    async signIn(context) {
      const request = { field: 'accessToken', body: {}, remedy: 'Sign on again, and check the realm.', secrets: [accessToken], headers };
      return enterTenant(server, await server.ask(facts.ssoCall, request, context), { tenant }, context);
    },
    renew: server.renew,
  };
}
