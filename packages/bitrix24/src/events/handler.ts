import { AuthError } from '@portolan/auth';
import { type Bitrix24Portals, readBitrix24Post, sameText } from '@portolan/auth/bitrix24';
import { notify, UsageError } from '@portolan/transport';
import { type Bitrix24Event, type EventName, parseEvent } from './event.js';
import { digestOf, memorySeen, type SeenStore } from './seen.js';

/** Handlers by event. */
export type EventHandlers = { [N in EventName]?: (event: Bitrix24Event<N>) => void | Promise<void> };

/** Who may send events: one portal (its application token is in the outgoing webhook's or application's settings), or those of an application. */
export type EventSenders =
  | {
      /** The secret that the portal sends along. A function is asked for that of a portal, by its member id. */
      applicationToken: string | ((memberId: string) => string | undefined | Promise<string | undefined>);
      /** Id of the portal; any when left out. */
      memberId?: string | undefined;
    }
  | {
      /** The application, with every portal that has installed it. ONAPPINSTALL and ONAPPUNINSTALL are carried out by it. */
      portals: Bitrix24Portals;
    };

/** Options of {@link eventHandler}. */
export type EventHandlerOptions = EventSenders & {
  /** What to do, by event. */
  on: EventHandlers;
  /** Told of events that `on` has no handler for. */
  onOther?: ((event: Bitrix24Event) => void | Promise<void>) | undefined;
  /**
   * Told of what goes wrong, with the event where there is one. Bitrix24 never sends an event again: what a handler could not do is
   * lost unless you take it down here.
   */
  onError: (error: unknown, event?: Bitrix24Event) => void;
  /** Where deliveries are remembered. Default: the last 10,000 in memory. */
  seen?: SeenStore | undefined;
};

/**
 * Makes a receiver of events in terms of `Request` and `Response`. It answers 200 to what was handled or known already, 400 to what is no event,
 * 403 to what a stranger sent, 405 to what is no POST, and 500 when a handler failed (its delivery may then come again by hand). Nothing but the
 * status is answered.
 *
 * @throws {UsageError} the secret is missing or too short to be one
 */
export function eventHandler(options: EventHandlerOptions): (request: Request) => Promise<Response> {
  const { on, onOther, onError, seen = memorySeen() } = options;
  const check = checkOf(options);
  const report = (error: unknown, event?: Bitrix24Event): void => notify((value: unknown) => onError(value, event), error);
  const handlers = new Map(Object.entries(on).map(([name, handler]) => [name.toUpperCase(), handler as (event: Bitrix24Event) => unknown]));

  return async (request) => {
    if (request.method !== 'POST') return answer(405);
    let event: Bitrix24Event;
    try {
      event = parseEvent(await readBitrix24Post(request));
    } catch (error) {
      report(error);
      return answer(400);
    }
    let digest: string | undefined;
    try {
      await check(event);
      const mark = await digestOf(event);
      // Without its time the next change of the record would look the same.
      if (event.sentAt && !(await seen.add(mark))) return answer(200);
      digest = mark;
      await (handlers.get(event.name) ?? onOther)?.(event);
      return answer(200);
    } catch (error) {
      if (digest !== undefined) await forget(seen, digest);
      report(error, event);
      const stranger =
        error instanceof AuthError && (error.code === 'not_from_portal' || error.code === 'refused' || error.code === 'unexpected_answer');
      return answer(digest === undefined && stranger ? 403 : 500);
    }
  };
}

/** Not handled, so a delivery made again by hand must not be taken for a repetition. */
async function forget(seen: SeenStore, digest: string): Promise<void> {
  try {
    await seen.remove?.(digest);
  } catch {
    // The error that led here is the one to tell.
  }
}

const answer = (status: number): Response => new Response(null, { status });

/** Proves the sender, and lets the application take note of its installation and removal. */
function checkOf(options: EventSenders): (event: Bitrix24Event) => Promise<unknown> {
  if ('portals' in options) {
    const { portals } = options;
    return async ({ name, claim }) => {
      if (name === 'ONAPPINSTALL') return portals.install(claim);
      if (name === 'ONAPPUNINSTALL') return portals.uninstall(claim);
      return portals.verify(claim);
    };
  }
  const { applicationToken, memberId } = options;
  if (typeof applicationToken !== 'function' && (typeof applicationToken !== 'string' || applicationToken.length < 8))
    throw new UsageError(
      'applicationToken',
      'it is missing or too short to be one',
      'Copy it from the outgoing webhook (Developer resources), or take it from the installation.',
    );
  return async ({ claim }) => {
    const wanted = typeof applicationToken === 'string' ? applicationToken : await applicationToken(claim.memberId);
    const expected = memberId === undefined || sameText(claim.memberId, memberId);
    if (wanted && sameText(claim.applicationToken, wanted) && expected) return;
    throw new AuthError({
      code: 'not_from_portal',
      field: 'application_token',
      problem: 'it is not the one of this portal',
      remedy: 'Look who sends it. If it is the portal: compare the application token in its settings.',
    });
  };
}
