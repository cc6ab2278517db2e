import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { uploadAttachment } from '../src/generated/common/index.js';
import {
  createTask,
  downloadTaskAttachment,
  listTaskAttachments,
  uploadTaskAttachment,
  uploadTaskAttachmentForm,
} from '../src/generated/work/index.js';
import { createHubex, type Hubex, toBase64File, toFile } from '../src/index.js';
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

describe('files of a task', () => {
  let sandbox: Sandbox;
  let hubex: Hubex;
  let taskID: number;
  const file = (content = 'jpeg'): Promise<File> => toFile(new Blob([content], { type: 'image/jpeg' }), { name: 'photo.jpg' });
  const stored = () => sandbox.log().filter(({ path }) => path.startsWith('/storage/'));

  beforeAll(async () => {
    sandbox = await startSandbox();
    hubex = createHubex({ auth: { serviceToken: sandbox.hubex.serviceToken }, baseUrl: sandbox.hubex.baseUrl });
    taskID = (await createTask({ client: hubex, body: { taskTypeID: 1 } })).data.id!;
  });
  afterAll(() => sandbox.close());

  it('go up as a form and as JSON, and come back as they were', async () => {
    await uploadTaskAttachmentForm({ client: hubex, query: { TaskID: taskID, Description: 'Form' }, body: { File: await file() } });
    await uploadTaskAttachment({ client: hubex, body: { taskID, description: 'JSON', ...(await toBase64File(await file('JPEG'))) } });
    const { data } = await listTaskAttachments({ client: hubex, path: { taskID } });
    expect(Object.values(data).map(({ fileName, description, size }) => [fileName, description, size])).toEqual([
      ['photo.jpg', 'Form', 4],
      ['photo.jpg', 'JSON', 4],
    ]);
    for (const attachmentID of Object.keys(data).map(Number)) {
      const { data: content } = await downloadTaskAttachment({ client: hubex, path: { taskID, attachmentID } });
      expectTypeOf(content).toEqualTypeOf<Blob>();
      expect([content.type, (await content.text()).toLowerCase()]).toEqual(['image/jpeg', 'jpeg']);
    }
  });

  it('are read at their own address without the token', () => {
    expect(stored()).toHaveLength(2);
    for (const { leaked } of stored()) expect(leaked).toBeUndefined();
  });

  it('the address is handed over on demand, and the body left unread', async () => {
    const [attachmentID] = Object.keys((await listTaskAttachments({ client: hubex, path: { taskID } })).data).map(Number);
    const path = { taskID, attachmentID: attachmentID! };
    const { data: address } = await downloadTaskAttachment({ client: hubex, path, query: { noRedirect: true } });
    expectTypeOf(address).toEqualTypeOf<string>();
    expect(new URL(address).origin).not.toBe(new URL(sandbox.hubex.baseUrl).origin);
    const { data, response } = await downloadTaskAttachment({ client: hubex, path, parse: 'response' });
    expect([data, response.bodyUsed, await response.text()]).toEqual([undefined, false, 'jpeg']);
  });

  it('that are gone: an error that does not tell the address', async () => {
    const [attachmentID] = Object.keys((await listTaskAttachments({ client: hubex, path: { taskID } })).data).map(Number);
    const client = createHubex({
      auth: { serviceToken: sandbox.hubex.serviceToken },
      baseUrl: sandbox.hubex.baseUrl,
      policies: [
        (next) => async (request) =>
          request.url.includes('/storage/') ? next({ ...request, url: request.url.replace('sig=', 'sig=0') }) : next(request),
      ],
    });
    const error = await downloadTaskAttachment({ client, path: { taskID, attachmentID: attachmentID! } }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'HubexError', code: 'file_address', operation: 'downloadTaskAttachment' });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/storage|sig=/);
  });

  it.each<[string, () => Response, unknown]>([
    [
      'a text file sent at once is the file',
      () => new Response('https://example.com/', { headers: { 'content-type': 'text/plain' } }),
      'https://example.com/',
    ],
    ['a relative address is none', () => Response.json('/storage/x?sig=s3cr3t'), /answered no https address/],
    ['plain http is none', () => Response.json('http://files.example.com/x?sig=s3cr3t'), /answered no https address/],
    ['an empty answer is none', () => Response.json(null), /answered no https address/],
  ])('%s', async (_, answer, expected) => {
    const client = createHubex({
      auth: { getToken: async () => 'token' },
      baseUrl: sandbox.hubex.baseUrl,
      fetch: async () => answer(),
    });
    const call = downloadTaskAttachment({ client, path: { taskID, attachmentID: 1 } });
    if (typeof expected === 'string') return expect(await (await call).data.text()).toBe(expected);
    const error = await call.catch((reason: unknown) => reason);
    expect(String(error)).toMatch(expected as RegExp);
    expect(String(error) + JSON.stringify(error)).not.toContain('s3cr3t');
  });

  it('a refusal as data is the parsed answer', async () => {
    const path = { taskID, attachmentID: 99_999_999 };
    const { data, response } = await downloadTaskAttachment({ client: hubex, path, throwOnError: false });
    expect([response.ok, data]).toEqual([false, expect.objectContaining({ code: expect.any(String) })]);
  });

  it('without a task are stored, too', async () => {
    const { data } = await uploadAttachment({ client: hubex, body: { File: await file() } });
    expect(data).toMatchObject({ fileName: 'photo.jpg' });
  });
});
