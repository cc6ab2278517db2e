import { bitrix24Portal, bitrix24Rest, bitrix24TokenParameter, bitrix24Webhook } from '@portolan/auth/bitrix24';
import { type TokenSource, UsageError, type WireRequest } from '@portolan/transport';

/** Who calls: an incoming webhook, or an application with a source of access tokens. */
export type Bitrix24Auth =
  | {
      /** Address of an incoming webhook, `https://{portal}/rest/{user}/{code}/`. A secret. */
      webhook: string;
    }
  | {
      /** Host of the portal, `example.bitrix24.com`, or its whole address. Left out: where the session's tokens say (`client_endpoint`). */
      portal?: string | undefined;
      /** Gives access tokens and renews them: a session of `@portolan/auth`. */
      session: TokenSource;
    };

/** Where the methods of both versions live, and the token source where there is one. */
export interface Endpoint {
  v2: string;
  v3: string;
  session?: TokenSource;
}

/** Stands for the address of a portal that only the tokens know; nothing is ever sent there. */
export const unknownOrigin = 'https://portal.invalid';

/**
 * Finds the addresses to call.
 * @throws UsageError naming the part that is wrong; it never quotes a webhook, which is a secret
 */
export function endpointOf(auth: Bitrix24Auth): Endpoint {
  // Whatever a script without types passes is looked at as an object: what is missing is then reported by its name.
  const { webhook, portal, session } = Object(auth) as { webhook?: string; portal?: string; session?: TokenSource };
  if (portal === undefined && session === undefined) {
    const { baseUrlV2, baseUrlV3 } = bitrix24Webhook(webhook);
    return { v2: baseUrlV2, v3: baseUrlV3 };
  }
  const origin = portal === undefined ? unknownOrigin : bitrix24Portal(portal);
  if (typeof session?.getToken !== 'function') throw new UsageError('session', 'it gives no tokens', 'Pass what createSession() made.');
  return { v2: origin + bitrix24Rest.v2, v3: origin + bitrix24Rest.v3, session };
}

/**
 * Puts the token into the body, where it shows in no log of addresses.
 * @throws UsageError for a v3 batch: its body is a list, and REST 3.0 is documented to take a token in the fields of a body only
 */
export function withToken(request: WireRequest, token: string): WireRequest {
  const fields = String(request.body ?? '{}').replace(/^\{\s*/, '');
  if (fields.startsWith('[')) throw new UsageError('batch', 'REST 3.0 has no place for a token in it', 'Send the calls one by one.');
  const comma = fields.startsWith('}') ? '' : ',';
  return { ...request, body: `{${JSON.stringify(bitrix24TokenParameter)}:${JSON.stringify(token)}${comma}${fields}` };
}
