import { base64Of, UsageError } from '@portolan/transport';

/** A file as Bitrix24 takes it in most fields: name and content in Base64. */
export type FilePair = [name: string, base64: string];

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
  return base64Of(file);
}

/**
 * The id of a file of Drive as fields of tasks and posts take it: `n123`.
 * @throws {UsageError} it has none
 */
export function driveId(file: { ID?: string | number } | number | string): string {
  const id = typeof file === 'object' ? file.ID : file;
  if (id === undefined) throw new UsageError('file', 'it has no ID', 'Pass what uploadToDisk answered.');
  return `n${id}`;
}
