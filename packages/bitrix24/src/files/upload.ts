import { UsageError } from '@portolan/transport';
import type { Caller } from '../client.js';
import type { File as DriveFile, UploadPlace } from '../generated/v2/disk/index.js';
import type { Methods } from '../generated/v2/index.js';
import { bitrix24Error } from '../error.js';
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
 * Uploads a file to Drive: in one call when it is small, in two steps when it is large.
 * @throws {Bitrix24Error} the portal refuses
 * @throws {UsageError} there is no place to upload to
 */
export async function uploadToDisk(b24: Pick<Caller<Methods>, 'call'>, options: UploadOptions): Promise<DriveFile> {
  const { file, folderId, storageId, unique = false, inlineLimit = 2_000_000, signal, timeout } = options;
  const method = folderId === undefined ? 'disk.storage.uploadFile' : 'disk.folder.uploadFile';
  const id = folderId ?? storageId;
  if (id === undefined) throw new UsageError('folderId', 'it is missing', 'Pass folderId or storageId.');
  const inline = file.size <= inlineLimit;
  const params = { id, data: { NAME: file.name }, generateUniqueName: unique, ...(inline && { fileContent: await filePair(file) }) };
  const callOptions = { ...(signal && { signal }), ...(timeout !== undefined && { timeout }) };
  const answer: DriveFile | UploadPlace = await b24.call(method, params, callOptions);
  if (!('uploadUrl' in answer)) return answer;

  const body = new FormData();
  body.append(answer.field, file, file.name);
  const response = await askSigned(method, answer.uploadUrl, { method: 'POST', body }, options);
  const result = (await response.json().catch(() => undefined)) as { result?: DriveFile; error?: unknown } | undefined;
  if (result?.error !== undefined) throw bitrix24Error(method, result, response);
  if (result?.result?.ID === undefined)
    throw refused(method, response.status, 'the upload was answered without a file. Look whether it arrived before you repeat it');
  return result.result;
}
