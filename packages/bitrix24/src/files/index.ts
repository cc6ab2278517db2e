/**
 * Files: what methods take them as, uploads to Drive, downloads.
 * @packageDocumentation
 */
export { download, type Download, type DownloadOptions, type DownloadSource } from './download.js';
export { base64, driveId, fileData, filePair, type FilePair } from './file.js';
export type { SignedOptions } from './signed.js';
export { type FileFacts, type FileSource, toFile } from '@portolan/transport';
export { uploadToDisk, type UploadOptions } from './upload.js';
