export { startSandbox } from './start.js';
export type { Sandbox, SandboxControls, SandboxOptions } from './sandbox.js';
export type { SandboxClock } from './state/clock.js';
export type { Fault, FaultRule, Faults } from './state/faults.js';
export type { Counters, LogEntry } from './state/log.js';
export type { ProviderName } from './http.js';
export type { JsonObject, JsonValue } from './json.js';
export type { HubexCollection, HubexRecordChoice, HubexRecords } from './hubex/growth.js';
