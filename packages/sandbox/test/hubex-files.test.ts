import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { hubexCaller, sandbox, send } from './http.js';
import type { HubexCaller } from './http.js';

let to: Sandbox;
let call: HubexCaller;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(async () => {
  to.reset();
  call = await hubexCaller(to);
});
/** Bytes that no text decoding survives. */
const bytes = Uint8Array.from([0x89, 0x50, 0xff, 0x00, 0xfe, 0x0a]);
const base64 = Buffer.from(bytes).toString('base64');
const sent = { fileName: 'plan.png', contentType: 'image/png', file: base64 };
const upload = (path: string, fields: Record<string, string | Blob>, file = 'plan.png') => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, typeof value === 'string' ? value : new File([value], file, value));
  return send(`${to.hubex.baseUrl}${path}`, { body, headers: call.headers });
};
const file = () => new Blob([bytes], { type: 'image/png' });
const linkOf = async (path: string): Promise<string> => (await call('GET', `${path}?noRedirect=true`)).body;
const download = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { status: response.status, type: response.headers.get('content-type'), bytes: new Uint8Array(await response.arrayBuffer()) };
};

/** The record, the ways to upload to it, its list and the download. */
const places = [
  {
    name: 'task',
    form: '/WORK/TaskAttachments/upload/fromForm?TaskID=1001',
    body: ['/WORK/TaskAttachments/upload/fromBody', { taskID: 1001 }],
    list: '/WORK/Tasks/1001/attachments',
    one: (id: number) => `/WORK/Tasks/1001/attachment/${id}`,
    redirect: 303,
  },
  {
    name: 'asset',
    form: '/ES/AssetAttachments/upload/fromForm?AssetID=500',
    body: ['/ES/AssetAttachments/upload/fromBody', { assetID: 500 }],
    list: '/ES/Assets/500/attachments',
    redirect: 307,
  },
  {
    name: 'company',
    form: '/ES/CompanyAttachments/upload/fromForm?CompanyID=17',
    body: ['/ES/CompanyAttachments/upload/fromBody', { companyID: 17 }],
    list: '/ES/Companies/17/attachments',
    one: (id: number) => `/ES/Companies/17/attachment/${id}`,
    redirect: 307,
  },
  {
    name: 'material',
    form: '/WH/Materials/1/attachments/upload/fromForm',
    part: 'Attachments[0].file',
    body: ['/WH/Materials/1/attachments/upload/fromBody', {}],
    list: '/WH/Materials/1/attachments',
    one: (id: number) => `/WH/Materials/1/attachment/${id}`,
    redirect: 303,
  },
  {
    name: 'contract',
    form: '/SC/ServiceContract/1/v2/attachments/upload/fromForm',
    part: 'Attachments[0].file',
    body: ['/SC/ServiceContract/1/attachments/upload/fromBody', {}],
    list: '/SC/ServiceContract/1/attachments',
    redirect: 303,
  },
] as const;

describe.each(places)('files of a $name', (place) => {
  test('come in as a form and go out as they were', async () => {
    const made = await upload(place.form, { ['part' in place ? place.part : 'File']: file() });
    expect([made.status, [made.body].flat()[0].fileName]).toEqual([201, 'plan.png']);
    const id = [made.body].flat()[0].attachmentID;
    expect((await call('GET', place.list)).body[id]).toMatchObject({ fileName: 'plan.png', size: bytes.length, isUploaded: true });
    if ('one' in place) expect((await call('GET', place.one(id))).body).toMatchObject({ attachmentID: id, fileName: 'plan.png' });
    const redirect = await call('GET', `${place.list}/${id}`);
    expect([redirect.status, redirect.text]).toEqual([place.redirect, '']);
    expect(await download(redirect.headers.get('location') ?? '')).toEqual({ status: 200, type: 'image/png', bytes });
  });
  test('come in as base64 in JSON', async () => {
    const [path, ids] = place.body;
    const made = await call('POST', path, { ...sent, ...ids, description: 'Floor 1' });
    expect([made.status, made.text]).toEqual([201, expect.stringContaining('attachmentID')]);
    expect((await call('GET', place.list)).body[made.body.attachmentID]).toMatchObject({ description: 'Floor 1' });
    expect((await download(await linkOf(`${place.list}/${made.body.attachmentID}`))).bytes).toEqual(bytes);
  });
  test('are not those of another record', async () => {
    const [path, ids] = place.body;
    const { attachmentID } = (await call('POST', path, { ...sent, ...ids })).body;
    const other = place.list.replace(/\/(1001|500|17|1)\//, (_all, id) => `/${Number(id) + 1}/`);
    expect(Object.keys((await call('GET', other)).body ?? {})).toEqual([]);
    expect((await call('GET', `${other}/${attachmentID}`)).status).toBe(404);
  });
});

describe('attachments of COMMON', () => {
  test('are uploaded, attached to a task, detached and deleted', async () => {
    const { attachmentID } = (await call('POST', '/COMMON/Attachments/upload/fromBody', sent)).body;
    expect((await call('POST', '/WORK/TaskAttachments', [{ taskID: 1001, data: [attachmentID] }])).body).toEqual([
      { taskID: 1001, attachmentID },
    ]);
    expect(Object.keys((await call('GET', '/WORK/Tasks/1001/attachments')).body)).toEqual([String(attachmentID)]);
    expect(Object.keys((await call('GET', '/COMMON/Attachments?taskID=1001')).body)).toEqual([String(attachmentID)]);
    expect((await call('GET', '/COMMON/Attachments?taskID=1002')).body ?? {}).toEqual({});
    await call('DELETE', '/WORK/TaskAttachments', [{ taskID: 1001, data: [attachmentID] }]);
    expect((await call('GET', '/WORK/Tasks/1001/attachments')).body).toEqual({});
    expect((await call('GET', `/COMMON/Attachments/${attachmentID}`)).status).toBe(307);
    await call('DELETE', `/COMMON/Attachments/${attachmentID}`);
    expect((await call('GET', `/COMMON/Attachments/${attachmentID}`)).status).toBe(404);
    expect(Object.keys((await call('GET', '/COMMON/Attachments?isDeleted=true')).body)).toEqual([String(attachmentID)]);
  });
  test('several in one form, each with its fields', async () => {
    await upload('/COMMON/Attachments/v2/upload/fromForm', {
      'Attachments[0].file': file(),
      'Attachments[0].description': 'First',
      'Attachments[1].file': new Blob(['other']),
      'Attachments[1].description': 'Second',
    });
    const { body } = await call('GET', '/COMMON/Attachments');
    expect(Object.values(body)).toMatchObject([{ description: 'First' }, { description: 'Second', size: 5 }]);
  });
  test('get a public address that needs no token and does not run out', async () => {
    const { attachmentID } = (await call('POST', '/COMMON/Attachments/upload/fromBody', sent)).body;
    const { publicUrl } = (await call('POST', `/COMMON/Attachments/${attachmentID}/publish`)).body;
    to.clock.advance(24 * 3_600_000);
    expect((await download(publicUrl)).bytes).toEqual(bytes);
  });
  test('the same file twice is refused, unless that is asked for', async () => {
    const path = '/COMMON/Attachments/upload/fromBody';
    await call('POST', path, sent);
    expect((await call('POST', path, sent)).body.code).toBe('AttachmentDuplicated');
    expect((await call('POST', path, { ...sent, isIgnorePossibleDuplication: true })).status).toBe(201);
  });
  test('the same file on a task and on one of its works is no duplicate', async () => {
    const [{ id: completedWorkID }] = (await call('POST', '/WORK/CompletedWorks', [{ taskID: 1001, data: [{ workTypeID: 10 }] }])).body;
    const work = { taskID: 1001, completedWorkID };
    expect((await call('POST', '/WORK/CompletedWorkAttachments/upload/fromBody', { ...sent, ...work })).status).toBe(201);
    expect((await call('POST', '/WORK/TaskAttachments/upload/fromBody', { ...sent, taskID: 1001 })).status).toBe(201);
    expect(Object.keys((await call('GET', '/WORK/Tasks/1001/attachments')).body)).toHaveLength(1);
    expect((await call('GET', '/WORK/Tasks/1001/completedWorks/attachments')).body).toMatchObject([
      { completedWorkID, fileName: 'plan.png' },
    ]);
  });
  test('what is no base64, has another checksum or no file is 409', async () => {
    const path = '/COMMON/Attachments/upload/fromBody';
    expect((await call('POST', path, { ...sent, file: 'no base64!' })).status).toBe(409);
    expect((await call('POST', path, { ...sent, md5Hash: '0'.repeat(32) })).body.arguments).toEqual(['md5Hash']);
    expect((await upload('/COMMON/Attachments/upload/fromForm', { Description: 'x' })).body.code).toBe('ParameterNull');
    expect((await upload('/WORK/TaskAttachments/upload/fromForm', { File: file() })).body.arguments).toEqual(['taskID']);
  });
  test('a picture of a user', async () => {
    const { body } = await call('PUT', '/ADM/Users/42/avatar/upload/fromBody', sent);
    expect(body.size).toBe(bytes.length);
    const { avatarUrl } = (await call('GET', '/ADM/Users/42')).body;
    expect((await download(avatarUrl)).bytes).toEqual(bytes);
    await call('DELETE', '/ADM/Users/42/avatar');
    expect((await call('GET', '/ADM/Users/42')).body.avatarUrl).toBeUndefined();
  });
  test('a message of a task with a file', async () => {
    const { body } = await upload('/WORK/Tasks/1001/conversation/upload/fromForm', {
      Message: 'See the plan',
      'Attachments[0].file': file(),
    });
    expect((await call('GET', '/WORK/Tasks/1001/conversations')).body).toMatchObject([
      { id: body.taskConversationID, message: 'See the plan', author: { firstName: 'Anna' }, attachment: [{ fileName: 'plan.png' }] },
    ]);
    const link = await linkOf(`/WORK/Tasks/1001/conversations/${body.taskConversationID}/attachments/${body.attachmentID}`);
    expect((await download(link)).bytes).toEqual(bytes);
  });
});

describe('the storage', () => {
  let link: string;
  beforeEach(async () => {
    const { attachmentID } = (await call('POST', '/COMMON/Attachments/upload/fromBody', sent)).body;
    link = await linkOf(`/COMMON/Attachments/${attachmentID}`);
  });
  test('is another origin than the API and needs no token', async () => {
    const { origin, hostname, port, pathname } = new URL(link);
    expect(origin).not.toBe(new URL(to.hubex.baseUrl).origin);
    expect([hostname, port]).toEqual(['localhost', new URL(to.hubex.baseUrl).port]);
    expect(pathname).toMatch(/^\/storage\/\w+$/);
    expect((await download(link)).status).toBe(200);
    const entry = to.log().at(-1);
    expect([entry?.operation, entry?.leaked]).toEqual(['storage', undefined]);
  });
  test('a token that is sent there is noted by name, without its value', async () => {
    await download(link, call.headers);
    const entry = to.log().at(-1);
    expect(entry?.leaked).toEqual(['authorization', 'x-application-id']);
    expect(JSON.stringify(entry)).not.toContain(call.headers['authorization']?.split(' ')[1]);
    expect(JSON.stringify(entry)).not.toContain(new URL(link).searchParams.get('temp_url_sig'));
  });
  test('an address runs out by the sandbox clock, and cannot be changed', async () => {
    const changed = new URL(link);
    changed.searchParams.set('temp_url_expires', '9999999999');
    expect((await download(changed.href)).status).toBe(401);
    changed.searchParams.set('temp_url_sig', 'x');
    expect((await download(changed.href)).status).toBe(401);
    to.clock.advance(299_000);
    expect((await download(link)).status).toBe(200);
    to.clock.advance(2000);
    expect((await download(link)).status).toBe(401);
    expect((await download(`${new URL(link).origin}/storage/other`)).status).toBe(404);
  });
  test('an export is a binary file of the declared type', async () => {
    const { status, type, bytes: got } = await download(`${to.hubex.baseUrl}/EXPORT/Tasks`, call.headers);
    expect([status, type]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
    expect([got[0], got[1]]).toEqual([0x50, 0x4b]);
    expect(Buffer.from(new TextDecoder().decode(got))).not.toEqual(Buffer.from(got));
  });
});
