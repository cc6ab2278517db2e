import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDocuments } from '../src/data.js';
import { mediaOf, operationsOf } from '../src/engine/document.js';
import type { Operation } from '../src/engine/document.js';
import { flatten } from '../src/engine/merge.js';
import type { Sandbox } from '../src/index.js';
import { bitrixTokens, sandbox, send } from './http.js';

let to: Sandbox;
let auth: string;
beforeAll(async () => {
  to = await sandbox();
  auth = (await bitrixTokens(to))['access_token'] ?? '';
});
afterAll(() => to.close());
const call = async (method: string, json: object = {}) => {
  const { status, body } = await send(`${to.bitrix24.origin}/rest/${method}`, { json: { ...json, auth } });
  return { status, code: body.error as string | undefined };
};

const operations = loadDocuments()
  .filter(({ name }) => name.startsWith('bitrix24/v2/'))
  .flatMap(operationsOf);
const required = (operation: Operation): readonly string[] =>
  flatten(operation.document, mediaOf(operation.body?.content)?.media.schema ?? {}).required ?? [];
const declaredBy = ({ spec }: Operation): { status: number; code: string }[] =>
  (spec['x-portolan-errors'] ?? []).map(({ code, status = 400 }) => ({ status, code }));

test('a call without what it needs is refused as its method declares', async () => {
  const refusing = operations.filter(
    (operation) =>
      required(operation).length > 0 &&
      operation.spec['x-portolan-errors']?.some(({ description = '' }) => /\b(missing|required|needed)\b/i.test(description)),
  );
  expect(refusing.length).toBeGreaterThan(700);
  const odd: unknown[] = [];
  for (const operation of refusing) {
    const answer = await call(operation.template.slice(1));
    if (!declaredBy(operation).some(({ status, code }) => status === answer.status && code === answer.code))
      odd.push([operation.template, answer]);
  }
  expect(odd).toEqual([]);
});

test.each([
  ['catalog.product.get', {}, '100'],
  ['crm.timeline.comment.delete', {}, '100'],
  ['landing.landing.update', {}, 'MISSING_PARAMS'],
  ['lists.element.get', {}, 'ERROR_REQUIRED_PARAMETERS_MISSING'],
  ['messageservice.sender.update', {}, 'ERROR_SENDER_CODE_REQUIRED'],
  ['imopenlines.session.mode.pin', {}, 'CHAT_ID_EMPTY'],
  ['biconnector.connector.delete', {}, 'VALIDATION_ID_NOT_PROVIDED'],
  ['crm.deal.update', { id: 1 }, ''],
  ['crm.deal.update', { id: 1, fields: 'x' }, ''],
  ['crm.item.add', { entityTypeId: 2, fields: 'x' }, '100'],
  ['crm.status.add', { fields: 'x' }, ''],
  ['catalog.price.add', { fields: 'x' }, '100'],
])('%s with %j is refused by %j', async (method, params, code) => {
  expect((await call(method, params)).code).toBe(code);
});

test('a text where a map belongs is named', async () => {
  const { body } = await send(`${to.bitrix24.webhook}crm.deal.add`, { json: { fields: 'x' } });
  expect(body).toMatchObject({ error: '', error_description: expect.stringContaining('fields must be object') });
});

test('an empty list is an empty map, as in PHP', async () => {
  expect((await call('crm.deal.update', { id: 1, fields: [] })).code).toBe(undefined);
});

test('an id that is not there is refused as its method declares, wherever records are kept', async () => {
  const odd: unknown[] = [];
  let refused = 0;
  for (const operation of operations) {
    const method = operation.template.slice(1);
    const needed = required(operation);
    if (!/^(crm|catalog|sale)\..*\.(get|delete)$/.test(method) || needed.length !== 1 || needed[0]?.toLowerCase() !== 'id') continue;
    const declared = declaredBy(operation);
    const answer = await call(method, { id: 99_999_999 });
    if (answer.code === undefined || declared.length === 0) continue;
    refused += 1;
    if (!declared.some(({ status, code }) => status === answer.status && code === answer.code)) odd.push([method, answer]);
  }
  expect(refused).toBeGreaterThan(100);
  expect(odd).toEqual([]);
});
