import type { Operation } from '../../engine/document.js';
import { flatten, propertiesOf, typesOf } from '../../engine/merge.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';
import type { DriveLinks } from './links.js';
import type { DriveTree } from './tree.js';
import { placeOf } from '../tables/places.js';
import type { PortalName } from '../protocol/portal-name.js';

/** How objects of Drive look in answers. */
export interface DriveShow {
  object(id: number): JsonObject;
  version(id: number): JsonObject;
}

/** Creates the views: records with the addresses that answers add. */
export function createDriveShow(tree: DriveTree, links: DriveLinks, name: PortalName): DriveShow {
  /** Where a person finds the object. */
  function page(id: number, kind: string): string {
    const names: string[] = [];
    let record = tree.objects.collection.get(id);
    for (; record && record['PARENT_ID'] !== '0'; record = tree.objects.collection.get(Number(record['PARENT_ID'])))
      names.unshift(encodeURIComponent(text(record['NAME'])));
    const owner = tree.storages.collection.get(Number(record?.['STORAGE_ID']));
    const home = owner?.['ENTITY_TYPE'] === 'user' ? `company/personal/user/${text(owner['ENTITY_ID'])}/disk` : 'docs';
    return [name.origin(), home, kind === 'file' ? 'file' : 'path', ...names].join('/');
  }

  return {
    object(id) {
      const record = tree.objects.collection.get(id) ?? {};
      const kind = text(record['TYPE']);
      const more =
        kind === 'file'
          ? { DOWNLOAD_URL: links.address('download', { name: text(record['NAME']), file: Number(record['FILE_ID']) }) }
          : { REAL_OBJECT_ID: String(id) };
      return { ID: String(id), ...record, ...more, DETAIL_URL: page(id, kind) };
    },
    version(id) {
      const record = tree.versions.collection.get(id) ?? {};
      const claim = { name: text(record['NAME']), file: Number(record['FILE_ID']) };
      return { ID: String(id), ...record, DOWNLOAD_URL: links.address('download', claim) };
    },
  };
}

const unfiltered = new Set(['CREATED_BY', 'UPDATED_BY', 'DELETED_BY', 'GLOBAL_CONTENT_VERSION', 'FILE_ID', 'SIZE']);
const computed = new Set(['DOWNLOAD_URL', 'DETAIL_URL', 'REAL_OBJECT_ID']);

/** What `getFields` tells: the fields of the record that a method reads, without those that answers add. */
export function describeDrive(reader: Operation | undefined): JsonValue {
  const place = reader && placeOf(reader);
  if (!place) return {};
  const { document } = reader;
  const fields = Object.entries(propertiesOf(document, place.record)).filter(([field]) => !computed.has(field));
  return Object.fromEntries(
    fields.map(([field, schema]) => {
      const flat = flatten(document, schema);
      const types = typesOf(flat);
      const enumerated = flat.enum !== undefined || field === 'TYPE' || field === 'DELETED_TYPE';
      const number = types.includes('integer') || field.endsWith('_BY');
      const type = enumerated ? 'enum' : flat.format === 'date-time' ? 'datetime' : number ? 'integer' : 'string';
      return [field, { TYPE: type, USE_IN_FILTER: !unfiltered.has(field), USE_IN_SHOW: true }];
    }),
  );
}
