import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from '../context.js';
import type { Incoming, Outgoing } from '../http.js';

/** A file of the storage. */
export interface StoredFile {
  bytes: Uint8Array;
  contentType: string;
  fileName: string;
}

/**
 * Where files lie: another origin than the API (`localhost` instead of `127.0.0.1`, the same listener). An address is good for five
 * minutes of sandbox time and needs no token; a token that is sent all the same is noted in the log.
 */
export interface Storage {
  /** Is the request one to the storage? */
  owns(request: Incoming): boolean;
  /** An address of the file that runs out. */
  addressOf(file: StoredFile): string;
  /** An address that does not. */
  publicAddressOf(file: StoredFile): string;
  handle(request: Incoming): Outgoing;
  reset(): void;
}

const prefix = '/storage/';
const life = 300;
const credentials = ['authorization', 'x-application-id', 'cookie'];

/** Creates an empty storage. */
export function createStorage(context: Context): Storage {
  const links = new Map<string, { file: StoredFile; signature?: string; expires: number }>();
  const refuse = (reason: string): Outgoing => ({ status: 401, raw: `401 Unauthorized: ${reason}` });

  function base(): string {
    return context.origin('hubex').replace('127.0.0.1', 'localhost') + prefix;
  }

  return {
    owns: (request) => request.url.pathname.startsWith(prefix),
    addressOf(file) {
      const id = randomBytes(12).toString('hex');
      const signature = randomBytes(20).toString('hex');
      const expires = Math.floor(context.clock.now() / 1000) + life;
      links.set(id, { file, signature, expires });
      return `${base()}${id}?temp_url_sig=${signature}&temp_url_expires=${expires}&filename=${encodeURIComponent(file.fileName)}`;
    },
    publicAddressOf(file) {
      const id = randomBytes(12).toString('hex');
      links.set(id, { file, expires: Number.POSITIVE_INFINITY });
      return base() + id;
    },
    handle({ method, url, headers }) {
      const leaked = credentials.filter((name) => headers.has(name));
      const note = leaked.length > 0 ? { leaked } : {};
      if (method !== 'GET' && method !== 'HEAD') return { status: 405, raw: '405 Method Not Allowed', ...note };
      const link = links.get(url.pathname.slice(prefix.length));
      if (!link) return { status: 404, raw: '404 Not Found', ...note };
      const { signature, expires, file } = link;
      if (signature !== undefined && !same(signature, url.searchParams.get('temp_url_sig') ?? ''))
        return { ...refuse('wrong signature'), ...note };
      if (signature !== undefined && url.searchParams.get('temp_url_expires') !== String(expires))
        return { ...refuse('wrong time'), ...note };
      if (context.clock.now() / 1000 > expires) return { ...refuse('the address has expired'), ...note };
      const name = encodeURIComponent(file.fileName);
      return {
        status: 200,
        headers: { 'content-type': file.contentType, 'content-disposition': `attachment; filename*=UTF-8''${name}` },
        raw: file.bytes,
        ...note,
      };
    },
    reset: () => links.clear(),
  };
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
