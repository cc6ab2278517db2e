import { fingerprint } from '@portolan/transport';
import { checkText } from '../check.js';
import * as facts from '../generated/hubex.js';
import type { TokenFlow } from '../tokens.js';
import { type HubexFlowOptions, serverOf } from './server.js';
import { enterTenant, type HubexTenantChoice } from './tenant.js';

/** Options of {@link hubexSso}. */
export interface HubexSsoOptions extends HubexFlowOptions, HubexTenantChoice {
  /**
   * The `Authorization` header that the company's sign-on gives, such as `Negotiate ...`. What HubEx takes is agreed with its support; the
   * documents name no form.
   */
  authorization: string;
}

/**
 * Signs in with the company's single sign-on and enters a tenant. `findRealms` of AUTHN tells which realm an e-mail address belongs to.
 * @throws {UsageError} the header or the base URL is malformed
 */
export function hubexSso(options: HubexSsoOptions): TokenFlow {
  const server = serverOf(options);
  const authorization = checkText(options.authorization, 'authorization', 'Pass the header that the single sign-on gives.');
  const { tenant } = options;
  return {
    host: server.host,
    name: `hubex:${server.host}:sso:${fingerprint(authorization)}`,
    async signIn(context) {
      // The secret stands behind the scheme.
      const secrets = [authorization, ...authorization.split(' ').slice(1)].filter(({ length }) => length > 3);
      const request = { field: 'authorization', body: {}, remedy: 'Sign on again.', secrets, authorization };
      return enterTenant(server, await server.ask(facts.ssoCall, request, context), { tenant }, context);
    },
    renew: server.renew,
  };
}
