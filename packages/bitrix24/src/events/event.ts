import { type Bitrix24Claim, parseBitrix24EventAuth, type Bitrix24Post } from '@portolan/auth/bitrix24';
import { UsageError } from '@portolan/transport';
import type { EventData } from '../generated/events/index.js';
import type { Delivery } from '../generated/events/types.js';

/** Documented events by their name in upper case, as it arrives. */
type Data = { [K in keyof EventData as Uppercase<K>]: EventData[K] };

/** Names of the documented events, in upper case. */
export type EventName = keyof Data;

/** The data of a documented event; scalars arrive as texts. */
export type DataOf<N extends string> = N extends EventName ? Data[N] : unknown;

/** An event that a portal sent. */
export interface Bitrix24Event<N extends string = string> {
  /** Code of the event, in upper case. */
  readonly name: N;
  /** What it says, usually no more than the id of the record: read the record for the rest. */
  readonly data: DataOf<N>;
  /** Host of the portal, as it says. */
  readonly portal: string;
  /** Id of the portal. */
  readonly memberId: string;
  /** When it left the portal's queue, seconds to minutes after it happened; undefined when it does not say. */
  readonly sentAt: Date | undefined;
  /** Id of the subscription, of `event.bind`. */
  readonly handlerId: string | undefined;
  /** Who sent it, and tokens of the user who caused it where there are some. Its secrets are not enumerable. */
  readonly claim: Bitrix24Claim;
}

/**
 * Reads an event that was posted. Who sent it is not checked: that is for `eventHandler`, or `Bitrix24Portals.verify`.
 * @throws {UsageError} it is no event
 * @throws {AuthError} it does not tell where it comes from
 */
export function parseEvent({ fields }: Bitrix24Post): Bitrix24Event {
  const { event, data, ts, event_handler_id, auth }: { [K in keyof Delivery]?: unknown } & { data?: unknown } = fields;
  if (typeof event !== 'string' || !/^[\w.:]{1,100}$/.test(event))
    throw new UsageError('event', 'it is missing or no name', 'Look who sends it.');
  const claim = parseBitrix24EventAuth(auth);
  const { portal, memberId } = claim;
  const sent = new Date(Number(ts) * 1000);
  return {
    name: event.toUpperCase(),
    data: data ?? {},
    portal,
    memberId,
    sentAt: !ts || Number.isNaN(sent.getTime()) ? undefined : sent,
    handlerId: typeof event_handler_id === 'string' ? event_handler_id : undefined,
    claim,
  };
}
