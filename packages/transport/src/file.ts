import { UsageError } from './errors.js';

/** What a file may be made of. */
export type FileSource = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** What is to be known of a file. */
export interface FileFacts {
  /** Name with extension, as people will see it. That of a `File` when left out. */
  name?: string | undefined;
  /** Media type; that of a Blob when left out. */
  type?: string | undefined;
}

/**
 * Makes a file for an upload. A stream is read to its end first: forms and Base64 need the length.
 * @throws {UsageError} there is no name
 */
export async function toFile(source: FileSource, { name, type }: FileFacts = {}): Promise<File> {
  const named = name ?? (source instanceof File ? source.name : '');
  if (!named) throw new UsageError('name', 'it is missing', 'Pass the file name, with extension.');
  const part = source instanceof ReadableStream ? await new Response(source).blob() : source;
  return new File([part], named, { type: type ?? (part instanceof Blob ? part.type : '') });
}

/** The content as Base64, a third larger. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  // In slices: a function takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
