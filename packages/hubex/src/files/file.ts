import { base64Of } from '@portolan/transport';
import type { FileUpload } from '../generated/common/index.js';

/** The part of an upload as JSON that is the file. */
export type Base64File = Required<Pick<FileUpload, 'file' | 'fileName' | 'contentType'>>;

/** Makes the body of an upload as JSON (`.../upload/fromBody`) of a file: base64, a third larger than the form. Add what else the operation takes. */
export async function toBase64File(file: File): Promise<Base64File> {
  return { file: await base64Of(file), fileName: file.name, contentType: file.type || 'application/octet-stream' };
}
