/**
 * Files: what methods take them as, uploads to Drive, downloads.
 * @packageDocumentation
 */
export { download, type Download, type DownloadOptions, type DownloadSource } from './download.js';
export { base64, driveId, fileData, type FileFacts, filePair, type FilePair, type FileSource, toFile } from './file.js';
export { type SignedOptions } from './signed.js';
export { uploadToDisk, type UploadOptions } from './upload.js';
