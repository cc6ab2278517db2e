import type { JsonObject } from '../json.js';
import type { Collection } from '../state/collection.js';
import { createCollection } from '../state/collection.js';
import { referenceOf } from './references.js';
import { seeds } from './seed.js';
import type { CollectionName, Seed } from './seed.js';

/** What happened to a record. */
export type Change = 'created' | 'changed' | 'deleted' | 'published' | 'unpublished' | 'moved';

/** All records of the sandbox's HubEx. Records keep ids of each other; names are looked up when they are shown. */
export interface Store {
  of(name: CollectionName): Collection;
  /** A record as answers show it: with its id, and beside every id of another record that record. */
  show(name: CollectionName, id: number): JsonObject;
  /** A record that others refer to, with its id. One that is not there has a made-up name: the sandbox does not know everything. */
  refer(name: CollectionName | undefined, id: number): JsonObject;
  /** Sandbox time, ISO 8601. */
  now(): string;
  /** Tells the webhooks. */
  changed(name: CollectionName, id: number, change: Change): void;
  /** Calls `listener` after every change. */
  watch(listener: (name: CollectionName, id: number, change: Change) => void): void;
  reset(): void;
}

/** Fields under which a record of the collection shows its own id, besides `id`. */
const ownId: Partial<Record<CollectionName, string>> = { users: 'userID', attachments: 'attachmentID' };

/** Creates the store; `permissions` are what the administrator's and the reader's role hold at the start. */
export function createStore(now: () => string, permissions: { administrator: string[]; reader: string[] }): Store {
  const held = [permissions.administrator, permissions.reader, permissions.administrator];
  const roles: Seed = { ...seeds.roles, record: (index) => ({ ...seeds.roles.record(index), permissions: held[index] ?? [] }) };
  const collections = new Map<CollectionName, Collection>();
  const listeners: ((name: CollectionName, id: number, change: Change) => void)[] = [];

  function of(name: CollectionName): Collection {
    const known = collections.get(name);
    if (known) return known;
    const { firstId, count, record } = name === 'roles' ? roles : seeds[name];
    const made = createCollection(() => Array.from({ length: count }, (_unused, index) => record(index)), firstId);
    collections.set(name, made);
    return made;
  }

  /** What was referred to since a collection last changed: pages refer to the same few records over and over. */
  const referred = new Map<CollectionName, { version: number; records: Map<number, JsonObject> }>();

  function refer(name: CollectionName | undefined, id: number): JsonObject {
    if (!name) return { id, name: `Example ${id}` };
    const version = of(name).version();
    let kept = referred.get(name);
    if (kept?.version !== version) referred.set(name, (kept = { version, records: new Map() }));
    const known = kept.records.get(id);
    if (known) return known;
    const record = of(name).get(id);
    const made = Object.freeze<JsonObject>(record ? { ...record, id } : { id, name: `Example ${id}` });
    kept.records.set(id, made);
    return made;
  }

  return {
    of,
    show(name, id) {
      const record = of(name).get(id) ?? {};
      const own = ownId[name];
      const shown: JsonObject = { id, ...(own === undefined ? {} : { [own]: id }), ...record };
      for (const field in record) {
        const value = record[field];
        const reference = value === undefined || value === null ? undefined : referenceOf(name, field);
        if (!reference) continue;
        if (typeof value === 'number') shown[reference.field] = refer(reference.from, value);
        else if (Array.isArray(value)) shown[reference.field] = value.map((item) => refer(reference.from, Number(item)));
      }
      return shown;
    },
    refer,
    now,
    changed(name, id, change) {
      for (const listener of listeners) listener(name, id, change);
    },
    watch: (listener) => void listeners.push(listener),
    reset() {
      for (const collection of collections.values()) collection.reset();
    },
  };
}
