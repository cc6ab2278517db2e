/**
 * What only Node (Bun, Deno) can do.
 * @packageDocumentation
 */
import { openAsBlob } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { type FileFacts, toFile, UsageError } from '@portolan/transport';

export { fileStore, type FileStoreOptions } from '@portolan/auth/node';

/**
 * Makes a file of a path, for an upload. Its content is read while it is sent, not before.
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

/**
 * Makes a listener of Node's `http` of a receiver in terms of `Request` and `Response`: `createServer(nodeListener(eventHandler({ ... })))`.
 */
export function nodeListener(
  handle: (request: Request) => Promise<Response>,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (incoming, outgoing) =>
    void answer(handle, incoming, outgoing).catch(() => {
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });
}

async function answer(handle: (request: Request) => Promise<Response>, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers: given } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !name.startsWith(':')) headers.set(name, [value].flat().join(', '));
  const body = method === 'GET' || method === 'HEAD' ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
  // Where the server stands for others is known to a proxy only; no receiver looks at it.
  const address = new URL(url.replace(/^\/+/, '/'), 'http://localhost');
  const {
    status,
    headers: answered,
    body: content,
  } = await handle(new Request(address, { method, headers, body, duplex: 'half' } as RequestInit));
  // Pairs, not a map: there may be several cookies.
  outgoing.writeHead(status, Array.from(answered).flat());
  if (content) for await (const part of content) outgoing.write(part);
  outgoing.end();
}
