import type { JsonObject } from '../json.js';
import { hubexError } from './errors.js';
import { pictures, places } from './file-places.js';
import type { FilePlace } from './file-places.js';
import { idsOf, inService, pathId, recordsOf } from './handlers.js';
import type { Handlers, HubexCall, HubexResult } from './handlers.js';
import type { HubexList } from './paging.js';
import { notFound, shapedFor, statusOf } from './resources.js';
import type { Storage, StoredFile } from './storage.js';
import type { Store } from './store.js';
import { camel, uploadsOf } from './uploads.js';
import type { Upload } from './uploads.js';

/** Uploaded files and the records they are attached to. */
export interface Files {
  handlers: Handlers;
  /** Stores the files of a call, attached to nothing. */
  store(call: HubexCall): Promise<JsonObject[]>;
  attach(attachmentID: number, to: JsonObject): void;
  reset(): void;
}

/** Creates the files of a sandbox. */
export function createFiles(store: Store, storage: Storage): Files {
  const attachments = store.of('attachments');
  const contents = new Map<number, StoredFile>();
  /** Which file is attached to what: `{ attachmentID: 5, taskID: 1001 }`. */
  let links: JsonObject[] = [];
  const handlers: Handlers = {};

  function keep({ bytes, fileName, contentType, md5Hash, fields }: Upload): number {
    const file = { bytes, fileName, contentType };
    const id = attachments.add({
      fileName,
      size: bytes.length,
      created: store.now(),
      isUploaded: true,
      isProtected: fields['isPublic'] !== true,
      md5Hash,
      checkSum: md5Hash,
      ...(fields['description'] === undefined ? {} : { description: fields['description'] }),
      ...(fields['isPublic'] === true ? { publicUrl: storage.publicAddressOf(file) } : {}),
    });
    contents.set(id, file);
    return id;
  }

  function refuseTwin({ md5Hash, fileName, fields }: Upload, ids: readonly string[], to: JsonObject): void {
    const twin = linksTo(ids, to).some(({ attachmentID }) => attachments.get(Number(attachmentID))?.['md5Hash'] === md5Hash);
    if (twin && fields['isIgnorePossibleDuplication'] !== true)
      throw hubexError(409, 'AttachmentDuplicated', 'The same file is there already.', [fileName]);
  }

  /** Links to records of a place (named by `ids`) that have the ids in `to`, which may be fewer. */
  function linksTo(ids: readonly string[], to: JsonObject): JsonObject[] {
    const wanted = Object.entries(to);
    return links.filter(
      (link) =>
        Object.keys(link).length === ids.length + 1 &&
        ids.every((name) => name in link) &&
        wanted.every(([name, value]) => link[name] === value) &&
        isThere(Number(link['attachmentID'])),
    );
  }

  function isThere(id: number): boolean {
    const record = attachments.get(id);
    return record !== undefined && record['deleted'] === undefined;
  }

  /** Stores the files of a call and attaches them to the record of the place. */
  async function upload(call: HubexCall, ids: readonly string[]): Promise<JsonObject[]> {
    const { uploads, fields } = await uploadsOf(call);
    const to = pick(fields, ids);
    const missing = ids.find((name) => typeof to[name] !== 'number');
    if (missing !== undefined) throw hubexError(409, 'ParameterNull', 'The parameter must be given.', [missing]);
    for (const one of uploads) refuseTwin(one, ids, to);
    return uploads.map((one) => {
      const id = keep(one);
      links.push({ attachmentID: id, ...to });
      return { ...to, ...store.show('attachments', id) };
    });
  }

  /** The file that a call is about: attached to the record in the path, when the place is one. */
  function found(call: HubexCall, { ids }: FilePlace): number {
    const { attachmentID, ...path } = camel(call.path);
    const to = pick(path, ids);
    const candidates = ids.length === 0 ? attachments.ids().filter(isThere) : linksTo(ids, to).map((link) => Number(link['attachmentID']));
    const id = attachmentID === undefined ? candidates.at(-1) : candidates.find((candidate) => candidate === attachmentID);
    if (id === undefined) throw hubexError(404, 'AttachmentNotFound', 'There is no such file here.', [String(attachmentID ?? '')]);
    return id;
  }

  function listOf(rows: JsonObject[]): HubexList {
    return {
      total: rows.length,
      row(place) {
        const link = rows[place] ?? {};
        const id = Number(link['attachmentID']);
        return [id, { ...link, ...store.show('attachments', id) }];
      },
    };
  }

  function download(call: HubexCall, place: FilePlace): HubexResult {
    const file = contents.get(found(call, place));
    if (!file) throw hubexError(404, 'AttachmentNotFound', 'The file has no content.');
    const address = storage.addressOf(file);
    const asked = call.operation.parameters.find((parameter) => parameter['x-portolan-role'] === 'link');
    if (asked && call.query[asked.name] === true) return { status: 200, body: address };
    const redirect = Object.keys(call.operation.responses).find((status) => status.startsWith('3')) ?? '303';
    return { status: Number(redirect), headers: { location: address } };
  }

  /** Pairs of a file and a record, from the path or from `{ taskID, data: [files] }` groups. */
  function pairs(call: HubexCall, { ids }: FilePlace): JsonObject[] {
    const { attachmentID, ...path } = camel(call.path);
    const to = pick(path, ids);
    if (attachmentID !== undefined) return [{ attachmentID, ...to }];
    if (Object.keys(to).length === ids.length) return idsOf(call).map((id) => ({ attachmentID: id, ...to }));
    return recordsOf(call.body).map((record) => ({ attachmentID: record['attachmentID'] ?? record['id'] ?? 0, ...pick(record, ids) }));
  }

  function add(call: HubexCall, place: FilePlace): HubexResult {
    const made = pairs(call, place);
    const missing = made.find(({ attachmentID }) => !attachments.get(Number(attachmentID)));
    if (missing) throw hubexError(409, 'AttachmentNotFound', 'There is no such file.', [Number(missing['attachmentID'])]);
    links.push(...made);
    const body = shapedFor(
      call.operation,
      made.map((record) => ({ key: Number(record['attachmentID']), record: { tenantID: 1, ...record } })),
    );
    return { status: statusOf(call.operation), ...(body === undefined ? {} : { body }) };
  }

  function detach(call: HubexCall, place: FilePlace): HubexResult {
    for (const pair of pairs(call, place)) {
      const gone = new Set(linksTo(place.ids, pair));
      links = links.filter((link) => !gone.has(link));
    }
    return { status: statusOf(call.operation) };
  }

  for (const place of places) {
    const on = (names: readonly string[] | undefined, handler: Handlers[string]): void => {
      for (const name of names ?? []) handlers[`${place.service}.${name}`] = handler;
    };
    on(place.upload, async (call) => {
      const records = await upload(call, place.ids);
      const made = records.map((record) => ({ key: Number(record['id']), record }));
      return { status: statusOf(call.operation), body: shapedFor(call.operation, made) ?? null };
    });
    on(place.list, (call) => ({ list: listOf(linksTo(place.ids, pick(camel(call.path), place.ids))) }));
    on(place.get, (call) => ({ body: store.show('attachments', found(call, place)) }));
    on(place.download, (call) => download(call, place));
    on(place.add, (call) => add(call, place));
    on(place.detach, (call) => detach(call, place));
  }

  const setPublic = (call: HubexCall, isPublic: boolean): HubexResult => {
    const id = pathId(call);
    const file = contents.get(id);
    if (!file) throw hubexError(404, 'AttachmentNotFound', 'There is no such file.', [id]);
    attachments.change(id, (record) => {
      delete record['publicUrl'];
      if (isPublic) record['publicUrl'] = storage.publicAddressOf(file);
    });
    return { status: 202, body: store.show('attachments', id) };
  };
  Object.assign(
    handlers,
    inService('common', {
      publishAttachment: (call) => setPublic(call, true),
      unpublishAttachment: (call) => ({ status: setPublic(call, false).status ?? 202 }),
      listAttachments({ query }) {
        const { attachmentID, isDeleted, offset: _offset, fetch: _fetch, ...owner } = query;
        const ids = attachments.ids().filter((id) => {
          const deletedFits = isDeleted === undefined || isDeleted === (attachments.get(id)?.['deleted'] !== undefined);
          const linked = Object.entries(owner).every(([name, value]) =>
            links.some((link) => link['attachmentID'] === id && link[name] === value),
          );
          return deletedFits && linked && (attachmentID === undefined || attachmentID === id);
        });
        return { list: listOf(ids.map((id) => ({ attachmentID: id }))) };
      },
    }),
  );

  for (const { service, collection, upload: uploading, delete: deleting } of pictures) {
    const owner = (call: HubexCall): number => (Object.keys(call.path).length > 0 ? pathId(call) : (call.bearer?.userID ?? 0));
    for (const name of uploading) {
      handlers[`${service}.${name}`] = async (call) => {
        const [picture] = (await uploadsOf(call)).uploads;
        const id = owner(call);
        if (!picture || !store.of(collection).get(id)) throw notFound(collection, id, 404);
        const publicUrl = storage.publicAddressOf(picture);
        store.of(collection).update(id, { avatarUrl: publicUrl });
        const body = { ...store.show(collection, id), ...store.show('attachments', keep(picture)), publicUrl, path: publicUrl };
        return { status: statusOf(call.operation), body };
      };
    }
    for (const name of deleting) {
      handlers[`${service}.${name}`] = (call) => {
        const ids = call.body === undefined ? [owner(call)] : idsOf(call);
        for (const id of ids) store.of(collection).change(id, (record) => void delete record['avatarUrl']);
        return { status: statusOf(call.operation) };
      };
    }
  }

  return {
    handlers,
    store: async (call) => (await uploadsOf(call)).uploads.map((one) => store.show('attachments', keep(one))),
    attach: (attachmentID, to) => void links.push({ attachmentID, ...to }),
    reset() {
      contents.clear();
      links = [];
    },
  };
}

function pick(fields: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
