import { notify } from '@portolan/transport';
import type { Caller } from '../client.js';
import type { Methods } from '../generated/v2/index.js';
import { askSigned, refused, type SignedOptions } from './signed.js';

/** Options of {@link download}. */
export interface DownloadOptions extends SignedOptions {
  /** Skip so many bytes: what an earlier download has got. */
  from?: number | undefined;
  /** Told as the content arrives. Bytes; `total` is undefined when nobody says. */
  onProgress?: ((progress: { received: number; total: number | undefined }) => void) | undefined;
}

/** A file on its way. */
export interface Download {
  /** Name, where somebody tells it. */
  readonly name: string | undefined;
  /** Size of the whole file in bytes, where somebody tells it. */
  readonly size: number | undefined;
  /** Media type. */
  readonly type: string;
  /** The content, from byte `from` on. Read this, or call `blob`; not both. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Reads the content to its end. */
  blob(): Promise<Blob>;
}

/** A file of Drive by its id, or any file by the signed address that a record has: `DOWNLOAD_URL`, `urlMachine`. */
export type DownloadSource = { fileId: number | string } | { url: string };

/**
 * Downloads a file. Its address holds a token, so it is asked for when needed, called without any other credentials, and never shown.
 * @throws {Bitrix24Error} `file_address`: the address is refused, or does not go on at byte `from`
 */
export async function download(
  b24: Pick<Caller<Methods>, 'call'>,
  source: DownloadSource,
  options: DownloadOptions = {},
): Promise<Download> {
  const { from = 0, onProgress, signal } = options;
  const operation = 'disk.file.get';
  const file = 'fileId' in source ? await b24.call(operation, { id: source.fileId }, signal && { signal }) : undefined;
  const headers = new Headers(from > 0 ? { range: `bytes=${from}-` } : {});
  const response = await askSigned(operation, 'url' in source ? source.url : file?.DOWNLOAD_URL, { method: 'GET', headers }, options);
  const [, begin, whole] = /^bytes (\d+)-\d*\/(\d+)?/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (from > 0 && (response.status !== 206 || Number(begin) !== from)) {
    await response.body?.cancel();
    throw refused(operation, response.status, `the file cannot be resumed at byte ${from}. Download it from the beginning`);
  }
  const type = response.headers.get('content-type') ?? '';
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const known = Number(whole ?? file?.SIZE ?? (response.headers.has('content-encoding') ? Number.NaN : length + from));
  const size = Number.isFinite(known) ? known : undefined;
  const body: ReadableStream<Uint8Array<ArrayBuffer>> = response.body ?? new Blob([]).stream();
  const stream = onProgress ? body.pipeThrough(counting(from, size, onProgress)) : body;
  return {
    name: file?.NAME ?? nameIn(response.headers.get('content-disposition')),
    size,
    type,
    stream,
    blob: () => new Response(stream, { headers: { 'content-type': type } }).blob(),
  };
}

function counting(
  from: number,
  total: number | undefined,
  onProgress: NonNullable<DownloadOptions['onProgress']>,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let received = from;
  return new TransformStream({
    transform(part, to) {
      received += part.length;
      notify(onProgress, { received, total });
      to.enqueue(part);
    },
  });
}

/** The name in a `Content-Disposition`, without any path. */
function nameIn(header: string | null): string | undefined {
  const [, extended] = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(header ?? '') ?? [];
  const [, quoted, bare] = /filename=(?:"([^"]*)"|([^";]+))/.exec(header ?? '') ?? [];
  const name = (extended && decoded(extended)) ?? quoted ?? bare;
  return name?.split(/[/\\]/).at(-1) || undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
