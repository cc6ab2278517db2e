import { eventNames } from '../generated/events.js';

/** Ids of events that some source names. */
export type KnownEventId = keyof typeof eventNames;

/** Their names. */
export type KnownEventName = (typeof eventNames)[KnownEventId];

/** What every delivery has. */
interface Delivery {
  /** Tenant id, where the delivery tells it. */
  tenantId?: number;
  /** Asset id, where it tells one. */
  assetId?: number;
  /** Task id, where it tells one. */
  taskId?: number;
  /** The delivery as it came. Its form is documented nowhere: look at it before you build on it. */
  payload: unknown;
}

/** An event whose name is known. */
export type KnownEvent = { [Id in KnownEventId]: Delivery & { id: Id; name: (typeof eventNames)[Id] } }[KnownEventId];

/** An event that no source names, or a delivery that does not tell its event. */
export interface OtherEvent extends Delivery {
  /** Event id, one of `listEvents` of COMMON; undefined when the delivery does not tell it. */
  id?: number;
  /** None is known. */
  name?: undefined;
}

/** A delivery of a webhook. `name` tells the known events apart. */
export type HubexEvent = KnownEvent | OtherEvent;

/**
 * Reads a delivery. Nothing documents what HubEx sends, so ids are looked for by name (`EventID`, `event.id`, `assetID`, ...), in any case, two
 * levels deep, and everything is handed over as it came.
 */
export function eventOf(payload: unknown): HubexEvent {
  const found = (thing: string): number | undefined => idIn(payload, thing);
  const id = found('event');
  const name = id === undefined ? undefined : (eventNames as Record<number, KnownEventName | undefined>)[id];
  const ids = { id, name, tenantId: found('tenant'), assetId: found('asset'), taskId: found('task') };
  return { ...Object.fromEntries(Object.entries(ids).filter(([, value]) => value !== undefined)), payload };
}

/** The id of a thing: of `thingID`, of `thing.id`, of `thing` itself, at the top or one level below. */
function idIn(node: unknown, thing: string, depth = 0): number | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const entries = Object.entries(node).map(([name, value]): [string, unknown] => [name.toLowerCase().replaceAll('_', ''), value]);
  const direct = entries.find(([name]) => name === `${thing}id`) ?? entries.find(([name]) => name === thing);
  const inner = Object.entries(Object(direct?.[1]) as object).find(([name]) => name.toLowerCase() === 'id');
  const own = direct && (numberOf(direct[1]) ?? numberOf(inner?.[1]));
  if (own !== undefined) return own;
  return depth > 0 ? undefined : entries.map(([, value]) => idIn(value, thing, depth + 1)).find((id) => id !== undefined);
}

const numberOf = (value: unknown): number | undefined => {
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : undefined;
};
