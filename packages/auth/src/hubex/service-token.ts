import { fingerprint } from '@portolan/transport';
import { checkToken } from '../check.js';
import * as facts from '../generated/hubex.js';
import type { TokenFlow } from '../tokens.js';
import { type AccessBody, type HubexFlowOptions, serverOf } from './server.js';

/** Options of {@link hubexServiceToken}. */
export interface HubexServiceTokenOptions extends HubexFlowOptions {
  /** From the admin console: Integration, Service users. */
  serviceToken: string;
}

const serviceTokenRemedy = 'Copy it from the admin console.';

/**
 * Signs in with a service token. The refresh token is taken right after sign-in, because HubEx gives it only while the access
 * token lives; renewal uses it and falls back to the service token.
 * @throws {UsageError} the token or the base URL is malformed
 */
export function hubexServiceToken(options: HubexServiceTokenOptions): TokenFlow {
  const server = serverOf(options);
  const serviceToken = checkToken(options.serviceToken, 'serviceToken', serviceTokenRemedy);
  return {
    host: server.host,
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
