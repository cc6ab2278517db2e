import { getMimeType } from 'hono/utils/mime';
import { parseBody } from '../../http.js';
import type { Incoming, Outgoing } from '../../http.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { DriveLinks, LinkUse } from './links.js';
import type { DriveShow } from './show.js';
import { deleted } from './tree.js';
import type { DriveTree } from './tree.js';
import { MethodError } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';

/** How bytes come to Drive and leave it again. */
export interface DriveContent {
  /** A file for a folder in the call itself, or else an address to send it to. */
  upload(call: MethodCall, folder: number): MethodResult;
  /** Versions: uploading, reading, restoring. */
  versions: MethodHandlers;
  /** Answers a request to an address; throws a MethodError. */
  exchange(use: LinkUse, request: Incoming): Promise<Outgoing>;
}

/** The form field that an upload address wants the file in. */
const field = 'file';

/** Creates the ways of content. */
export function createDriveContent(tree: DriveTree, links: DriveLinks, show: DriveShow): DriveContent {
  const { versions } = tree;
  const fileOf = (call: MethodCall) => tree.find('file', Number(param(call, 'id')));
  const versionOf = (id: JsonValue | undefined): { id: number; record: Readonly<JsonObject> } => {
    const record = versions.collection.get(Number(id));
    if (!record) throw new MethodError(400, 'ERROR_NOT_FOUND', `There is no version with the id ${text(id)}`);
    return { id: Number(id), record };
  };

  function download(request: Incoming): Outgoing {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new MethodError(405, 'INVALID_REQUEST', 'Use GET');
    const { name, file } = links.open('download', request.url);
    const bytes = tree.content(Number(file));
    if (!bytes) throw new MethodError(404, 'ERROR_NOT_FOUND', 'The file is gone');
    const headers = {
      'content-type': getMimeType(text(name)) ?? 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(text(name))}`,
    };
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? [];
    if (from === undefined) return { status: 200, headers, raw: bytes };
    const part = bytes.subarray(Number(from), to ? Number(to) + 1 : undefined);
    if (part.length === 0) return { status: 416, headers: { 'content-range': `bytes */${bytes.length}` }, raw: '' };
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`;
    return { status: 206, headers: { ...headers, 'content-range': range }, raw: part };
  }

  async function receive(request: Incoming): Promise<Outgoing> {
    if (request.method !== 'POST') throw new MethodError(405, 'INVALID_REQUEST', 'Use POST');
    const { folder, name, unique, userId } = links.open('upload', request.url);
    const parsed = await parseBody(request);
    const file = parsed.kind === 'multipart' ? parsed.form.get(field) : null;
    if (file === null || typeof file === 'string')
      throw new MethodError(400, 'ERROR_ARGUMENT', `Send the file as multipart/form-data in the field "${field}"`);
    const parent = tree.find('folder', Number(folder)).id;
    const free = tree.freeName(parent, text(name) || file.name, { unique: unique === true });
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length === 0) throw new MethodError(400, 'ERROR_COULD_NOT_SAVE_FILE', 'The file is empty');
    return { status: 200, body: { result: show.object(tree.addFile(parent, free, bytes, Number(userId))) } };
  }

  return {
    upload(call, folder) {
      const data = param(call, 'data');
      const name = isObject(data) ? text(data['NAME']) : '';
      const unique = truthy(param(call, 'generateUniqueName'));
      const sent = param(call, 'fileContent');
      if (sent === undefined) {
        const claim = { folder, name, unique, userId: call.caller.userId };
        return { result: { field, uploadUrl: links.address('upload', claim) } };
      }
      if (name === '') throw new MethodError(400, 'DISK_BASE_SERVICE_22001', 'data.NAME: give the file a name');
      const bytes = decodeFile(sent);
      if (!bytes) throw new MethodError(400, 'ERROR_COULD_NOT_SAVE_FILE', 'fileContent: send a list of the name and the content in Base64');
      return { result: show.object(tree.addFile(folder, tree.freeName(folder, name, { unique }), bytes, call.caller.userId)) };
    },
    versions: {
      'disk.file.uploadversion'(call) {
        const { id } = fileOf(call);
        const bytes = decodeFile(param(call, 'fileContent'));
        if (!bytes) throw new MethodError(400, 'DISK_FILE_22002', 'fileContent: send a list of the name and the content in Base64');
        tree.writeContent(id, bytes, call.caller.userId);
        return { result: show.object(id) };
      },
      'disk.file.getversions'(call) {
        const { id } = fileOf(call);
        const filter = param(call, 'filter');
        const { ids, ...counts } = versions.page({
          filter: { ...(isObject(filter) ? { 0: filter } : {}), OBJECT_ID: String(id) },
          start: param(call, 'start'),
        });
        return { ...counts, result: ids.map((version) => show.version(version)) };
      },
      'disk.file.restorefromversion'(call) {
        const { id } = fileOf(call);
        const { record } = versionOf(param(call, 'versionId'));
        if (record['OBJECT_ID'] !== String(id)) throw new MethodError(400, 'DISK_FILE_22004', 'The version belongs to another file');
        tree.writeContent(id, Number(record['FILE_ID']), call.caller.userId);
        return { result: show.object(id) };
      },
      'disk.version.get'(call) {
        const { id, record } = versionOf(param(call, 'id'));
        if (tree.objects.collection.get(Number(record['OBJECT_ID']))?.['DELETED_TYPE'] !== deleted.no)
          throw new MethodError(400, 'ERROR_NOT_FOUND', 'The file of the version is in the trash');
        return { result: show.version(id) };
      },
    },
    exchange: async (use, request) => (use === 'download' ? download(request) : receive(request)),
  };
}

/** The bytes of `[name, base64]`; undefined when there are none. */
export function decodeFile(sent: JsonValue | undefined): Uint8Array | undefined {
  const [, base64] = isObject(sent) ? Object.values(sent) : Array.isArray(sent) ? sent : [];
  const text = typeof base64 === 'string' ? base64.replaceAll(/\s/g, '') : '';
  if (text === '' || !/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, 'base64'));
}

const truthy = (value: JsonValue | undefined): boolean => value === true || /^(y|1|true)$/i.test(text(value));
