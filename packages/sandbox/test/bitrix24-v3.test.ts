import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject, Sandbox } from '../src/index.js';
import type { Answer } from './http.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(() => to.reset());

const call = (method: string, json: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  send(`${to.bitrix24.webhook.replace('/rest/', '/rest/api/')}${method}`, { json, headers });
/** Status and the end of the code. */
const refusal = ({ status, body }: Answer): [number, string] => [status, body.error?.code?.replace('BITRIX_REST_V3_EXCEPTION_', '')];

describe('the document of the portal', () => {
  const read = async (): Promise<{ openapi: string; paths: Record<string, { post: JsonObject }>; components: { schemas: JsonObject } }> =>
    (await call('rest.documentation.openapi')).body;

  test('is OpenAPI 3.0 without an envelope, by GET and under its short name as well', async () => {
    const document = await read();
    expect(document).toMatchObject({ openapi: '3.0.0', info: { version: '1.0.0' } });
    expect(document.paths).toHaveProperty(['/tasks.task.get', 'post', 'requestBody']);
    const short = await send(`${to.bitrix24.webhook.replace('/rest/', '/rest/api/')}documentation`);
    expect((await call('documentation')).body).toEqual(document);
    expect(short.body).toEqual(document);
  });

  test('has no word of 3.1, no note of ours, and no reference that leads nowhere', async () => {
    const document = await read();
    const wrong: string[] = [];
    JSON.stringify(document, (key, value: unknown) => {
      if (key.startsWith('x-') || key === 'const' || (key === 'type' && Array.isArray(value))) wrong.push(key);
      if (key === '$ref' && !(String(value).slice('#/components/schemas/'.length) in document.components.schemas))
        wrong.push(String(value));
      return value;
    });
    expect(wrong).toEqual([]);
  });

  test('follows what a test changes: a method more, one less, one otherwise', async () => {
    const before = await read();
    const mood = {
      type: 'object',
      required: ['result'],
      properties: { result: { type: 'object', properties: { mood: { enum: ['good'] } } } },
    };
    to.setBitrix24Method('mood.get', {
      summary: 'Get the mood',
      responses: { 200: { content: { 'application/json': { schema: mood } } } },
    });
    to.setBitrix24Method('tasks.task.get', null);
    const add = before.paths['/tasks.task.add']?.post ?? {};
    to.setBitrix24Method('tasks.task.add', {
      ...add,
      requestBody: { content: { 'application/json': { schema: { type: 'object', required: ['mood'] } } } },
    });
    const after = await read();
    expect(Object.keys(after.paths)).toHaveLength(Object.keys(before.paths).length);
    expect(after.paths['/tasks.task.get']).toBeUndefined();
    expect(after.paths['/mood.get']?.post).toMatchObject({ summary: 'Get the mood' });
    expect((await call('mood.get')).body.result).toEqual({ mood: 'good' });
    expect(refusal(await call('tasks.task.get', { id: 1 }))).toEqual([404, 'ERROR_METHOD_NOT_FOUND']);
    expect(refusal(await call('tasks.task.add', { fields: { title: 'x' } }))).toEqual([400, 'VALIDATION_REQUESTVALIDATIONEXCEPTION']);
    to.reset();
    expect(await read()).toEqual(before);
    expect((await call('tasks.task.get', { id: 1 })).status).toBe(200);
  });

  test('is changed by the admin endpoint too', async () => {
    const admin = (json: unknown): Promise<Answer> =>
      send(`${to.admin.url}bitrix24/methods`, { headers: { authorization: `Bearer ${to.admin.token}` }, json });
    expect((await admin({ method: 'tasks.task.get', operation: null })).status).toBe(200);
    expect((await read()).paths).not.toHaveProperty(['/tasks.task.get']);
    expect((await admin({ method: 'tasks.task.get' })).body.error).toContain('null to take it away');
  });

  test('names the scope of every method', async () => {
    const { result } = (await call('rest.scope.list')).body;
    expect(result).toMatchObject({ 'tasks.task.get': ['tasks'], 'main.eventlog.list': ['main'] });
  });
});

const ids = ({ body }: Answer): number[] => body.result.items.map(({ id }: { id: number }) => id);

describe('conditions', () => {
  test.each([
    [[['id', '=', 5]], [5]],
    [[['id', [5, 7]]], [5, 7]],
    [[['id', 'in', [5, 7]]], [5, 7]],
    [[['id', 'between', [5, 7]]], [5, 6, 7]],
    [
      [
        ['id', '<=', 3],
        ['id', '!=', 2],
      ],
      [1, 3],
    ],
    [
      [
        ['userId', 2],
        ['id', '<', 9],
      ],
      [2, 5, 8],
    ],
    [[['timestampX', '<', '2026-01-12T14:00:00+03:00']], [1, 2]],
    [
      [
        {
          logic: 'or',
          conditions: [
            ['id', 1],
            {
              logic: 'and',
              conditions: [
                ['id', '>', 3],
                ['id', '<', 6],
              ],
            },
          ],
        },
      ],
      [1, 4, 5],
    ],
  ])('%j', async (filter, expected) => expect(ids(await call('main.eventlog.list', { filter }))).toEqual(expected));

  test.each([
    [[['nonsense', 1]], 'UNKNOWNDTOPROPERTYEXCEPTION'],
    [
      [
        {
          logic: 'or',
          conditions: [
            ['id', 1],
            ['nonsense', 1],
          ],
        },
      ],
      'UNKNOWNDTOPROPERTYEXCEPTION',
    ],
    [[['id', '~', 1]], 'UNKNOWNFILTEROPERATOREXCEPTION'],
    [[['id', '>', 'x']], 'VALIDATION_REQUESTVALIDATIONEXCEPTION'],
    [[['id', 'in', [1, '2']]], 'VALIDATION_REQUESTVALIDATIONEXCEPTION'],
    [[['id', 'between', [1]]], 'VALIDATION_REQUESTVALIDATIONEXCEPTION'],
    [[{ logic: 'xor', conditions: [] }], 'VALIDATION_REQUESTVALIDATIONEXCEPTION'],
  ])('refused: %j', async (filter, code) => expect(refusal(await call('main.eventlog.list', { filter }))).toEqual([400, code]));

  test('a family may take a few fields only, and one of them always', async () => {
    const records = (filter: unknown): Promise<Answer> => call('timeman.record.list', { filter, pagination: { limit: 3 } });
    expect(ids(await records([['userId', 2]]))).toEqual([2, 5, 8]);
    const none = await records([['startTime', '>', '2026-01-01T00:00:00+03:00']]);
    expect(none.body.error.validation).toEqual([{ field: 'filter.userId', message: expect.any(String) }]);
    expect(
      refusal(
        await records([
          ['userId', 1],
          ['userId', 2],
        ]),
      ),
    ).toEqual([400, 'VALIDATION_REQUESTVALIDATIONEXCEPTION']);
    expect(
      (
        await records([
          ['userId', 1],
          ['duration', 1],
        ])
      ).body.error.validation[0].field,
    ).toBe('filter.duration');
    expect(refusal(await call('tasks.task.result.list', { filter: [['id', 1]] }))).toEqual([
      400,
      'VALIDATION_REQUESTFILTERVALIDATIONEXCEPTION',
    ]);
    expect(ids(await call('tasks.task.result.list', { filter: [['taskId', 1]] }))).toEqual([1, 2]);
  });
});

describe('lists', () => {
  test('order, and fields that there is no order by', async () => {
    expect(ids(await call('main.eventlog.list', { order: { userId: 'DESC', id: 'DESC' }, pagination: { limit: 2 } }))).toEqual([60, 57]);
    expect(refusal(await call('main.eventlog.list', { order: { nonsense: 'ASC' } }))[0]).toBe(400);
    expect(refusal(await call('main.eventlog.list', { order: { id: 'down' } }))[0]).toBe(400);
  });
  test('pages have the size of their method, up to its largest', async () => {
    const length = async (method: string, params: object = {}): Promise<number> => ids(await call(method, params)).length;
    expect(await length('main.eventlog.list')).toBe(50);
    expect(await length('mail.message.list')).toBe(25);
    expect(await length('mail.message.list', { pagination: { limit: 60 } })).toBe(60);
    expect(ids(await call('mail.message.list', { pagination: { limit: 2, page: 3 } }))).toEqual([5, 6]);
    expect(ids(await call('mail.message.list', { pagination: { limit: 2, offset: 1 } }))).toEqual([2, 3]);
    expect(refusal(await call('mail.message.list', { pagination: { limit: 0 } }))).toEqual([400, 'INVALIDPAGINATIONEXCEPTION']);
  });
  test('a tail goes on after its cursor, by any field, and takes no condition on it', async () => {
    const tail = (cursor: object, filter: unknown = []): Promise<Answer> => call('main.eventlog.tail', { cursor, filter });
    expect(ids(await tail({ value: 57 }))).toEqual([58, 59, 60]);
    expect(ids(await tail({ value: 3, order: 'DESC' }))).toEqual([2, 1]);
    expect(ids(await tail({ field: 'timestampX', value: '2026-01-14T21:00:00+03:00', limit: 1 }))).toEqual([59]);
    expect(ids(await tail({ value: 50 }, [['userId', 1]]))).toEqual([52, 55, 58]);
    expect(refusal(await tail({ value: 1 }, [['id', '>', 1]]))).toEqual([400, 'INVALIDFILTEREXCEPTION']);
    expect(refusal(await tail({ limit: 0 }))).toEqual([400, 'INVALIDPAGINATIONEXCEPTION']);
  });
  test('select: an unknown field is left out or refused, as the family does', async () => {
    const { body } = await call('main.eventlog.list', { select: ['severity', 'nonsense'], pagination: { limit: 1 } });
    expect(body.result.items).toEqual([{ id: 1, severity: 'SECURITY' }]);
    expect((await call('main.eventlog.get', { id: 2, select: ['userId'] })).body.result.item).toEqual({ id: 2, userId: 2 });
    expect(refusal(await call('humanresources.node.list', { type: 'TEAM', select: ['nonsense'] }))).toEqual([
      400,
      'UNKNOWNDTOPROPERTYEXCEPTION',
    ]);
    expect(refusal(await call('humanresources.node.list', { type: 'TEAM', select: 'name' }))).toEqual([400, 'INVALIDSELECTEXCEPTION']);
    const node = await call('humanresources.node.get', { id: 2, select: ['members.role'] });
    expect(node.body.result.item).toMatchObject({ id: 2, members: [{ role: 'MEMBER_HEAD' }, { role: 'MEMBER_EMPLOYEE' }] });
  });
  test('fields of a family are those of its records, with what they are good for', async () => {
    const { body } = await call('tasks.task.field.list', { select: ['name', 'type', 'filterable', 'sortable'] });
    const field = (name: string): unknown => body.result.items.find((one: { name: string }) => one.name === name);
    expect([field('id'), field('title'), field('description')]).toEqual([
      { name: 'id', type: 'int', filterable: true, sortable: true },
      { name: 'title', type: 'string', filterable: false, sortable: true },
      { name: 'description', type: 'string', filterable: false, sortable: false },
    ]);
    const one = (name: string, select?: string[]): Promise<Answer> => call('tasks.task.field.get', { name, ...(select ? { select } : {}) });
    expect((await one('title')).body.result.item).toMatchObject({ editable: true, requiredGroups: ['add'], multiple: false });
    expect((await one('nonsense')).body.error.code).toBe('BITRIX_REST_V3_REALISATION_EXCEPTION_FIELDNOTFOUNDEXCEPTION');
  });
});

describe('a request that does not fit', () => {
  const taskId = ['taskId', 1];
  test.each([
    ['tasks.task.result.list', { filter: [] }, 'VALIDATION_REQUESTVALIDATIONEXCEPTION'],
    ['tasks.task.result.list', { filter: [taskId, { logic: 'xor', conditions: [] }] }, 'INVALIDFILTEREXCEPTION'],
    ['tasks.task.result.list', { filter: [['taskId', 'x']] }, 'VALIDATION_REQUESTVALIDATIONEXCEPTION'],
    ['tasks.task.result.list', { filter: [taskId], select: ['nonsense'] }, 'UNKNOWNDTOPROPERTYEXCEPTION'],
    ['tasks.task.result.list', { filter: [taskId], order: { nonsense: 'ASC' } }, 'UNKNOWNDTOPROPERTYEXCEPTION'],
    ['tasks.task.result.list', { filter: [taskId], order: { id: 'down' } }, 'INVALIDORDEREXCEPTION'],
    ['tasks.task.result.list', { filter: [taskId], pagination: { limit: 0 } }, 'INVALIDPAGINATIONEXCEPTION'],
    ['tasks.task.result.add', { fields: { taskId: 1 } }, 'VALIDATION_DTOVALIDATIONEXCEPTION'],
    ['tasks.task.result.add', {}, 'VALIDATION_REQUESTVALIDATIONEXCEPTION'],
    ['tasks.task.result.update', { id: 1, fields: { text: 'x', nonsense: 1 } }, 'UNKNOWNDTOPROPERTYEXCEPTION'],
    ['tasks.task.list', { order: { nonsense: 'ASC' } }, 'INVALIDORDEREXCEPTION'],
    ['tasks.task.field.list', { select: ['nonsense'] }, 'UNKNOWNDTOPROPERTYEXCEPTION'],
    ['note.collection.add', { fields: { name: '' } }, 'VALIDATION_DTOVALIDATIONEXCEPTION'],
    ['note.document.search.list', { query: 'ab' }, 'NOTE_SEARCH_QUERY_TOO_SHORT'],
    ['note.collection.get', { id: '1' }, 'VALIDATION_REQUESTVALIDATIONEXCEPTION'],
    ['mail.message.list', { dateFrom: 'yesterday' }, 'VALIDATION_REQUESTVALIDATIONEXCEPTION'],
    ['batch', { cmd: ['x'] }, 'INVALIDSELECTEXCEPTION'],
  ])('%s %j', async (method, params, code) => expect(refusal(await call(method, params))).toEqual([400, code]));

  test('names every field that is wrong', async () => {
    const { validation } = (await call('tasks.task.add', { fields: { title: 1 } })).body.error;
    expect(validation.map(({ field }: { field: string }) => field).toSorted()).toEqual([
      'fields.creatorId',
      'fields.responsibleId',
      'fields.title',
    ]);
  });
});

describe('families keep what is written', () => {
  test('knowledge bases: cursor, tree, search, files, archive', async () => {
    const first = (await call('note.collection.list', { pagination: { limit: 2 } })).body.result;
    expect(first.nextCursor).toEqual({ position: 1, id: 2 });
    const rest = (await call('note.collection.list', { pagination: { limit: 2, afterCursor: first.nextCursor } })).body.result;
    expect([rest.items.length, rest.nextCursor]).toEqual([1, null]);
    const { id } = (await call('note.document.add', { fields: { collectionId: 2, title: 'Prices', parentId: 4, markdown: 'Zebra' } })).body
      .result.item;
    const tree = (await call('note.document.tree.list', { collectionId: 2 })).body.result.items;
    expect(tree[0].children.map((page: { id: number }) => page.id)).toEqual([5, 6, id]);
    expect((await call('note.document.search.list', { query: 'zebra' })).body.result.items).toMatchObject([{ documentId: id }]);
    expect((await call('note.document.update', { id, fields: { title: 'Costs' } })).body.result.item).toMatchObject({
      title: 'Costs',
      markdown: 'Zebra',
    });
    expect(refusal(await call('note.document.update', { id, fields: {} }))).toEqual([400, 'NOTE_EMPTY_UPDATE']);
    expect(refusal(await call('note.document.add', { fields: { collectionId: 1, title: 'x', parentId: 4 } }))).toEqual([
      400,
      'NOTE_INVALID_PARENT',
    ]);
    const file = (await call('note.file.add', { documentId: id, fileName: 'a.png', fileContent: 'aGk=' })).body.result.item;
    expect((await call('note.file.get', { documentId: id, id: file.id })).body.result.item).toEqual(file);
    expect([file.size, file.assetMarkdown]).toEqual([2, `[[image fileId=${file.id}]]`]);
    expect(refusal(await call('note.file.add', { documentId: id, fileName: 'a.exe', fileContent: 'aGk=' }))).toEqual([
      400,
      'NOTE_FILE_TYPE_NOT_ALLOWED',
    ]);
    await call('note.document.archive', { id: 4 });
    for (const gone of [4, 5, id]) expect(refusal(await call('note.document.get', { id: gone }))).toEqual([400, 'ENTITYNOTFOUNDEXCEPTION']);
  });

  test('e-mails: sent, answered, moved, made a task of', async () => {
    const letter = { from: 'sales@example.com', to: ['contact1@example.com'], subject: 'Re: Question 1', body: 'Tomorrow.' };
    expect((await call('mail.message.reply', { ...letter, replyToMessageId: 3 })).body.result).toEqual({ success: true, to: letter.to });
    expect((await call('mail.message.thread', { id: 1 })).body.result.map(({ id }: { id: number }) => id)).toEqual([1, 3, 61]);
    expect(ids(await call('mail.message.list', { searchQuery: 'tomorrow' }))).toEqual([61]);
    const from = (await call('mail.message.send', { ...letter, from: 'nobody@example.com' })).body.error.validation;
    expect(from).toMatchObject([{ field: 'from' }]);
    expect((await call('mail.message.movetofolder', { messageIds: [1, 3], action: 'spam' })).body.result.movedCount).toBe(2);
    expect(ids(await call('mail.message.list', { folder: 'spam' }))).toEqual([1, 3]);
    expect(refusal(await call('mail.message.movetofolder', { messageIds: [1, 2], action: 'spam' }))[1]).toBe(
      'VALIDATION_REQUESTVALIDATIONEXCEPTION',
    );
    const { taskId } = (await call('mail.message.createtask', { messageId: 1 })).body.result;
    expect((await call('tasks.task.get', { id: taskId })).body.result.item.title).toBe('Question 1');
    const chat = async (): Promise<boolean> => (await call('mail.message.createchat', { messageId: 1 })).body.result.existing;
    expect([await chat(), await chat()]).toEqual([false, true]);
    expect((await call('mail.recipient.listemployees', { query: 'anna' })).body.result.items).toMatchObject([
      { email: 'anna@example.com' },
    ]);
  });

  test('structure: nodes and who is in them', async () => {
    const node = (
      await call('humanresources.node.add', { type: 'DEPARTMENT', name: 'Service', parentId: 2, userIds: { MEMBER_HEAD: [3] } })
    ).body.result;
    expect(node).toMatchObject({ name: 'Service', parentId: 2, userCount: 1, members: [{ userId: 3, role: 'MEMBER_HEAD' }] });
    expect(ids(await call('humanresources.node.children', { id: 2 }))).toEqual([node.id]);
    expect((await call('humanresources.node.count')).body.result).toEqual({ departments: 4, teams: 1 });
    await call('humanresources.node.member.add', { nodeId: node.id, userIds: [1], role: 'MEMBER_EMPLOYEE' });
    const sub = (await call('humanresources.employee.subordinates', { id: 3 })).body.result.departments;
    expect(sub.find(({ nodeId }: { nodeId: number }) => nodeId === node.id)).toMatchObject({ subordinatesCount: 1 });
    const removed = (await call('humanresources.node.member.remove', { nodeId: node.id, userIds: [1, 2] })).body.result;
    expect(removed).toMatchObject({ removed: [1], failed: [{ userId: 2 }] });
    expect((await call('humanresources.node.move', { id: node.id, parentId: 3 })).body.result.parentId).toBe(3);
    expect(refusal(await call('humanresources.node.move', { id: 1, parentId: 2 }))[0]).toBe(400);
    await call('humanresources.node.communication.edit', { nodeId: 3, communicationType: 'CHAT', ids: [21], withChildren: true });
    expect((await call('humanresources.node.communication.list', { id: node.id })).body.result.chats).toMatchObject([{ id: 21 }]);
  });

  test('results of tasks, from text and from the chat', async () => {
    const { item } = (await call('tasks.task.result.add', { fields: { taskId: 3, text: 'Done' } })).body.result;
    expect(item).toMatchObject({ taskId: 3, text: 'Done', authorId: 1, author: { name: 'Anna Example' }, status: 'open', updatedAt: null });
    expect((await call('tasks.task.result.update', { id: item.id, fields: { text: 'All done' } })).body.result.item).toMatchObject({
      text: 'All done',
    });
    await call('tasks.task.chat.message.send', { fields: { taskId: 3, text: 'Paid' } });
    const made = (await call('tasks.task.result.addfromchatmessage', { fields: { messageId: 2 } })).body.result.item;
    expect(made).toMatchObject({ taskId: 3, text: 'Paid', messageId: 2 });
    expect(ids(await call('tasks.task.result.list', { filter: [['taskId', 3]], order: { id: 'DESC' } }))).toEqual([made.id, item.id]);
    await call('tasks.task.result.delete', { id: made.id });
    expect(refusal(await call('tasks.task.result.delete', { id: made.id }))).toEqual([403, 'ACCESSDENIEDEXCEPTION']);
    expect(refusal(await call('tasks.task.result.add', { fields: { taskId: 9999, text: 'x' } }))).toEqual([403, 'ACCESSDENIEDEXCEPTION']);
    expect((await call('tasks.task.access.get', { id: 3 })).body.result).toMatchObject({ read: true, remove: true });
    expect((await call('tasks.task.access.get', { id: 9999 })).body.result).toMatchObject({ read: false });
    await call('tasks.task.file.attach', { taskId: 3, fileIds: [21, 22] });
    expect((await call('tasks.task.get', { id: 3, select: ['fileIds'] })).body.result.item.fileIds).toEqual([21, 22]);
  });

  test('follow-ups: newest first, on along the cursor', async () => {
    const filter = { startDate: { from: '2026-01-01T00:00:00+03:00', to: '2026-02-01T00:00:00+03:00' } };
    const page = async (pagination: object): Promise<{ items: { callId: number }[]; hasMore: boolean; afterCursor: object }> =>
      (await call('call.followup.list', { filter, pagination })).body.result;
    const first = await page({ limit: 2 });
    expect([first.items.map(({ callId }) => callId), first.hasMore]).toEqual([[3, 2], true]);
    const last = await page({ limit: 2, afterCursor: first.afterCursor });
    expect([last.items.map(({ callId }) => callId), last.hasMore, last.afterCursor]).toEqual([[1], false, null]);
    expect(refusal(await call('call.followup.list', { filter, select: ['nonsense'] }))).toEqual([400, 'invalid_select_field']);
  });
});

describe('Idempotency-Key', () => {
  test('a first answer carries the key, a repeated one says that it is one; refusals are not kept', async () => {
    const key = { 'Idempotency-Key': 'k' };
    const refused = await call('note.collection.add', { fields: {} }, key);
    expect([refused.status, refused.headers.get('idempotency-key')]).toEqual([400, null]);
    const body = { fields: { name: 'Rules' } };
    const [first, again] = [await call('note.collection.add', body, key), await call('note.collection.add', body, key)];
    expect(first.headers.get('idempotency-key')).toBe('k');
    expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([null, 'true']);
    expect(again.body).toEqual(first.body);
    expect((await call('note.collection.list')).body.result.items).toHaveLength(4);
    // The same key names another call of another method, and means nothing to one that reads.
    expect(
      (await call('note.document.add', { fields: { collectionId: 1, title: 'x' } }, key)).headers.get('idempotent-replayed'),
    ).toBeNull();
    expect((await call('note.collection.list', {}, key)).headers.get('idempotency-key')).toBeNull();
  });
});
