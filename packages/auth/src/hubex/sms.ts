import { checkText } from '../check.js';
import * as facts from '../generated/hubex.js';
import type { LoginSmsData, SendSmsCodeData } from '../generated/hubex.types.js';
import type { TokenFlow } from '../tokens.js';
import { type HubexFlowOptions, serverOf } from './server.js';
import { enterTenant, type HubexTenantChoice } from './tenant.js';

/** Options of {@link hubexSmsLogin}. */
export interface HubexSmsLoginOptions extends HubexFlowOptions, HubexTenantChoice {
  /** The account's mobile phone, in international form: `+70000000000`. */
  phone: string;
  /** Asks a person for the code of the message that has just been sent. */
  code: () => string | Promise<string>;
}

/**
 * Signs in with a code from a text message and enters a tenant. The message is sent when a token is needed and none can be renewed; HubEx
 * answers 429 when messages are asked for too often.
 * @throws {UsageError} the phone or the base URL is malformed
 */
export function hubexSmsLogin(options: HubexSmsLoginOptions): TokenFlow {
  const server = serverOf(options);
  const phone = checkText(options.phone, 'phone', 'Pass the mobile phone of the HubEx account.');
  const { tenant, code: ask } = options;
  return {
    host: server.host,
    name: `hubex:${server.host}:sms:${phone}${typeof tenant === 'number' ? `:${tenant}` : ''}`,
    async signIn(context) {
      const target: SendSmsCodeData['body'] = { phone };
      const sending = {
        field: 'phone',
        body: target,
        remedy: 'Check the phone, and wait before asking again.',
        secrets: [phone],
        once: true,
      };
      await server.ask(facts.smsSendCall, sending, context);
      const code = checkText(await ask(), 'code', 'Return the code of the message.');
      const proof: LoginSmsData['body'] = { phone, code };
      const request = { field: 'code', body: proof, remedy: 'Ask for another code.', secrets: [phone, code], once: true };
      return enterTenant(server, await server.ask(facts.smsLoginCall, request, context), { tenant }, context);
    },
    renew: server.renew,
  };
}
