import { UsageError } from '@portolan/transport';

/** What a file may be made of. */
export type FileSource = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** What is to be known of a file. */
export interface FileFacts {
  /** Name with extension, as people will see it. That of a `File` when left out. */
  name?: string | undefined;
  /** Media type; that of a Blob when left out. */
  type?: string | undefined;
}

/** A file as Bitrix24 takes it in most fields: name and content in Base64. */
export type FilePair = [name: string, base64: string];

/**
 * Makes a file. A stream is read to its end first: Base64 and forms need the length.
 * @throws {UsageError} there is no name
 */
export async function toFile(source: FileSource, { name, type }: FileFacts = {}): Promise<File> {
  const named = name ?? (source instanceof File ? source.name : '');
  if (!named) throw new UsageError('name', 'it is missing', 'Pass the file name, with extension.');
  const part = source instanceof ReadableStream ? await new Response(source).blob() : source;
  return new File([part], named, { type: type ?? (part instanceof Blob ? part.type : '') });
}

/**
 * `[name, base64]`: what `crm.item.*`, `lists.element.*`, `user.*`, `disk.*` (`fileContent`) take; a multiple field takes a list of them.
 * @throws {UsageError} the file is empty: Bitrix24 refuses that
 */
export async function filePair(file: File): Promise<FilePair> {
  return [file.name, await base64(file)];
}

/** `{ fileData: [name, base64] }`: what the custom fields of `crm.deal.*`, `crm.lead.*`, `crm.contact.*`, `crm.company.*` and pictures of `catalog.product.*` take. */
export async function fileData(file: File): Promise<{ fileData: FilePair }> {
  return { fileData: await filePair(file) };
}

/** The content alone: what `documentgenerator.template.*` and methods with a name of its own (`note.file.add`, telephony) take. */
export async function base64(file: Blob): Promise<string> {
  if (file.size === 0) throw new UsageError('file', 'it is empty', 'Pass a file with content: Bitrix24 refuses empty ones.');
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  // In slices: a function takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** The id of a file of Drive as fields of tasks and posts take it: `n123`. */
export function driveId(file: { ID?: string | number } | number | string): string {
  return `n${typeof file === 'object' ? file.ID : file}`;
}
