import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { bitrixTokens, sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());

const elsewhere = async (method: string, json: unknown) => (await send(`${to.bitrix24.webhook}${method}`, { json })).body;
const ask = (method: string, json: unknown = {}) => send(`${to.bitrix24.webhook}disk.${method}`, { json });
const call = async (method: string, json: unknown = {}) => {
  const { status, body } = await ask(method, json);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.result;
};
/** Status and code of a refusal. */
const refused = async (method: string, json: unknown = {}) => {
  const { status, body } = await ask(method, json);
  return [status, body.error];
};
const base64 = (content: string): string => Buffer.from(content).toString('base64');
const names = (list: { NAME: string }[]) => list.map(({ NAME }) => NAME);
const inFolder = async (id: number | string, more: object = {}) => names(await call('folder.getChildren', { id, ...more }));

/** Seeded: storage 1 with the root 101, in it Documents 105 (Contract.txt 107, Orders.csv 108) and Pictures 106; storage 2 with the root 102. */
const [root, documents, pictures, contract, orders, foreign] = [101, 105, 106, 107, 108, 102];

const put = (id: number, name: string, content = 'x', more: object = {}) =>
  call('folder.uploadFile', { id, data: { NAME: name }, fileContent: [name, base64(content)], ...more });

describe('storages', () => {
  test('are listed, filtered, and lead to their roots', async () => {
    expect(names(await call('storage.getList'))).toEqual(['Anna Example', 'Boris Sample', 'Clara Muster', 'Company drive']);
    expect(names(await call('storage.getList', { filter: { ENTITY_TYPE: 'common' } }))).toEqual(['Company drive']);
    expect(await call('storage.get', { id: 1 })).toMatchObject({ ID: '1', ROOT_OBJECT_ID: '101', ENTITY_TYPE: 'user', ENTITY_ID: '1' });
    expect(await call('storage.get', { id: 'x' })).toBeNull();
    expect(names(await call('storage.getChildren', { id: 1 }))).toEqual(['Documents', 'Pictures']);
    expect(await call('storage.getTypes')).toEqual(['user', 'common', 'group']);
  });

  test('take folders and files in their root', async () => {
    expect(await call('storage.addFolder', { id: 2, data: { NAME: 'Plans' } })).toMatchObject({ PARENT_ID: '102', STORAGE_ID: '2' });
    const file = await call('storage.uploadFile', { id: 2, data: { NAME: 'a.txt' }, fileContent: ['b.txt', base64('abc')] });
    expect(file).toMatchObject({ NAME: 'a.txt', PARENT_ID: '102', SIZE: '3', TYPE: 'file', GLOBAL_CONTENT_VERSION: '1' });
    expect(await inFolder(foreign)).toEqual(['Plans', 'a.txt']);
  });

  test('one of the application is made when it is asked for, and only that one is renamed', async () => {
    const auth = (await bitrixTokens(to))['access_token'];
    const asApplication = async (method: string, json: object = {}) =>
      (await send(`${to.bitrix24.origin}/rest/disk.${method}`, { json: { ...json, auth } })).body;
    const { result } = await asApplication('storage.getForApp');
    expect(result).toMatchObject({ ENTITY_TYPE: 'restapp' });
    expect((await asApplication('storage.getForApp')).result).toEqual(result);
    expect((await asApplication('storage.rename', { id: result.ID, newName: 'Mine' })).result).toMatchObject({ NAME: 'Mine' });
    expect((await asApplication('storage.rename', { id: 1, newName: 'Mine' })).error).toBe('');
    expect(await inFolder(result.ROOT_OBJECT_ID)).toEqual([]);
  });

  test.each(['storage', 'folder', 'file'])('%s.getFields describes what records hold', async (kind) => {
    const fields = await call(`${kind}.getFields`);
    expect(fields).toMatchObject({ ID: { TYPE: 'integer', USE_IN_FILTER: true }, NAME: { TYPE: 'string' } });
    expect(Object.keys(fields)).not.toContain('DOWNLOAD_URL');
    if (kind === 'file') expect(fields).toMatchObject({ SIZE: { USE_IN_FILTER: false }, CREATE_TIME: { TYPE: 'datetime' } });
  });
});

describe('folders', () => {
  test('hold what was put there, filtered, ordered and in pages', async () => {
    for (let number = 1; number <= 60; number += 1) await put(pictures, `${number}.png`);
    const { body } = await ask('folder.getChildren', { id: pictures });
    expect([body.result.length, body.total, body.next]).toEqual([50, 60, 50]);
    expect(await inFolder(pictures, { start: 50 })).toHaveLength(10);
    expect(await inFolder(pictures, { filter: { '%NAME': '7.png' }, order: { ID: 'DESC' } })).toEqual([
      '57.png',
      '47.png',
      '37.png',
      '27.png',
      '17.png',
      '7.png',
    ]);
    expect(await inFolder(pictures, { filter: { logic: 'OR', 0: { NAME: '1.png' }, 1: { NAME: 'Orders.csv' } } })).toEqual(['1.png']);
    expect(await inFolder(root, { filter: { PARENT_ID: documents } })).toEqual([]);
  });

  test('have no two objects of a name', async () => {
    const taken = { id: root, data: { NAME: 'Documents' } };
    expect(await refused('folder.addSubFolder', taken)).toEqual([400, 'DISK_OBJ_22000']);
    const file = { id: documents, data: { NAME: 'Orders.csv' }, fileContent: ['Orders.csv', base64('x')] };
    expect(await refused('folder.uploadFile', file)).toEqual([400, 'DISK_OBJ_22000']);
    expect(await call('folder.uploadFile', { ...file, generateUniqueName: true })).toMatchObject({ NAME: 'Orders (1).csv' });
    expect(await call('folder.uploadFile', { ...file, generateUniqueName: 'Y' })).toMatchObject({ NAME: 'Orders (2).csv' });
    expect(await refused('file.rename', { id: contract, newName: 'Orders.csv' })).toEqual([400, 'DISK_OBJ_22000']);
    expect(await refused('file.rename', { id: contract, newName: '' })).toEqual([400, '0']);
    expect(await call('file.rename', { id: contract, newName: 'Contract.txt' })).toMatchObject({ NAME: 'Contract.txt' });
  });

  test('are moved and copied with all that is in them, within their storage and not into themselves', async () => {
    expect(await call('folder.moveTo', { id: documents, targetFolderId: pictures })).toMatchObject({ PARENT_ID: '106' });
    expect(await inFolder(root)).toEqual(['Pictures']);
    expect(await refused('folder.moveTo', { id: pictures, targetFolderId: documents })).toEqual([400, 'ERROR_ARGUMENT']);
    expect(await call('folder.moveTo', { id: documents, targetFolderId: foreign })).toBe(false);
    expect(await refused('folder.moveTo', { id: root, targetFolderId: pictures })).toEqual([400, '']);
    const copy = await call('folder.copyTo', { id: pictures, targetFolderId: foreign });
    expect(copy).toMatchObject({ NAME: 'Pictures', STORAGE_ID: '2' });
    const [inner] = await call('folder.getChildren', { id: copy.ID });
    const [file] = await call('folder.getChildren', { id: inner.ID });
    expect(file).toMatchObject({ NAME: 'Contract.txt', STORAGE_ID: '2', GLOBAL_CONTENT_VERSION: '1' });
    expect((await send(file.DOWNLOAD_URL)).text).toBe('The contract.\n');
    expect(await call('file.get', { id: contract })).toMatchObject({ PARENT_ID: '105' });
  });

  test('go to the trash and come back with what went with them', async () => {
    await call('file.markDeleted', { id: orders });
    expect(await call('folder.markDeleted', { id: documents })).toMatchObject({ DELETED_TYPE: '3', DELETED_BY: '1' });
    expect(await inFolder(root)).toEqual(['Pictures']);
    expect(await refused('file.get', { id: contract })).toEqual([400, 'ERROR_NOT_FOUND']);
    expect(await refused('folder.getChildren', { id: documents })).toEqual([400, 'ERROR_NOT_FOUND']);
    expect(await refused('file.restore', { id: orders })).toEqual([400, 'ERROR_NOT_FOUND']);
    await call('storage.addFolder', { id: 1, data: { NAME: 'Documents' } });
    expect(await call('folder.restore', { id: documents })).toMatchObject({ NAME: 'Documents (1)', DELETED_TYPE: '0' });
    expect(await inFolder(documents)).toEqual(['Contract.txt']);
    expect(await call('file.restore', { id: orders })).toMatchObject({ NAME: 'Orders.csv', DELETED_TYPE: '0' });
    expect(await refused('folder.markDeleted', { id: root })).toEqual([400, 'DISK_OBJ_22000']);
  });

  test('are deleted for good', async () => {
    expect(await call('folder.deleteTree', { id: documents })).toBe(true);
    expect(await refused('folder.restore', { id: documents })).toEqual([400, 'ERROR_NOT_FOUND']);
    expect(await refused('file.restore', { id: contract })).toEqual([400, 'ERROR_NOT_FOUND']);
    expect(await refused('version.get', { id: 1 })).toEqual([400, 'ERROR_NOT_FOUND']);
    expect(await refused('folder.deleteTree', { id: root })).toEqual([400, 'DISK_OBJ_22000']);
    await call('file.markDeleted', { id: (await put(pictures, 'a.png')).ID });
    expect(await inFolder(pictures)).toEqual([]);
  });

  test('are no files, nor the other way round', async () => {
    expect(await refused('folder.get', { id: contract })).toEqual([400, 'ERROR_NOT_FOUND']);
    expect(await refused('file.get', { id: documents })).toEqual([400, 'ERROR_NOT_FOUND']);
    expect(await refused('file.get')).toEqual([400, 'ERROR_ARGUMENT']);
  });
});

describe('content', () => {
  test('comes back by DOWNLOAD_URL, with its name and type, whole or from a byte on', async () => {
    const { DOWNLOAD_URL, ID } = await put(pictures, 'ein Bild ü.png', 'not really');
    const whole = await send(DOWNLOAD_URL);
    expect([whole.status, whole.text, whole.headers.get('content-type')]).toEqual([200, 'not really', 'image/png']);
    expect(whole.headers.get('content-disposition')).toContain(encodeURIComponent('ein Bild ü.png'));
    const rest = await send(DOWNLOAD_URL, { headers: { range: 'bytes=4-' } });
    expect([rest.status, rest.text, rest.headers.get('content-range')]).toEqual([206, 'really', 'bytes 4-9/10']);
    expect((await send(DOWNLOAD_URL, { headers: { range: 'bytes=10-' } })).status).toBe(416);
    expect(await call('file.get', { id: ID })).toMatchObject({ SIZE: '10' });
  });

  test('is not given for a wrong token, nor for an old one, and the log shows none', async () => {
    const { DOWNLOAD_URL } = await call('file.get', { id: contract });
    const token = new URL(DOWNLOAD_URL).searchParams.get('token') ?? '';
    const [kind, payload, signature] = token.split('|');
    const forged = Buffer.from(JSON.stringify({ use: 'download', file: 5003, until: 9e15, round: 0 })).toString('base64url');
    for (const wrong of ['', 'x', `${kind}|${forged}|${signature}`, `${kind}|${payload}|`]) {
      const address = new URL(DOWNLOAD_URL);
      address.searchParams.set('token', wrong);
      const { status, body } = await send(address.href);
      expect([status, body.error]).toEqual([403, 'ACCESS_DENIED']);
    }
    to.clock.advance(59 * 60_000);
    expect((await send(DOWNLOAD_URL)).status).toBe(200);
    to.clock.advance(60_000);
    const late = await send(DOWNLOAD_URL);
    expect([late.status, late.body.error]).toEqual([401, 'expired_token']);
    const fresh = (await call('file.get', { id: contract })).DOWNLOAD_URL;
    to.expireTokens('bitrix24');
    expect((await send(fresh)).status).toBe(401);
    const log = JSON.stringify(to.log());
    expect(log).toContain('/rest/download.json?token=***');
    expect(log).not.toContain(encodeURIComponent(token).slice(0, 30));
  });

  test('is uploaded in two steps to an address of its own', async () => {
    const { field, uploadUrl } = await call('folder.uploadFile', { id: pictures, generateUniqueName: true });
    const form = (name = 'big.png', under = field): FormData => {
      const body = new FormData();
      body.append(under, new Blob(['content']), name);
      return body;
    };
    expect(await inFolder(pictures)).toEqual([]);
    const { body } = await send(uploadUrl, { body: form() });
    expect(body.result).toMatchObject({ NAME: 'big.png', PARENT_ID: '106', SIZE: '7', CREATED_BY: '1' });
    expect((await send(uploadUrl, { body: form() })).body.result).toMatchObject({ NAME: 'big (1).png' });
    expect((await send(body.result.DOWNLOAD_URL)).text).toBe('content');
    const named = await call('folder.uploadFile', { id: pictures, data: { NAME: 'mine.png' } });
    expect((await send(named.uploadUrl, { body: form() })).body.result.NAME).toBe('mine.png');
    expect((await send(named.uploadUrl, { body: form() })).body.error).toBe('DISK_OBJ_22000');
    expect((await send(named.uploadUrl, { body: form('a', 'other') })).body.error).toBe('ERROR_ARGUMENT');
    expect((await send(body.result.DOWNLOAD_URL.replace('download', 'upload'), { body: form('a') })).status).toBe(403);
    to.clock.advance(3_600_000);
    expect((await send(uploadUrl, { body: form() })).status).toBe(401);
    expect(JSON.stringify(to.log())).toContain('/rest/upload.json?token=***');
  });

  test.each([
    ['no name', { fileContent: ['a', 'YQ=='] }, 'DISK_BASE_SERVICE_22001'],
    ['no content', { data: { NAME: 'a' }, fileContent: ['a', ''] }, 'ERROR_COULD_NOT_SAVE_FILE'],
    ['no Base64', { data: { NAME: 'a' }, fileContent: ['a', '***'] }, 'ERROR_COULD_NOT_SAVE_FILE'],
  ])('with %s is refused', async (_, params, code) => {
    expect(await refused('folder.uploadFile', { id: pictures, ...params })).toEqual([400, code]);
  });

  test('of earlier versions is kept, read and restored', async () => {
    const file = await call('file.uploadVersion', { id: contract, fileContent: ['Contract.txt', base64('third')] });
    expect(file).toMatchObject({ ID: '107', GLOBAL_CONTENT_VERSION: '3', SIZE: '5' });
    const versions = await call('file.getVersions', { id: contract });
    expect(versions.map((version: Record<string, string>) => version['GLOBAL_CONTENT_VERSION'])).toEqual(['3', '2', '1']);
    expect((await send(versions[2].DOWNLOAD_URL)).text).toBe('The first draft of the contract.\n');
    expect(await call('version.get', { id: versions[2].ID })).toMatchObject({ OBJECT_ID: '107', NAME: 'Contract.txt' });
    const restored = await call('file.restoreFromVersion', { id: contract, versionId: versions[2].ID });
    expect(restored).toMatchObject({ GLOBAL_CONTENT_VERSION: '4' });
    expect((await send(restored.DOWNLOAD_URL)).text).toBe('The first draft of the contract.\n');
    expect((await send(file.DOWNLOAD_URL)).text).toBe('third');
    expect(await refused('file.restoreFromVersion', { id: orders, versionId: versions[0].ID })).toEqual([400, 'DISK_FILE_22004']);
    const empty = { id: contract, fileContent: ['a', ''] };
    expect(await refused('file.uploadVersion', empty)).toEqual([400, 'DISK_FILE_22002']);
  });

  test('is back at its start after a reset', async () => {
    await put(documents, 'new.txt');
    await call('file.uploadVersion', { id: orders, fileContent: ['a', base64('changed')] });
    to.reset();
    expect(await inFolder(documents)).toEqual(['Contract.txt', 'Orders.csv']);
    expect((await send((await call('file.get', { id: orders })).DOWNLOAD_URL)).text).toBe('Chairs;20\nPumps;1\n');
  });
});

describe('files elsewhere', () => {
  test('hang on a task, when it is written and afterwards', async () => {
    const select = ['ID', 'UF_TASK_WEBDAV_FILES'];
    const fields = { TITLE: 'Read it', RESPONSIBLE_ID: 1, UF_TASK_WEBDAV_FILES: [`n${contract}`] };
    const { id } = (await elsewhere('tasks.task.add', { fields })).result.task;
    const attached = async () => (await elsewhere('tasks.task.get', { taskId: id, select })).result.task.ufTaskWebdavFiles;
    const [first] = await attached();
    const attachment = await call('attachedObject.get', { id: first });
    expect(attachment).toMatchObject({ OBJECT_ID: '107', ENTITY_ID: String(id), NAME: 'Contract.txt', SIZE: '14' });
    expect((await send(attachment.DOWNLOAD_URL)).text).toBe('The contract.\n');
    const { attachmentId } = (await elsewhere('tasks.task.files.attach', { taskId: id, fileId: orders })).result;
    expect((await attached()).map(Number)).toEqual([Number(first), attachmentId]);
    await elsewhere('tasks.task.update', { taskId: id, fields: { UF_TASK_WEBDAV_FILES: [String(attachmentId)] } });
    expect((await attached()).map(Number)).toEqual([attachmentId]);
    expect((await elsewhere('tasks.task.files.attach', { taskId: id, fileId: 9_999 })).error).toBe('ERROR_CORE');
    expect((await elsewhere('tasks.task.add', { fields: { ...fields, UF_TASK_WEBDAV_FILES: ['n9999'] } })).error).toBe('ERROR_CORE');
    expect(await refused('attachedObject.get', { id: 9_999 })).toEqual([400, 'ERROR_NOT_FOUND']);
  });

  test('are kept in custom fields of CRM and read by a signed address', async () => {
    const scan = ['scan.png', base64('pixels')];
    const many = [{ fileData: scan }, { fileData: ['b.txt', base64('b')] }];
    const id = (await elsewhere('crm.deal.add', { fields: { TITLE: 'x', UF_CRM_SCAN: { fileData: scan }, UF_CRM_MANY: many } })).result;
    const deal = (await elsewhere('crm.deal.get', { id })).result;
    expect(deal.UF_CRM_SCAN.downloadUrl).toContain(`ownerId=${id}&fieldName=UF_CRM_SCAN`);
    expect(JSON.stringify(deal)).not.toContain(scan[1]);
    const inItem = async () => (await elsewhere('crm.item.get', { entityTypeId: 2, id })).result.item;
    const item = await inItem();
    const file = await send(item.ufCrmScan.urlMachine);
    expect([file.text, file.headers.get('content-type')]).toEqual(['pixels', 'image/png']);
    expect(item.ufCrmMany).toHaveLength(2);
    const changes = { UF_CRM_SCAN: { id: deal.UF_CRM_SCAN.id, remove: 'Y' }, UF_CRM_MANY: [{ id: deal.UF_CRM_MANY[1].id }] };
    await elsewhere('crm.deal.update', { id, fields: changes });
    const changed = await inItem();
    expect(changed.ufCrmScan).toBeNull();
    expect((await send(changed.ufCrmMany[0].urlMachine)).text).toBe('b');
    await elsewhere('crm.item.update', { entityTypeId: 2, id, fields: { ufCrmScan: scan } });
    expect((await send((await inItem()).ufCrmScan.urlMachine)).text).toBe('pixels');
  });
});
