import { UsageError } from '@portolan/transport';
import type { FileUpload } from '../generated/common/index.js';

/** What a file may be made of. */
export type FileSource = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** What is to be known of a file. */
export interface FileFacts {
  /** Name with extension, as people will see it. */
  name: string;
  /** Media type; that of a Blob when left out. */
  type?: string | undefined;
}

/**
 * Makes a file for an upload as a form (`.../upload/fromForm`). A stream is read to its end first: a form needs the length.
 * @throws {UsageError} there is no name
 */
export async function toFile(source: FileSource, { name, type }: FileFacts): Promise<File> {
  if (!name) throw new UsageError('name', 'it is missing', 'Pass the file name, with extension.');
  const part = source instanceof ReadableStream ? await new Response(source).blob() : source;
  return new File([part], name, { type: type ?? (part instanceof Blob ? part.type : '') });
}

/** The part of an upload as JSON that is the file. */
export type Base64File = Required<Pick<FileUpload, 'file' | 'fileName' | 'contentType'>>;

/** Makes the body of an upload as JSON (`.../upload/fromBody`) of a file: base64, a third larger than the form. Add what else the operation takes. */
export async function toBase64File(file: File): Promise<Base64File> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  // In slices: a function takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { file: btoa(binary), fileName: file.name, contentType: file.type || 'application/octet-stream' };
}
