import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../../context.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { createCollection } from '../../state/collection.js';
import { MethodError, argumentError } from '../protocol/errors.js';
import { readFilter } from '../tables/filter.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { isAdministrator } from '../people/people.js';
import { portalTime } from '../seed.js';
import { createTable, directionsOf, rowOf } from '../tables/table.js';

/** Events that wait until the application fetches them. */
export interface OfflineQueue {
  handlers: MethodHandlers;
  /** Queues an event under its source; false when the same record waits already, whose time is then set anew. */
  put(connector: string, event: string, data: JsonValue, causedBy: number | undefined): boolean;
  reset(): void;
}

/** How long a reservation is kept, in milliseconds. */
const kept = 30 * 86_400_000;
/** Fields that only `event.offline.list` shows. */
const inner = ['PROCESS_ID', 'ERROR'];

/** Creates an empty queue. A record of it is free, or reserved by a process; a free one takes further changes of its record in. */
export function createOfflineQueue(context: Context): OfflineQueue {
  const collection = createCollection(() => []);
  const table = createTable(collection, (name) => name.toUpperCase());
  /** Free records by source and message. */
  const free = new Map<string, number>();
  const keyOf = (record: Readonly<JsonObject>): string => `${text(record['CONNECTOR'])} ${text(record['MESSAGE_ID'])}`;

  function administrator(run: (call: MethodCall) => ReturnType<MethodHandlers[string]>): MethodHandlers[string] {
    return (call) => {
      if (!isAdministrator(call.caller.userId)) throw new MethodError(403, 'ACCESS_DENIED', 'The queue is for administrators only');
      dropOld();
      return run(call);
    };
  }
  function dropOld(): void {
    const limit = context.clock.now() - kept;
    for (const [id, { RESERVED }] of collection.entries()) if (RESERVED !== undefined && Number(RESERVED) < limit) collection.remove(id);
  }
  /** A filter of the caller's, within the records of a source. */
  function within(call: MethodCall, more: JsonObject = {}): JsonObject {
    const filter = param(call, 'filter');
    return { ...(isObject(filter) ? { '0': filter } : {}), '=CONNECTOR': text(param(call, 'auth_connector')), ...more };
  }
  function take(id: number, process: string): void {
    const record = collection.get(id);
    if (record && free.get(keyOf(record)) === id) free.delete(keyOf(record));
    collection.update(id, { PROCESS_ID: process, RESERVED: context.clock.now() });
  }
  function reservedBy(call: MethodCall): number[] {
    const process = text(param(call, 'process_id'));
    return collection.entries().flatMap(([id, record]) => (process !== '' && record['PROCESS_ID'] === process ? [id] : []));
  }
  const listed = (value: JsonValue | undefined): string[] | undefined => (Array.isArray(value) ? value.map(text) : undefined);
  const messageOf = (id: number): string => text(collection.get(id)?.['MESSAGE_ID']);

  return {
    handlers: {
      'event.offline.get': administrator((call) => {
        const limit = Number(param(call, 'limit') ?? 50);
        if (!Number.isInteger(limit) || limit <= 0) throw argumentError('limit must be a whole number from 1');
        const process = text(param(call, 'process_id'));
        const clear = text(param(call, 'clear') ?? 1) !== '0';
        const failedToo = text(param(call, 'error')) === '1';
        const wanted = readFilter(within(call, { '=PROCESS_ID': process, ...(failedToo ? {} : { '=ERROR': '0' }) }), table.keyOf);
        const asked = directionsOf(param(call, 'order'), table.keyOf);
        const ids = table.find(wanted, asked.length > 0 ? asked : [['TIMESTAMP_X', false]]).slice(0, limit);
        const events = ids.map((id) => Object.fromEntries(Object.entries(rowOf(table, id)).filter(([name]) => !inner.includes(name))));
        const reservation = process === '' ? randomBytes(16).toString('hex') : process;
        for (const id of ids) {
          take(id, reservation);
          if (clear) collection.remove(id);
        }
        return { result: { process_id: clear && process === '' ? null : reservation, events } };
      }),
      'event.offline.list': administrator((call) => {
        const { ids, ...counts } = table.page({ filter: within(call), order: param(call, 'order'), start: param(call, 'start') });
        return { ...counts, result: ids.map((id) => rowOf(table, id)) };
      }),
      'event.offline.clear': administrator((call) => {
        const byId = listed(param(call, 'id'));
        const byMessage = listed(param(call, 'message_id'));
        for (const id of reservedBy(call)) {
          if (byId ? byId.includes(String(id)) : byMessage ? byMessage.includes(messageOf(id)) : true) collection.remove(id);
        }
        return { result: true };
      }),
      // Whether a failed record stays reserved is documented nowhere; it comes again only to those who ask for failed ones.
      'event.offline.error': administrator((call) => {
        const byMessage = listed(param(call, 'message_id'));
        for (const id of reservedBy(call)) {
          if (!byMessage || byMessage.includes(messageOf(id)))
            collection.change(id, (record) => {
              Object.assign(record, { PROCESS_ID: '', ERROR: '1' });
              delete record['RESERVED'];
            });
        }
        return { result: true };
      }),
    },
    put(connector, event, data, causedBy) {
      const now = portalTime(context.clock.now());
      const message = createHash('sha256')
        .update(JSON.stringify([event, data]))
        .digest('hex')
        .slice(0, 32);
      const record: JsonObject = {
        TIMESTAMP_X: now,
        EVENT_NAME: event,
        EVENT_DATA: data,
        EVENT_ADDITIONAL: causedBy === undefined ? false : { user_id: String(causedBy) },
        MESSAGE_ID: message,
        PROCESS_ID: '',
        ERROR: '0',
        CONNECTOR: connector,
      };
      const waiting = free.get(keyOf(record));
      if (waiting !== undefined && collection.update(waiting, { TIMESTAMP_X: now })) return false;
      free.set(keyOf(record), collection.add(record));
      return true;
    },
    reset() {
      collection.reset();
      free.clear();
    },
  };
}
