import { hubexError } from './errors.js';
import type { HubexCall, HubexResult } from './handlers.js';
import type { Operation } from '../engine/document.js';

/** Concurrency stamps: a write is done once for each. */
export interface Stamps {
  /** Does the call unless its stamp was used before; then 409, or the first answer again when the caller asks for that. */
  once(call: HubexCall, act: () => HubexResult | Promise<HubexResult>): Promise<HubexResult>;
  reset(): void;
}

/** The name of the header that plays a role in an operation, in lower case. */
export function headerWith(role: string, operation: Operation): string | undefined {
  return operation.parameters.find((parameter) => parameter['x-portolan-role'] === role)?.name.toLowerCase();
}

/** Creates an empty memory of stamps. */
export function createStamps(): Stamps {
  /** The first call with each stamp, done or under way. */
  const firsts = new Map<string, Promise<HubexResult>>();
  return {
    async once(call, act) {
      const { operation, headers } = call;
      const stamp = headers[headerWith('stamp', operation) ?? ''];
      if (stamp === undefined) return act();
      const key = `${operation.id} ${String(stamp)}`;
      const before = firsts.get(key);
      if (!before) {
        const first = Promise.resolve().then(act);
        firsts.set(key, first);
        // A call that was refused did nothing: its stamp is free again.
        return first.catch((error: unknown) => {
          firsts.delete(key);
          throw error;
        });
      }
      const { body } = await before;
      const suppressed = headers[headerWith('suppress-conflict', operation) ?? ''] === true;
      if (suppressed) return { status: 200, ...(body === undefined ? {} : { body }) };
      // Where the spec declares what 409 answers, it is the first answer.
      if (operation.responses['409'] && body !== undefined) return { status: 409, body };
      throw hubexError(409, 'ConcurrencyStampRepeated', 'A write with this X-Concurrency-Stamp was done before.', ['X-Concurrency-Stamp']);
    },
    reset: () => firsts.clear(),
  };
}
