import type { Context } from '../../context.js';
import type { JsonObject } from '../../json.js';
import { text } from '../../json.js';
import { createCollection } from '../../state/collection.js';
import { driveSeed } from './seed.js';
import { MethodError } from '../protocol/errors.js';
import { portalTime } from '../seed.js';
import { createTable } from '../tables/table.js';
import type { Table } from '../tables/table.js';

/** The kinds of objects in the tree. */
export type DriveKind = 'file' | 'folder';

/** An object with its id. */
export interface Found {
  id: number;
  record: Readonly<JsonObject>;
}

/** `DELETED_TYPE` of an object. */
export const deleted = { no: '0', itself: '3', withFolder: '4' } as const;

/** Storages and one tree of files and folders under their roots. Content never changes: a new version is new content. */
export interface DriveTree {
  storages: Table;
  objects: Table;
  versions: Table;
  /** Keeps content that is in no folder, a file of a field: answers its `FILE_ID`. */
  store(bytes: Uint8Array, name: string): number;
  /** The name of such content. */
  nameOf(fileId: number): string | undefined;
  hasLooseFiles(): boolean;
  /** The bytes of a `FILE_ID`. */
  content(fileId: number): Uint8Array | undefined;
  storage(id: number): Found;
  /** A file or folder that is not in the trash; with `trashed` also one that is. */
  find(kind: DriveKind, id: number, trashed?: boolean): Found;
  isRoot(object: Found): boolean;
  /** What lies in a folder itself, trash included. */
  children(id: number): readonly number[];
  /** Objects under a folder, itself left out. `enter` decides which are taken and gone into. */
  below(id: number, enter?: (record: Readonly<JsonObject>) => boolean): number[];
  /** A name that is free in a folder; refuses a taken one unless a number may be added. */
  freeName(parent: number, wanted: string, options?: { unique?: boolean; except?: number }): string;
  add(kind: DriveKind, parent: number, fields: JsonObject, userId: number): number;
  /** Adds a file with its first version. */
  addFile(parent: number, name: string, bytes: Uint8Array, userId: number): number;
  /** Gives a file content, the bytes or those of a `FILE_ID`, and keeps what there was as a version. */
  writeContent(id: number, source: Uint8Array | number, userId: number): void;
  change(id: number, fields: JsonObject, userId: number): void;
  /** Removes objects for good, versions included. */
  remove(ids: readonly number[]): void;
  addStorage(record: JsonObject, userId: number): number;
  reset(): void;
}

/** Ids of objects begin elsewhere than those of storages, so that who mixes them up notices. */
const firstObject = 101;
const firstContent = 5001;

/** Creates the tree with its seed. */
export function createDriveTree(context: Context): DriveTree {
  const upper = (name: string): string => name.toUpperCase();
  const storages = createTable(
    createCollection(() => ready().storages),
    upper,
  );
  const objects = createTable(
    createCollection(() => ready().objects, firstObject),
    upper,
  );
  const versions = createTable(
    createCollection(() => ready().versions),
    upper,
    ['ID', true],
  );
  const now = (): string => portalTime(context.clock.now());
  let contents: Map<number, Uint8Array> | undefined;
  const loose = new Map<number, string>();

  /** Seeds of the three collections fit together; whichever is asked for first, contents are there. */
  function ready(): ReturnType<typeof driveSeed> {
    const seed = driveSeed(firstObject, firstContent);
    contents ??= new Map(seed.contents.map((bytes, index) => [firstContent + index, bytes]));
    return seed;
  }
  function stored(): Map<number, Uint8Array> {
    if (!contents) ready();
    return (contents ??= new Map());
  }

  function keep(bytes: Uint8Array): number {
    const fileId = firstContent + stored().size;
    stored().set(fileId, bytes);
    return fileId;
  }

  const notFound = (id: number): MethodError => new MethodError(400, 'ERROR_NOT_FOUND', `There is no object with the id ${id}`);
  const children = (id: number): readonly number[] => objects.collection.select(`in ${id}`, (record) => record['PARENT_ID'] === String(id));

  function change(id: number, fields: JsonObject, userId: number): void {
    objects.collection.update(id, { ...fields, UPDATE_TIME: now(), UPDATED_BY: String(userId) });
  }

  function add(kind: DriveKind, parent: number, fields: JsonObject, userId: number): number {
    const time = now();
    return objects.collection.add({
      NAME: '',
      CODE: null,
      STORAGE_ID: objects.collection.get(parent)?.['STORAGE_ID'] ?? null,
      TYPE: kind,
      PARENT_ID: String(parent),
      DELETED_TYPE: deleted.no,
      CREATE_TIME: time,
      UPDATE_TIME: time,
      DELETE_TIME: null,
      CREATED_BY: String(userId),
      UPDATED_BY: String(userId),
      DELETED_BY: '0',
      ...fields,
    });
  }

  function writeContent(id: number, source: Uint8Array | number, userId: number): void {
    const fileId = typeof source === 'number' ? source : keep(source);
    const { NAME = '', GLOBAL_CONTENT_VERSION: last = '0' } = objects.collection.get(id) ?? {};
    const facts = {
      GLOBAL_CONTENT_VERSION: String(Number(last) + 1),
      FILE_ID: String(fileId),
      SIZE: String(stored().get(fileId)?.length ?? 0),
    };
    change(id, facts, userId);
    versions.collection.add({ ...facts, NAME, OBJECT_ID: String(id), CREATE_TIME: now(), CREATED_BY: String(userId) });
  }

  const tree: DriveTree = {
    storages,
    objects,
    versions,
    store(bytes, name) {
      const fileId = keep(bytes);
      loose.set(fileId, name);
      return fileId;
    },
    nameOf: (fileId) => loose.get(fileId),
    hasLooseFiles: () => loose.size > 0,
    content: (fileId) => stored().get(fileId),
    storage(id) {
      const record = storages.collection.get(id);
      if (!record) throw notFound(id);
      return { id, record };
    },
    find(kind, id, trashed = false) {
      const record = objects.collection.get(id);
      if (record?.['TYPE'] !== kind || (!trashed && record['DELETED_TYPE'] !== deleted.no)) throw notFound(id);
      return { id, record };
    },
    isRoot: ({ record }) => record['PARENT_ID'] === '0',
    children,
    below(id, enter = () => true) {
      const own = children(id).filter((child) => enter(objects.collection.get(child) ?? {}));
      return own.flatMap((child) => [child, ...tree.below(child, enter)]);
    },
    freeName(parent, wanted, { unique = false, except } = {}) {
      const here = children(parent)
        .filter((id) => id !== except && objects.collection.get(id)?.['DELETED_TYPE'] === deleted.no)
        .map((id) => text(objects.collection.get(id)?.['NAME']));
      const taken = new Set(here);
      if (!taken.has(wanted)) return wanted;
      if (!unique) throw new MethodError(400, 'DISK_OBJ_22000', `The folder has an object named "${wanted}" already`);
      const [, stem = wanted, extension = ''] = /^(.+?)(\.[^.]+)?$/s.exec(wanted) ?? [];
      for (let number = 1; ; number += 1) {
        const name = `${stem} (${number})${extension}`;
        if (!taken.has(name)) return name;
      }
    },
    add,
    addFile(parent, name, bytes, userId) {
      const id = add('file', parent, { NAME: name }, userId);
      writeContent(id, bytes, userId);
      return id;
    },
    writeContent,
    change,
    remove(ids) {
      const gone = new Set(ids.map(String));
      for (const [id, { OBJECT_ID }] of versions.collection.entries()) if (gone.has(text(OBJECT_ID))) versions.collection.remove(id);
      for (const id of ids) objects.collection.remove(id);
    },
    addStorage(record, userId) {
      const id = storages.collection.add(record);
      const root = add('folder', 0, { NAME: text(record['NAME']), STORAGE_ID: String(id) }, userId);
      storages.collection.update(id, { ROOT_OBJECT_ID: String(root) });
      return id;
    },
    reset() {
      for (const { collection } of [storages, objects, versions]) collection.reset();
      contents = undefined;
      loose.clear();
    },
  };
  return tree;
}
