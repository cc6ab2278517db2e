import type { JsonObject } from '../../json.js';
import { text } from '../../json.js';
import { people, portalTime } from '../seed.js';

/** What there is on Drive at the start: a storage a person and one of the company, two folders and two files in the first. */
export function driveSeed(
  firstObject: number,
  firstContent: number,
): { storages: JsonObject[]; objects: JsonObject[]; versions: JsonObject[]; contents: Uint8Array[] } {
  const time = portalTime(Date.UTC(2026, 0, 12, 9));
  const owners = [
    ...people.map(({ ID, NAME, LAST_NAME }) => ({ type: 'user', id: text(ID), name: `${text(NAME)} ${text(LAST_NAME)}` })),
    { type: 'common', id: 's1', name: 'Company drive' },
  ];
  const contents = ['The first draft of the contract.\n', 'The contract.\n', 'Chairs;20\nPumps;1\n'].map((line) =>
    new TextEncoder().encode(line),
  );
  const object = (parent: number, kind: string, name: string, storage: number): JsonObject => ({
    NAME: name,
    CODE: null,
    STORAGE_ID: String(storage),
    TYPE: kind,
    PARENT_ID: String(parent),
    DELETED_TYPE: '0',
    CREATE_TIME: time,
    UPDATE_TIME: time,
    DELETE_TIME: null,
    CREATED_BY: '1',
    UPDATED_BY: '1',
    DELETED_BY: '0',
  });
  const written = (content: number, version: number): JsonObject => ({
    GLOBAL_CONTENT_VERSION: String(version),
    FILE_ID: String(firstContent + content),
    SIZE: String(contents[content]?.length ?? 0),
  });
  const roots = owners.map(({ name }, index) => object(0, 'folder', name, index + 1));
  const documents = firstObject + roots.length;
  const contract = documents + 2;
  const version = (file: number, name: string, content: number, number: number): JsonObject => ({
    ...written(content, number),
    NAME: name,
    OBJECT_ID: String(file),
    CREATE_TIME: time,
    CREATED_BY: '1',
  });
  return {
    contents,
    storages: owners.map(({ type, id, name }, index) => ({
      NAME: name,
      CODE: null,
      MODULE_ID: 'disk',
      ENTITY_TYPE: type,
      ENTITY_ID: id,
      ROOT_OBJECT_ID: String(firstObject + index),
    })),
    objects: [
      ...roots,
      object(firstObject, 'folder', 'Documents', 1),
      object(firstObject, 'folder', 'Pictures', 1),
      { ...object(documents, 'file', 'Contract.txt', 1), ...written(1, 2) },
      { ...object(documents, 'file', 'Orders.csv', 1), ...written(2, 1) },
    ],
    versions: [version(contract, 'Contract.txt', 0, 1), version(contract, 'Contract.txt', 1, 2), version(contract + 1, 'Orders.csv', 2, 1)],
  };
}
