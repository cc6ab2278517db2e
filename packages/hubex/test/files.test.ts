import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toBase64File, toFile } from '../src/index.js';
import { fileFromPath } from '../src/node.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-files-'));
  writeFileSync(join(folder, 'photo.jpg'), 'jpeg');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shown = async (file: File): Promise<[string, string, string]> => [file.name, file.type, await file.text()];

describe('a file for an upload', () => {
  it.each([
    ['a Blob', () => new Blob(['abc'], { type: 'text/plain' }), 'text/plain'],
    ['bytes', () => new TextEncoder().encode('abc'), ''],
    ['a stream', () => new Blob(['a', 'bc']).stream(), ''],
  ])('of %s', async (_, source, type) => {
    expect(await shown(await toFile(source() as Blob, { name: 'a.txt' }))).toEqual(['a.txt', type, 'abc']);
    expect((await toFile(source() as Blob, { name: 'a.txt', type: 'image/png' })).type).toBe('image/png');
  });

  it('of a path, with its name', async () => {
    expect(await shown(await fileFromPath(join(folder, 'photo.jpg'), { type: 'image/jpeg' }))).toEqual(['photo.jpg', 'image/jpeg', 'jpeg']);
  });

  it('of a path that is not there: an error without the path', async () => {
    const error = await fileFromPath(join(folder, 's3cr3t')).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/path: the file cannot be read/);
    expect(String(error)).not.toContain('s3cr3t');
  });

  it('needs a name', async () => await expect(toFile(new Blob(), { name: '' })).rejects.toMatchObject({ field: 'name' }));

  it('as base64, whatever its size', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, place) => place % 256);
    const body = await toBase64File(await toFile(bytes, { name: 'a.bin' }));
    expect(body).toMatchObject({ fileName: 'a.bin', contentType: 'application/octet-stream' });
    expect(Buffer.from(body.file, 'base64').equals(bytes)).toBe(true);
  });
});
