import { AuthError } from '@portolan/auth';
import {
  type Bitrix24Installation,
  type Bitrix24Opened,
  type Bitrix24Portals,
  parseBitrix24Launch,
  readBitrix24Post,
} from '@portolan/auth/bitrix24';
import { notify, UsageError } from '@portolan/transport';
import { parseEvent } from './event.js';

/** Options of {@link installHandler}. */
export interface InstallHandlerOptions {
  /** The application. */
  portals: Bitrix24Portals;
  /** Told of a portal that has installed the application; its session works already. When it throws, the answer is 500. */
  onInstall?: ((installation: Bitrix24Installation) => void | Promise<void>) | undefined;
  /** Told of a portal that has removed it. `clean`: the user asked to delete the application's data as well. */
  onUninstall?: ((portal: { memberId: string; clean: boolean }) => void | Promise<void>) | undefined;
  /** Makes the page when a user opens the application, or its installer, in a frame. Without it the answer is an empty page. */
  onOpen?: ((opened: Bitrix24Opened) => Response | Promise<Response>) | undefined;
  /** Told of what goes wrong, for a log; the answer never tells why. */
  onError?: ((error: unknown) => void) | undefined;
}

/**
 * Makes a receiver for the addresses of an application's settings: initial installation, handler, application. It tells apart the event ONAPPINSTALL,
 * the event ONAPPUNINSTALL and the POST that opens a frame, proves each and keeps the tokens. It answers 403 to strangers, 400 to what is none of them,
 * 503 when the authorization server cannot be reached.
 */
export function installHandler({
  portals,
  onInstall,
  onUninstall,
  onOpen,
  onError,
}: InstallHandlerOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'POST') return answer(405);
    try {
      const post = await readBitrix24Post(request);
      if (post.fields['event'] === undefined) {
        const opened = await portals.open(parseBitrix24Launch(post));
        return (await onOpen?.(opened)) ?? answer(200);
      }
      const { name, claim, data } = parseEvent(post);
      if (name === 'ONAPPINSTALL') await onInstall?.(await portals.install(claim));
      else if (name === 'ONAPPUNINSTALL') {
        await portals.uninstall(claim);
        await onUninstall?.({ memberId: claim.memberId, clean: String((data as { CLEAN?: unknown }).CLEAN) === '1' });
      } else throw new UsageError('event', 'it is neither an installation nor a removal', 'Send other events to an eventHandler.');
      return answer(200);
    } catch (error) {
      notify(onError, error);
      return answer(statusOf(error));
    }
  };
}

const answer = (status: number): Response => new Response(null, { status });

function statusOf(error: unknown): number {
  if (error instanceof UsageError) return 400;
  if (!(error instanceof AuthError)) return 500;
  if (error.code === 'callback') return 400;
  if (error.code === 'payment_required') return 402;
  if (error.code === 'unreachable') return 503;
  return 403;
}
