import type { CallOptions, Result, WireOptions } from '@portolan/transport';
import type { HubexCall } from '../operation.js';

/** Sends a call of whatever answer. */
export type Send = (call: HubexCall & CallOptions) => Promise<Result<unknown>>;

/**
 * What an operation needs done around its call. Operations name theirs, so that a bundle holds what it uses.
 * @param next sends the call
 * @param wire how the client reaches the network, for what goes elsewhere than to HubEx
 */
export type Via = (call: HubexCall & CallOptions, next: Send, wire: WireOptions) => Promise<Result<unknown>>;

/** Does one around the other. */
export function both(outer: Via, inner: Via): Via {
  return (call, next, wire) => outer(call, (passed) => inner(passed, next, wire), wire);
}
