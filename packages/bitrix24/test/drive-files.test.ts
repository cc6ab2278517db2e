import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { download, driveId, fileData, filePair, toFile, uploadToDisk } from '../src/files/index.js';
import { createBitrix24 } from '../src/index.js';
import { fileFromPath } from '../src/node.js';
import { portalOf, type TestPortal } from './portal.js';

let portal: TestPortal;
let storage: TestPortal;
const content = Buffer.from(Uint8Array.from({ length: 5_000 }, (_, place) => place % 251));
const stored = { ID: 9, NAME: 'photo.jpg', SIZE: '5000' };
beforeAll(async () => {
  storage = await portalOf(({ headers }) => {
    const [, from] = /bytes=(\d+)-/.exec(headers.range ?? '') ?? [];
    const body = content.subarray(Number(from ?? 0));
    return {
      status: from ? 206 : 200,
      body,
      headers: {
        'content-type': 'image/jpeg',
        'content-disposition': "attachment; filename*=UTF-8''..%2Fa%20b.jpg",
        ...(from && { 'content-range': `bytes ${from}-4999/5000` }),
      },
    };
  });
  portal = await portalOf(({ url, json }) => {
    const method = url.pathname.split('/').at(-1);
    if (method === 'upload.json')
      return url.searchParams.get('token') === 's3cr3t' ? { json: { result: stored } } : { status: 403, json: { error: 'ACCESS_DENIED' } };
    if (method === 'download.json')
      return url.searchParams.get('token') === 's3cr3t'
        ? { status: 302, headers: { location: `${storage.origin}/file?signature=s3cr3t` } }
        : { status: 403 };
    if (method === 'disk.file.get')
      return {
        json: {
          result: {
            ...stored,
            DOWNLOAD_URL:
              json['id'] === 1
                ? 'ftp://x/s3cr3t'
                : `${portal.origin}/rest/download.json?token=${json['id'] === 2 ? 'dead-s3cr3t' : 's3cr3t'}`,
          },
        },
      };
    if (method === 'disk.storage.get') return { json: { result: { ID: '5', ROOT_OBJECT_ID: '55' } } };
    if (json['fileContent']) return { json: { result: stored } };
    return {
      json: {
        result: { field: 'file', uploadUrl: `${portal.origin}/rest/upload.json?token=${json['id'] === 2 ? 'dead-s3cr3t' : 's3cr3t'}` },
      },
    };
  });
});
afterAll(async () => {
  await portal[Symbol.asyncDispose]();
  await storage[Symbol.asyncDispose]();
});
const b24 = () => createBitrix24({ auth: { webhook: `${portal.origin}/rest/1/webhook-c0de/` } });
const file = (size = content.length) => toFile(content.subarray(0, size), { name: 'photo.jpg', type: 'image/jpeg' });

describe('a file', () => {
  it.each([
    ['a Blob', () => new Blob(['abc'])],
    ['bytes', () => new TextEncoder().encode('abc')],
    ['a stream', () => new Blob(['a', 'bc']).stream()],
    ['a File', () => new File(['abc'], 'a.txt')],
  ])('of %s takes every form that methods want', async (_, source) => {
    const made = await toFile(source() as Blob, { name: 'a.txt' });
    expect(await filePair(made)).toEqual(['a.txt', 'YWJj']);
    expect(await fileData(made)).toEqual({ fileData: ['a.txt', 'YWJj'] });
  });

  it('needs a name and content', async () => {
    await expect(toFile(new Blob(['a']))).rejects.toMatchObject({ field: 'name' });
    expect((await toFile(new File(['a'], 'own.txt'))).name).toBe('own.txt');
    await expect(filePair(await toFile(new Blob(), { name: 'a' }))).rejects.toMatchObject({ field: 'file' });
  });

  it('of a path, and the id that tasks take', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portolan-b24-'));
    writeFileSync(join(folder, 'a.txt'), 'abc');
    expect(await filePair(await fileFromPath(join(folder, 'a.txt')))).toEqual(['a.txt', 'YWJj']);
    rmSync(folder, { recursive: true });
    expect(String(await fileFromPath('/nowhere/s3cr3t').catch((reason: unknown) => reason))).not.toContain('s3cr3t');
    expect([driveId({ ID: '12' }), driveId(12)]).toEqual(['n12', 'n12']);
    expect(() => driveId({})).toThrow('it has no ID');
  });
});

describe('an upload to Drive', () => {
  it('is one call when the file is small', async () => {
    const from = portal.seen.length;
    expect(await uploadToDisk(b24(), { folderId: 5, file: await file() })).toMatchObject({ ID: 9 });
    const [call, ...more] = portal.seen.slice(from);
    expect([call!.url.pathname.split('/').at(-1), call!.json, more]).toEqual([
      'disk.folder.uploadFile',
      { id: 5, data: { NAME: 'photo.jpg' }, generateUniqueName: false, fileContent: ['photo.jpg', content.toString('base64')] },
      [],
    ]);
  });

  it('is two when it is large, the second without our credentials', async () => {
    const from = portal.seen.length;
    expect(await uploadToDisk(b24(), { storageId: 5, file: await file(), inlineLimit: 100, unique: true })).toMatchObject({ ID: 9 });
    const [storage, first, second] = portal.seen.slice(from);
    expect([storage!.url.pathname.split('/').at(-1), storage!.json]).toEqual(['disk.storage.get', { id: 5 }]);
    expect(first!.json).toEqual({ id: '55', data: { NAME: 'photo.jpg' }, generateUniqueName: true });
    expect(second!.bytes.includes('name="file"; filename="photo.jpg"')).toBe(true);
    expect(second!.bytes.includes(content)).toBe(true);
    expect(JSON.stringify([second!.url, second!.headers])).not.toContain('webhook-c0de');
  });

  it('whose address is refused is an error without the address', async () => {
    const error = await uploadToDisk(b24(), { folderId: 2, file: await file(), inlineLimit: 0 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'Bitrix24Error', code: 'file_address', status: 403 });
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cr3t');
  });

  it('that is answered with nothing is an error', async () => {
    const silent = { call: async () => undefined } as never;
    for (const inlineLimit of [0, 10_000]) {
      const upload = uploadToDisk(silent, { folderId: 5, file: await file(), inlineLimit });
      await expect(upload).rejects.toMatchObject({ name: 'Bitrix24Error', code: 'file_address' });
    }
  });

  it('goes to the address that was given, and nowhere else, and tells why it was not taken', async () => {
    const place = { call: async () => ({ field: 'file', uploadUrl: 'https://example.com/' }) } as never;
    const asked: unknown[] = [];
    const upload = async (answer: Response): Promise<unknown> => {
      const fetch = async (url: unknown): Promise<Response> => (asked.push(url), answer);
      return uploadToDisk(place, { folderId: 5, file: await file(), inlineLimit: 0, fetch }).catch((reason: unknown) => reason);
    };
    const moved = new Response(null, { status: 302, headers: { location: 'https://other.example.com/' } });
    expect(await upload(moved)).toMatchObject({ code: 'file_address', status: 302 });
    expect(await upload(Response.json({ error: 'DISK_FULL' }, { status: 400 }))).toMatchObject({ code: 'DISK_FULL', status: 400 });
    expect(asked).toEqual(['https://example.com/', 'https://example.com/']);
  });

  it('needs a place, and ends with the signal', async () => {
    await expect(uploadToDisk(b24(), { file: await file() } as never)).rejects.toMatchObject({ field: 'folderId' });
    await expect(uploadToDisk(b24(), { folderId: 5, file: await file(), signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    );
  });
});

describe('a download', () => {
  it.each([
    ['attachment; filename="a; b.txt"; size=3', 'a; b.txt'],
    ['attachment; filename=plain.txt; size=3', 'plain.txt'],
    [`attachment; filename="plain.txt"; filename*=UTF-8''%E2%82%AC.txt`, '\u20AC.txt'],
    [`attachment; filename="plain.txt"; filename*=UTF-8''%E2%82`, 'plain.txt'],
    ['attachment', undefined],
  ])('takes the name of %s', async (disposition, name) => {
    const answer = async (): Promise<Response> => new Response('abc', { headers: { 'content-disposition': disposition } });
    expect((await download(b24(), { url: 'https://example.com/' }, { fetch: answer })).name).toBe(name);
  });

  it('does not take another part for the one that was asked for', async () => {
    const answer = async (): Promise<Response> => new Response('abc', { status: 206, headers: { 'content-range': 'bytes 0-2/9' } });
    const wrong = download(b24(), { url: 'https://example.com/' }, { fetch: answer, from: 3 });
    await expect(wrong).rejects.toMatchObject({ code: 'file_address' });
  });

  it('counts what it got before into the size', async () => {
    const headers = { 'content-range': 'bytes 3-5/*', 'content-length': '3' };
    const answer = async (): Promise<Response> => new Response('def', { status: 206, headers });
    expect((await download(b24(), { url: 'https://example.com/' }, { fetch: answer, from: 3 })).size).toBe(6);
  });

  it('ends a circle of redirects', async () => {
    await using circle = await portalOf(() => ({ status: 302, headers: { location: '/' } }));
    await expect(download(b24(), { url: `${circle.origin}/` })).rejects.toMatchObject({ code: 'file_address', status: 302 });
    expect(circle.seen).toHaveLength(4);
  });

  it('goes on when a hook throws', async () => {
    const onProgress = (): void => {
      throw new Error('a bad hook');
    };
    const { blob } = await download(b24(), { fileId: 9 }, { onProgress });
    expect((await blob()).size).toBe(content.length);
  });

  it('follows the signed address to the storage, without credentials', async () => {
    const progress: number[] = [];
    const got = await download(b24(), { fileId: 9 }, { onProgress: ({ received, total }) => progress.push(received, total!) });
    expect([got.name, got.size, got.type]).toEqual(['photo.jpg', 5_000, 'image/jpeg']);
    expect(Buffer.from(await (await got.blob()).arrayBuffer()).equals(content)).toBe(true);
    expect(progress.slice(-2)).toEqual([5_000, 5_000]);
    const { url, headers } = storage.seen.at(-1)!;
    expect([url.pathname, headers.authorization, headers.cookie, headers.referer]).toEqual(['/file', undefined, undefined, undefined]);
  });

  it('by an address of a record takes the name from the answer, without its path', async () => {
    const got = await download(b24(), { url: `${portal.origin}/rest/download.json?token=s3cr3t` });
    expect([got.name, await got.blob().then(({ size }) => size)]).toEqual(['a b.jpg', 5_000]);
  });

  it('goes on where it broke off, or says that it cannot', async () => {
    const got = await download(b24(), { fileId: 9 }, { from: 4_000 });
    expect([got.size, Buffer.from(await (await got.blob()).arrayBuffer()).equals(content.subarray(4_000))]).toEqual([5_000, true]);
    await using whole = await portalOf(() => ({ body: 'all of it' }));
    await expect(download(b24(), { url: `${whole.origin}/` }, { from: 3 })).rejects.toThrow('cannot be resumed at byte 3');
  });

  it.each([
    ['refused', { fileId: 2 }],
    ['no https', { fileId: 1 }],
    ['plain http elsewhere', { url: 'http://example.com/s3cr3t' }],
    ['with user info', { url: 'https://user:s3cr3t@example.com/' }],
    ['nothing', { url: '' }],
  ])('whose address is %s is an error without it', async (_, source) => {
    const error = await download(b24(), source).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'file_address' });
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cr3t');
  });
});

describe('a signed address that leads elsewhere', () => {
  it.each(['http://files.example.com/a?token=s3cr3t', 'https://user:s3cr3t@files.example.com/a', 'ftp://files.example.com/a'])(
    'is not followed to %s, and no error tells it',
    async (location) => {
      const asked: (RequestRedirect | undefined)[] = [];
      const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
        asked.push(init?.redirect);
        return new Response(null, { status: 302, headers: { location } });
      };
      const error: unknown = await download(
        { call: () => Promise.reject(new Error('not asked')) } as never,
        { url: 'https://example.com/f' },
        { fetch },
      ).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'file_address' });
      expect(String(error)).not.toContain('s3cr3t');
      expect(asked).toEqual(['manual']);
    },
  );
});
