import { UsageError } from '@portolan/transport';
import type { Caller } from '../client.js';
import type { DriveItem } from '../generated/v2/disk/index.js';
import type { Methods } from '../generated/v2/index.js';
import type { ResultOf } from '../methods.js';
import { bitrix24Error } from '../refused.js';
import { filePair } from './file.js';
import { askSigned, refused, type SignedOptions } from './signed.js';

/** Options of {@link uploadToDisk}. */
export type UploadOptions = SignedOptions & {
  /** The file; see `toFile`. */
  file: File;
  /** Where to: a folder, or the root of a storage. Ids of Drive. */
} & ({ folderId: number | string; storageId?: undefined } | { storageId: number | string; folderId?: undefined }) & {
    /** Adds a number to a name that is taken, instead of refusing. Default `false`. */
    unique?: boolean | undefined;
    /** Files up to this size go up in one call as Base64, larger ones as a form to an address of their own. Bytes; default 2,000,000. */
    inlineLimit?: number | undefined;
  };

/**
 * Uploads a file to Drive: in one call when it is small, in two steps when it is large. The two steps are documented for folders, so a large file
 * goes to the storage's root folder, which is looked up first.
 * @throws {Bitrix24Error} the portal refuses
 * @throws {UsageError} there is no place to upload to
 */
export async function uploadToDisk(b24: Pick<Caller<Methods>, 'call'>, options: UploadOptions): Promise<DriveItem> {
  const { file, folderId, storageId, unique = false, inlineLimit = 2_000_000, signal, timeout } = options;
  const id = folderId ?? storageId;
  if (id === undefined) throw new UsageError('folderId', 'it is missing', 'Pass folderId or storageId.');
  const callOptions = { ...(signal && { signal }), ...(timeout !== undefined && { timeout }) };
  const about = { data: { NAME: file.name }, generateUniqueName: unique };
  if (file.size <= inlineLimit) {
    const params = { id, ...about, fileContent: await filePair(file) };
    const stored: Uploaded | undefined =
      folderId === undefined ? await b24.call('disk.storage.uploadFile', params, callOptions) : await b24.call(byForm, params, callOptions);
    if (stored && !('uploadUrl' in stored)) return stored;
    throw refused(byForm, 200, 'the file was not taken. Upload it to a folder in two steps: inlineLimit 0');
  }
  const folder = folderId ?? (await b24.call('disk.storage.get', { id }, callOptions))?.ROOT_OBJECT_ID;
  if (folder === undefined) throw new UsageError('storageId', 'this storage has no root folder', 'Pass folderId.');
  const place: Uploaded | undefined = await b24.call(byForm, { id: folder, ...about }, callOptions);
  if (place && !('uploadUrl' in place)) return place;

  const body = new FormData();
  body.append(place?.field ?? 'file', file, file.name);
  const response = await askSigned(byForm, place?.uploadUrl, { method: 'POST', body }, options);
  const answer = (await response.json().catch(() => undefined)) as { result?: DriveItem; error?: unknown } | undefined;
  if (answer?.error !== undefined) throw bitrix24Error(byForm, answer, response);
  if (answer?.result?.ID === undefined)
    throw refused(byForm, response.status, 'the upload was answered without a file. Look whether it arrived before you repeat it');
  return answer.result;
}

const byForm = 'disk.folder.uploadFile';

/** A file, or where to send it. Nothing at all is no success either. */
type Uploaded = ResultOf<Methods[typeof byForm]>;
