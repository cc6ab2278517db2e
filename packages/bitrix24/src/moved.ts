import type { Session } from '@portolan/auth';
import { bitrix24Portal } from '@portolan/auth/bitrix24';
import { type Handler, type TokenSource, UsageError, type WireRequest } from '@portolan/transport';
import { unknownOrigin } from './auth.js';
import { redirects } from './protocol.js';

/** A portal that has another address. */
export interface Rename {
  /** The former host. */
  readonly from: string;
  /** The new host. */
  readonly to: string;
}

/** What is needed to go on at another address. */
interface Moving {
  request: WireRequest;
  /** The redirect that was answered; undefined when no address is known yet. */
  response: Response | undefined;
  /** Where that answer came from. */
  sentTo: string;
  /** Origins: the one that requests are made for, and the one they are sent to. */
  place: { readonly configured: string; now: string };
  send: Handler;
  session: TokenSource | undefined;
  onRename: ((rename: Rename) => boolean | void | Promise<boolean | void>) | undefined;
}

/** A portal is renamed once in a while, not in a row: more redirects are a loop. */
const mostHops = 2;

/**
 * Goes on where the portal is now. A redirect is answered instead of a call, so the call has not run and writes are sent again, too.
 * @returns the answer from there, or the redirect where nothing safe can be done about it
 */
export async function follow({ request, response, sentTo, place, send, session, onRename }: Moving): Promise<Response> {
  let redirect = response;
  for (let [hop, from] = [0, sentTo]; hop < mostHops; hop += 1, from = place.now) {
    // Another call may have found the new address meanwhile.
    const moved = from !== place.now;
    const to = moved ? place.now : session ? await askTokens(session, from, request.signal) : origin(redirect?.headers.get('location'));
    if (to === undefined || to === from) break;
    if (redirect && !moved) {
      const agreed = await onRename?.({ from: new URL(from).host, to: new URL(to).host });
      if (session ? agreed === false : agreed !== true) break;
    }
    // Not over what yet another call has found during the wait.
    if (place.now === from) place.now = to;
    redirect = await send({ ...request, url: request.url.replace(place.configured, place.now) });
    if (!redirects(redirect)) break;
  }
  if (redirect) return redirect;
  throw new UsageError('portal', 'the session does not tell its address', 'Pass the host of the portal, such as example.bitrix24.com.');
}

/**
 * Where the tokens say that the portal is. If that is where the redirect came from, they are renewed first: the authorization server knows
 * the present address, and it is who may be told of tokens.
 */
async function askTokens(
  session: TokenSource & Partial<Session>,
  from: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (typeof session.current !== 'function') return undefined;
  // A session without tokens asks for a sign-in here, in its own words.
  const tokens = (await session.current()) ?? (await session.getToken({ signal }), await session.current());
  const known = origin(tokens?.details?.['clientEndpoint']);
  if (known !== from || from === unknownOrigin) return known;
  await session.getToken({ rejected: tokens?.accessToken, signal });
  return origin((await session.current())?.details?.['clientEndpoint']);
}

/** The origin of an address that is as safe as a configured one. */
function origin(address: string | null | undefined): string | undefined {
  try {
    const { origin: itself, username, password } = new URL(address ?? '');
    return username || password ? undefined : bitrix24Portal(itself);
  } catch {
    return undefined;
  }
}
