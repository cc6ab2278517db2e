import type { Clock } from '@portolan/transport';

/** How long a call ran, as every answer tells. */
export interface CallTime {
  /** Seconds. */
  duration?: number;
  /** Seconds billed to the method in the last ten minutes. */
  operating?: number;
  /** Unix time, in seconds, when the oldest of them are forgotten. */
  operating_reset_at?: number;
}

/** An answer of either version, as far as lists read it. */
export interface ListAnswer {
  result?: unknown;
  next?: number;
  total?: number;
  time?: CallTime;
}

/** The `result` of a batch; its maps are sent as lists when empty. */
export interface BatchAnswer {
  result?: Record<string, unknown> | readonly unknown[];
  result_error?: Record<string, unknown> | readonly unknown[];
  result_time?: Record<string, CallTime> | readonly CallTime[];
}

/** What lists need of a client. */
export interface PortalCalls {
  /** Calls a method once and gives its whole answer. */
  raw(method: string, params: object, signal: AbortSignal): Promise<ListAnswer>;
  /** Runs reading commands, `method?query` by key; undefined in REST 3.0, whose batch has no references. */
  batch?: ((commands: Record<string, string>, signal: AbortSignal) => Promise<BatchAnswer>) | undefined;
  clock: Clock;
}
