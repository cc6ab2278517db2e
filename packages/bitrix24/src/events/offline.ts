import { systemClock, type Clock } from '@portolan/transport';
import type { Caller } from '../client.js';
import type { Methods } from '../generated/v2/index.js';
import type { ResultOf } from '../methods.js';
import type { DataOf, EventName } from './event.js';

type Batch = ResultOf<Methods['event.offline.get']>;

/** A record of the queue of offline events. */
export type OfflineRecord = NonNullable<Batch['events']>[number];

/** Records that were taken from the queue, reserved until they are confirmed. */
export interface OfflineBatch {
  /** Id of the reservation. */
  readonly processId: string;
  /** The changed records; one each, however often it changed. */
  readonly events: readonly OfflineEvent[];
  /** Marks some as failed: they are left in the queue and come again only with `errors: true`. The rest is confirmed as usual. */
  fail(events: readonly OfflineEvent[]): void;
}

/** One changed record. `name` tells the documented events apart. */
export interface OfflineEvent<N extends string = EventName | (string & {})> {
  /** Code of the event, in upper case. */
  readonly name: N;
  /** What it says, usually the id of the record; undefined when it says nothing. */
  readonly data: DataOf<N> | undefined;
  /** The record of the queue as it came. */
  readonly record: OfflineRecord;
}

/** Options of {@link offlineEvents}. */
export interface OfflineOptions {
  /** Conditions on the records, as of `event.offline.get`. */
  filter?: NonNullable<Methods['event.offline.get']['params']>['filter'];
  /** Records a batch at most. Default 50. */
  limit?: number | undefined;
  /** Source that the subscription was made with (`auth_connector` of `event.bind`). */
  connector?: string | undefined;
  /** Answer records marked as failed as well. Default `false`. */
  errors?: boolean | undefined;
  /** Milliseconds to wait when the queue is empty. Default 60,000. `0`: end then. */
  interval?: number | undefined;
  /** Reads what is left of this reservation first: that of a run that broke off. */
  processId?: string | undefined;
  /** Ends the iteration; a batch that was not confirmed stays reserved. */
  signal?: AbortSignal | undefined;
  /** Replaceable in tests. */
  clock?: Clock | undefined;
}

/**
 * Takes offline events from the portal's queue, batch by batch. A batch is reserved, handed over, and confirmed when the loop comes back for the next one:
 * leaving the loop by an error, `break` or the signal confirms nothing, and `processId` takes the batch up again (Bitrix24 keeps it for 30 days).
 * Confirming needs a plan that has it (`feature.get`, `rest_offline_extended`), the methods an administrator's application.
 *
 * @throws {Bitrix24Error} (from the iteration) the portal refuses
 */
export async function* offlineEvents(
  b24: Pick<Caller<Methods>, 'call'>,
  options: OfflineOptions = {},
): AsyncGenerator<OfflineBatch, void, undefined> {
  const { filter, limit = 50, connector, errors = false, interval = 60_000, signal, clock = systemClock } = options;
  let resumed = options.processId;
  const callOptions = signal && { signal };
  for (;;) {
    signal?.throwIfAborted();
    const answer = await b24.call(
      'event.offline.get',
      {
        clear: 0,
        limit,
        ...(filter && { filter }),
        ...(connector !== undefined && { auth_connector: connector }),
        ...(errors && { error: 1 as const }),
        ...(resumed !== undefined && { process_id: resumed }),
      },
      callOptions,
    );
    const events = (answer.events ?? []).map(eventOf);
    const processId = answer.process_id ?? resumed;
    const failed = new Set<OfflineEvent>();
    if (events.length > 0 && processId !== undefined) {
      yield { processId, events, fail: (some) => some.forEach((event) => failed.add(event)) };
      // The reservation of an earlier run may hold more than was answered now.
      await confirm(b24, processId, events, failed, resumed !== undefined, callOptions);
    }
    const drained = events.length === 0 && resumed === undefined;
    // With `errors` what failed stays in the reservation and would be answered for ever.
    if (events.length < limit || (errors && failed.size > 0)) resumed = undefined;
    if (!drained) continue;
    if (interval === 0) return;
    await clock.sleep(interval, signal);
  }
}

/** Failed records are marked before the others go: if this breaks off between, nothing is lost. */
async function confirm(
  b24: Pick<Caller<Methods>, 'call'>,
  process_id: string,
  events: readonly OfflineEvent[],
  failed: ReadonlySet<OfflineEvent>,
  partial: boolean,
  options: { signal: AbortSignal } | undefined,
): Promise<void> {
  const idsOf = (some: readonly OfflineEvent[]): string[] => some.flatMap(({ record }) => record.MESSAGE_ID ?? []);
  const bad = events.filter((event) => failed.has(event));
  if (bad.length > 0) await b24.call('event.offline.error', { process_id, message_id: idsOf(bad) }, options);
  const good = events.filter((event) => !failed.has(event));
  if (good.length === 0) return;
  await b24.call('event.offline.clear', { process_id, ...((partial || bad.length > 0) && { message_id: idsOf(good) }) }, options);
}

const eventOf = (record: OfflineRecord): OfflineEvent => ({
  name: record.EVENT_NAME?.toUpperCase() ?? '',
  data: record.EVENT_DATA ? record.EVENT_DATA : undefined,
  record,
});
