/**
 * Receiving what portals send: events, offline events, installation and frames.
 * @packageDocumentation
 */
export { type Bitrix24Event, type DataOf, type EventName, parseEvent } from './event.js';
export { eventHandler, type EventHandlerOptions, type EventHandlers, type EventSenders } from './handler.js';
export { installHandler, type InstallHandlerOptions } from './install.js';
export { type OfflineBatch, type OfflineEvent, offlineEvents, type OfflineOptions, type OfflineRecord } from './offline.js';
export { memorySeen, type SeenStore } from './seen.js';
export type { EventData, EventPayloads, FrameEventPayloads } from '../generated/events/index.js';
export { parseBitrix24Launch, readBitrix24Post } from '@portolan/auth/bitrix24';
