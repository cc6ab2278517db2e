/**
 * What only Node (Bun, Deno) can do.
 * @packageDocumentation
 */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { type FileFacts, toFile, UsageError } from '@portolan/transport';

export { fileStore, type FileStoreOptions } from '@portolan/auth/node';

/**
 * Makes a file of a path for an upload as a form. Its content is read while it is sent, not before.
 * @throws {UsageError} that does not quote the path: it cannot be read
 */
export async function fileFromPath(path: string, { name = basename(path), type }: FileFacts = {}): Promise<File> {
  let blob: Blob;
  try {
    blob = await openAsBlob(path);
  } catch {
    throw new UsageError('path', 'the file cannot be read', 'Check that it exists and that this process may read it.');
  }
  return toFile(blob, { name, type });
}
