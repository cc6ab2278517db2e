import { createHash } from 'node:crypto';
import { mediaOf } from '../engine/document.js';
import type { JsonObject, JsonValue } from '../json.js';
import { isObject, text } from '../json.js';
import { hubexError } from './errors.js';
import type { HubexCall } from './handlers.js';

/** A file that came in, however it was sent. */
export interface Upload {
  bytes: Uint8Array;
  fileName: string;
  contentType: string;
  md5Hash: string;
  /** Fields beside the file, names in camel case. */
  fields: JsonObject;
}

/**
 * The files of a call in any of the forms HubEx takes: JSON with base64 `file`, a form with one `File` (other fields in the form or
 * in the query), a form with `Attachments[0].file` and its fields beside it. Also the fields that belong to the call as a whole.
 */
export async function uploadsOf(call: HubexCall): Promise<{ uploads: Upload[]; fields: JsonObject }> {
  const fields = { ...camel(call.query), ...camel(call.path), ...(isObject(call.body) ? call.body : {}) };
  const uploads = call.form ? await fromForm(call.form, fields) : [fromBody(fields)];
  if (uploads.length === 0) throw hubexError(409, 'ParameterNull', 'The parameter must be given.', [fileField(call)]);
  for (const upload of uploads) {
    const sent = upload.fields['md5Hash'];
    if (typeof sent === 'string' && sent !== '' && sent.toLowerCase() !== upload.md5Hash)
      throw hubexError(409, 'InvalidData', 'The MD5 of the content is another one.', ['md5Hash']);
  }
  return { uploads, fields };
}

function fromBody(fields: JsonObject): Upload {
  const base64 = text(fields['file']);
  if (!/^[A-Za-z0-9+/\s]*={0,2}$/.test(base64)) throw hubexError(409, 'InvalidData', 'The file is not base64.', ['file']);
  return uploadOf(Buffer.from(base64, 'base64'), text(fields['fileName']), text(fields['contentType']), fields);
}

async function fromForm(form: FormData, fields: JsonObject): Promise<Upload[]> {
  const common: JsonObject = {};
  const groups = new Map<string, { file?: File; fields: JsonObject }>();
  for (const [name, value] of form) {
    const [, prefix = '', own = name] = /^(.*[.\]])?([^.[\]]+)$/.exec(name) ?? [];
    const group = groups.get(prefix) ?? { fields: {} };
    groups.set(prefix, group);
    if (typeof value !== 'string') group.file = value;
    else group.fields[first(own)] = scalar(value);
    if (prefix === '' && typeof value === 'string') common[first(own)] = scalar(value);
  }
  Object.assign(fields, common);
  const uploads: Upload[] = [];
  for (const { file, fields: own } of groups.values()) {
    if (!file) continue;
    const all = { ...fields, ...own };
    uploads.push(
      uploadOf(new Uint8Array(await file.arrayBuffer()), text(all['fileName']) || file.name, text(all['contentType']) || file.type, all),
    );
  }
  return uploads;
}

function uploadOf(bytes: Uint8Array, fileName: string, contentType: string, fields: JsonObject): Upload {
  return {
    bytes,
    fileName: fileName || 'file.bin',
    contentType: contentType || 'application/octet-stream',
    md5Hash: createHash('md5').update(bytes).digest('hex'),
    fields,
  };
}

function fileField({ operation }: HubexCall): string {
  return (
    Object.keys(mediaOf(operation.body?.content)?.media.schema?.properties ?? {}).find((name) => /^(file|attachments)$/i.test(name)) ??
    'file'
  );
}

/** Forms and some paths write names in capitals. */
export function camel(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [first(name), value]));
}

function first(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Fields of a form are text. */
function scalar(value: string): JsonValue {
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}
