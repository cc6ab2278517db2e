import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { download, toFile, uploadToDisk } from '../src/files/index.js';
import { type Bitrix24, createBitrix24 } from '../src/index.js';

let to: Sandbox;
let b24: Bitrix24;
beforeAll(async () => void (to = await startSandbox({ bitrix24Limits: { capacity: 100_000 } })));
afterAll(() => to.close());
beforeEach(() => {
  to.reset();
  b24 = createBitrix24({ auth: { webhook: to.bitrix24.webhook } });
});

const content = Uint8Array.from({ length: 5_000 }, (_, place) => place % 251);
const photo = (name = 'photo.jpg') => toFile(content, { name, type: 'image/jpeg' });
/** Methods and addresses that were called, in order. */
const called = () => to.log().map(({ operation }) => operation);
const bytesOf = async (blob: Promise<Blob>) => new Uint8Array(await (await blob).arrayBuffer());
/** What went wrong, all that it tells in one text. */
const failure = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((reason: unknown) => reason);
  return { error, told: `${JSON.stringify(error)} ${String(error)}` };
};
const storageId = 1;
let folderId: string | number | undefined;
beforeEach(async () => {
  folderId = (await b24.disk.storage.addFolder({ id: storageId, data: { NAME: 'Scans' } })).ID;
});
const place = () => ({ folderId: folderId! });

describe('a file on Drive', () => {
  it.each([
    ['one call', 10_000, ['disk.folder.uploadFile']],
    ['two steps', 0, ['disk.folder.uploadFile', 'upload']],
  ])('goes up in %s and comes back as it was', async (_, inlineLimit, way) => {
    const before = called().length;
    const stored = await uploadToDisk(b24, { ...place(), file: await photo(), inlineLimit });
    expect(called().slice(before)).toEqual(way);
    expect(stored).toMatchObject({ NAME: 'photo.jpg', SIZE: '5000', PARENT_ID: String(folderId) });
    const got = await download(b24, { fileId: stored.ID! });
    expect([got.name, got.size, got.type]).toEqual(['photo.jpg', 5_000, 'image/jpeg']);
    expect(await bytesOf(got.blob())).toEqual(content);
  });

  it('goes to the root of a storage when that is named, however large', async () => {
    const root = (await b24.disk.storage.get({ id: storageId }))?.ROOT_OBJECT_ID;
    for (const inlineLimit of [10_000, 0])
      expect(await uploadToDisk(b24, { storageId, file: await photo(`${inlineLimit}.jpg`), inlineLimit })).toMatchObject({
        PARENT_ID: root,
      });
  });

  it.each([
    ['one call', 10_000],
    ['two steps', 0],
  ])('of a taken name is refused or numbered, in %s', async (_, inlineLimit) => {
    await uploadToDisk(b24, { ...place(), file: await photo() });
    const again = async (unique: boolean) => uploadToDisk(b24, { ...place(), file: await photo(), inlineLimit, unique });
    expect((await failure(again(false))).error).toMatchObject({ name: 'Bitrix24Error', code: 'DISK_OBJ_22000', status: 400 });
    expect(await again(true)).toMatchObject({ NAME: 'photo (1).jpg' });
  });

  it('goes on where a download broke off, by its id and by the address of the record', async () => {
    const { ID, DOWNLOAD_URL } = await uploadToDisk(b24, { ...place(), file: await photo() });
    for (const source of [{ fileId: ID! }, { url: DOWNLOAD_URL! }]) {
      const got = await download(b24, source, { from: 4_000 });
      expect([got.name, got.size, await bytesOf(got.blob())]).toEqual(['photo.jpg', 5_000, content.subarray(4_000)]);
    }
  });

  it('is read by its version as well', async () => {
    const { ID } = await uploadToDisk(b24, { ...place(), file: await photo() });
    await b24.disk.file.uploadVersion({ id: ID!, fileContent: ['photo.jpg', 'bmV3'] });
    const [newest, first] = await b24.disk.file.getVersions({ id: ID! });
    expect(await (await (await download(b24, { url: newest!.DOWNLOAD_URL! })).blob()).text()).toBe('new');
    expect(await bytesOf((await download(b24, { url: first!.DOWNLOAD_URL! })).blob())).toEqual(content);
  });

  it('is not there: the error of the method', async () => {
    expect((await failure(download(b24, { fileId: 9_999 }))).error).toMatchObject({ code: 'ERROR_NOT_FOUND', operation: 'disk.file.get' });
  });
});

describe('an address of a file', () => {
  it('that is too old, or of somebody else, is refused without being told', async () => {
    const { DOWNLOAD_URL } = await uploadToDisk(b24, { ...place(), file: await photo() });
    const token = new URL(DOWNLOAD_URL!).searchParams.get('token')!;
    to.clock.advance(3_600_000);
    const late = await failure(download(b24, { url: DOWNLOAD_URL! }));
    expect(late.error).toMatchObject({ name: 'Bitrix24Error', code: 'file_address', status: 401 });
    const strange = await failure(download(b24, { url: DOWNLOAD_URL!.slice(0, -9) }));
    expect(strange.error).toMatchObject({ code: 'file_address', status: 403 });
    for (const { told } of [late, strange]) for (const part of token.split('|').slice(1)) expect(told).not.toContain(part.slice(0, 20));
  });

  it('is called without our credentials', async () => {
    const seen: [string, Headers][] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      seen.push([String(input instanceof Request ? input.url : input), new Headers(init?.headers)]);
      return globalThis.fetch(input, init);
    };
    const stored = await uploadToDisk(b24, { ...place(), file: await photo(), inlineLimit: 0, fetch });
    await (await download(b24, { fileId: stored.ID! }, { fetch })).blob();
    expect(seen.map(([url]) => new URL(url).pathname)).toEqual(['/rest/upload.json', '/rest/download.json']);
    const code = new URL(to.bitrix24.webhook).pathname.split('/')[3]!;
    for (const [url, headers] of seen) {
      expect(url).not.toContain(code);
      expect([headers.get('authorization'), headers.get('cookie')]).toEqual([null, null]);
    }
  });
});
