import type { Bitrix24Event } from './event.js';

/** Remembers deliveries, so that a repeated one is handled once. Share it between processes for handlers behind a balancer. */
export interface SeenStore {
  /** Notes a digest and tells whether it is new, both at once: of two that ask at the same time one hears `true`. */
  add(digest: string): boolean | Promise<boolean>;
  /** Takes a note back, since the event was not handled after all. */
  remove?(digest: string): void | Promise<void>;
}

/**
 * Remembers the last deliveries in memory.
 * @param most how many; the oldest are forgotten first
 */
export function memorySeen(most = 10_000): SeenStore {
  const seen = new Set<string>();
  return {
    add(digest) {
      if (seen.has(digest)) return false;
      seen.add(digest);
      if (seen.size > most) seen.delete(seen.values().next().value!);
      return true;
    },
    remove: (digest) => void seen.delete(digest),
  };
}

/**
 * What tells a delivery from another one: portal, subscription, event, data and the second it left the queue. Two changes of one record in the
 * same second look alike; since an event only says that the record changed, handling it once loses nothing.
 */
export async function digestOf({ memberId, handlerId, name, data, sentAt }: Bitrix24Event): Promise<string> {
  const text = JSON.stringify([memberId, handlerId, name, data, sentAt?.getTime()]);
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
