import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDocuments } from '../src/data.js';
import { deref, mediaOf, operationsOf } from '../src/engine/document.js';
import type { Operation } from '../src/engine/document.js';
import { sample, sampleMedia } from '../src/engine/sample.js';
import type { Schema } from '../src/engine/spec.js';
import { createValidators } from '../src/engine/validate.js';
import type { Sandbox } from '../src/index.js';
import { places } from '../src/hubex/file-places.js';
import { text } from '../src/json.js';
import { bitrixTokens, hubexHeaders, sandbox, send, worklyGrant } from './http.js';

// The specs' own date-times are exact here, not the loose ones that requests may use.
const validators = createValidators();
const documents = loadDocuments();
let to: Sandbox;
let hubex: Record<string, string>;
let token: string;
let workly: string;

beforeAll(async () => {
  to = await sandbox();
  hubex = await hubexHeaders(to);
  token = (await bitrixTokens(to))['access_token'] ?? '';
  workly = (await worklyGrant(to)).body.access_token;
});
afterAll(() => to.close());

/** Ids that exist, so that reads find something: by the name of a parameter or field, and by the first word of a HubEx path. */
const knownIds: Record<string, number> = {
  taskID: 1001,
  assetID: 500,
  assets: 500,
  assetTemplateID: 1,
  companyID: 17,
  CompanyID: 17,
  contactID: 10,
  userID: 42,
  UserID: 42,
  roleID: 1,
  workTypeID: 10,
  materialID: 1,
  warehouseID: 1,
  attachmentID: 1,
  completedWorkID: 1,
  taskCheckListID: 1,
  taskCheckListResultID: 1,
  taskConversationID: 1,
  attachmentId: 1,
};
const knownResources: Record<string, number> = {
  Tasks: 1001,
  UserTaskFavourites: 1001,
  Assets: 500,
  Companies: 17,
  Contacts: 10,
  Users: 42,
  WorkTypes: 10,
};
/** `id` of the completed work in a path, or of a record of the resource that the path begins with; 1 where ids start at 1. */
function hubexId(operation: Operation, name: string): number | undefined {
  if (!operation.document.name.startsWith('hubex/')) return undefined;
  if (name !== 'id') return knownIds[name] ?? knownIds[name.charAt(0).toLowerCase() + name.slice(1)];
  return /\/(completedWorks|checkLists)\//.test(operation.template) ? 1 : (knownResources[operation.template.split('/')[1] ?? ''] ?? 1);
}
/** A sampled body with ids that exist, and without a checksum that cannot be right. */
function withKnownIds(operation: Operation, value: unknown, name = 'id'): unknown {
  if (Array.isArray(value))
    return value.map((item) => withKnownIds(operation, item, name === 'data' && operation.id.includes('Attach') ? 'attachmentID' : name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !/^md5hash$/i.test(key))
        .map(([key, item]) => [key, key === 'email' ? 'jane@example.com' : withKnownIds(operation, item, key)]),
    );
  return typeof value === 'number' ? (hubexId(operation, name) ?? value) : value;
}
const emptyIds: Record<string, string> = {};
const worklyIds: Record<string, string> = { employees: '7433', departments: '585', locations: '368', positions: '1047' };

function urlOf(operation: Operation, base: string): string {
  const value = (name: string, schema: Parameters<typeof sample>[1] | undefined) =>
    (schema?.type === 'string' ? undefined : hubexId(operation, name)?.toString()) ??
    (operation.document.name === 'workly'
      ? ((operation.method === 'DELETE' ? emptyIds : worklyIds)[operation.template.split('/')[1] ?? ''] ??
        worklyIds[operation.template.split('/')[1] ?? ''])
      : undefined) ??
    (schema ? [sample(operation.document, schema, { direction: 'request' })].flat().map(text).join(',') : '1');
  let path = operation.template;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value(parameter.name, parameter.schema)));
    // Forms are declared to take the id of the record as an option; without it they have nothing to belong to.
    const owner = operation.body?.content['multipart/form-data'] && hubexId(operation, parameter.name) !== undefined;
    if (parameter.in === 'query' && (parameter.required || owner)) query.append(parameter.name, value(parameter.name, parameter.schema));
  }
  return `${base}${path}${query.size > 0 ? `?${query}` : ''}`;
}

function requestOf(operation: Operation, extra: Record<string, string>): Parameters<typeof send>[1] {
  const chosen = mediaOf(operation.body?.content);
  const headers: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    if (parameter.in === 'header' && parameter.required && parameter.schema)
      headers[parameter.name] = text(sample(operation.document, parameter.schema, { direction: 'request' }));
  }
  if (!chosen) return { method: operation.method, headers };
  const sampled = sampleMedia(operation.document, chosen.media, { direction: 'request' });
  const value = operation.document.name.startsWith('hubex/') ? withKnownIds(operation, sampled) : sampled;
  if (chosen.type.includes('multipart')) {
    const body = new FormData();
    for (const [name, item] of Object.entries(value as object))
      if (Array.isArray(item)) body.append(`${name}[0].file`, new Blob(['example']), 'example.bin');
      else body.append(name, typeof item === 'string' && item.length > 3 ? new Blob([item]) : String(item));
    return { method: operation.method, headers, body };
  }
  if (chosen.type.includes('urlencoded'))
    return { method: operation.method, headers, form: Object.fromEntries(Object.entries(value as object).map(([k, v]) => [k, String(v)])) };
  const isBitrix = operation.document.name.startsWith('bitrix24/');
  return { method: operation.method, headers, json: isBitrix && !Array.isArray(value) ? { ...(value as object), ...extra } : value };
}

function callOf(operation: Operation, instead: { json?: unknown } = {}): Promise<Awaited<ReturnType<typeof send>>> {
  const { name, spec } = operation.document;
  const request = requestOf(operation, { auth: token });
  if (name.startsWith('hubex/')) {
    const service = spec.servers?.[0]?.url.split('/').at(-1) ?? '';
    const basic = { authorization: `Basic ${Buffer.from(`${to.hubex.login}:${to.hubex.password}`).toString('base64')}` };
    const fixed = {
      createAccessToken: { json: { serviceToken: to.hubex.serviceToken } },
      authorizeAccount: { json: { tenantID: to.hubex.tenants[0]?.tenantID, tenantMemberID: to.hubex.tenants[0]?.tenantMemberID } },
      restoreTasks: { json: [1020] },
      moveTask: { json: { taskID: 1001, taskStageID: 2 } },
      moveTasks: { json: [{ taskID: 1001, taskStageID: 2 }] },
      moveTasksBatch: { json: { concurrencyStamp: '3b0d6c1e-7a52-4f0a-8c8e-2f6d1c9b4e70', data: [{ tasks: [1001], taskStageID: 2 }] } },
      updateContacts: { json: [{ id: 10, fullName: 'Jane Example' }] },
      loginSms: { json: to.hubex.sms },
    }[operation.id as 'restoreTasks'];
    return send(urlOf(operation, `${to.hubex.baseUrl}/${service}`), {
      ...request,
      ...fixed,
      ...instead,
      headers: { ...request?.headers, ...hubex, ...(operation.id === 'login' ? basic : {}) },
      redirect: 'manual',
    });
  }
  if (name === 'workly')
    return send(urlOf(operation, to.workly.baseUrl), {
      ...request,
      ...worklyFixed(operation.id),
      headers: { ...request?.headers, authorization: `Bearer ${workly}` },
    });
  if (name === 'bitrix24/oauth') {
    return bitrixTokens(to).then((tokens) =>
      send(to.bitrix24.tokenUrl, {
        form: {
          grant_type: 'refresh_token',
          client_id: to.bitrix24.clientId,
          client_secret: to.bitrix24.clientSecret,
          refresh_token: tokens['refresh_token'] ?? '',
        },
      }),
    );
  }
  const isV3 = name.startsWith('bitrix24/v3/');
  // A v3 batch is a list, which has no place for a token.
  const base =
    operation.id === 'batch' && isV3
      ? to.bitrix24.webhook.replace('/rest/', '/rest/api/').slice(0, -1)
      : `${to.bitrix24.origin}/rest${isV3 ? '/api' : ''}`;
  const json = request?.json as Record<string, unknown> | undefined;
  // Sampled filters name fields that records do not have; these two lists refuse that.
  if (json && ['tasksTaskList', 'crmItemList'].includes(operation.id)) delete json['filter'];
  // A new type takes none but certain numbers, and gets one of its own.
  if (json && operation.id === 'crmTypeAdd') delete (json['fields'] as Record<string, unknown>)['entityTypeId'];
  const patched = json && !Array.isArray(json) ? withFirstIds(operation, json) : json;
  if (isV3 && patched && !Array.isArray(patched)) fitV3(operation, patched);
  return send(`${base}${operation.template}`, { ...request, ...(patched === undefined ? { json: { auth: token } } : { json: patched }) });
}

/** Samples that REST 3.0 refuses: fields that no record has, addresses that are none, roles of teams in a department. */
function fitV3({ id, template }: Operation, json: Record<string, unknown>): void {
  for (const name of ['select', 'order', 'cursor', 'pagination']) delete json[name];
  if (id === 'timemanRecordList') json['filter'] = [['userId', 1]];
  else if (id !== 'tasksTaskResultList' && id !== 'callFollowupList') delete json['filter'];
  for (const [name, value] of Object.entries(json)) if (typeof value === 'number' && /[a-z]Id$/.test(name)) json[name] = 1;
  if ('messageIds' in json) json['messageIds'] = [1];
  const address = { from: 'sales@example.com', to: ['jane@example.com'] };
  const fitting: Record<string, object> = {
    mailMessageSend: address,
    mailMessageReply: address,
    mailMessageForward: address,
    humanresourcesNodeAdd: { type: 'DEPARTMENT', userIds: { MEMBER_HEAD: [1] } },
    humanresourcesNodeMemberAdd: { role: 'MEMBER_HEAD' },
    humanresourcesNodeMemberMove: { role: 'MEMBER_HEAD' },
    humanresourcesNodeMemberSet: { userIds: { MEMBER_HEAD: [1] } },
    humanresourcesNodeMove: { id: 3, parentId: 2 },
    noteFileAdd: { fileName: 'plan.png', fileContent: 'aGk=' },
    tasksTaskResultAddfromchatmessage: { fields: { messageId: 1 } },
    noteDocumentAdd: { fields: { collectionId: 1, title: 'New' } },
  };
  Object.assign(json, fitting[id]);
  if (template.endsWith('.field.get')) json['name'] = firstFields[template.replace(/\.field\.get$/, '')] ?? 'id';
}
/** A field of families whose records have no id. */
const firstFields: Record<string, string> = {
  '/call.followup': 'callId',
  '/humanresources.employee': 'userId',
  '/humanresources.node.member': 'userId',
  '/note.document.search': 'documentId',
  '/tasks.task.chat.message': 'taskId',
  '/tasks.task.file': 'taskId',
};
/** On Drive files and folders have ids of one kind; the application's storage is made when it is asked for. */
const driveIds: Record<string, number> = { id: 0, 'storage.rename': 5, file: 107, folder: 105, targetFolderId: 106, versionId: 1 };

/** Records that are named by codes, or belong to something, and are there at the start. */
function firstNames(template: string): Record<string, unknown> {
  const address = { fields: { TYPE_ID: 1, ENTITY_TYPE_ID: 8, ENTITY_ID: 1, CITY: 'Kiel' } };
  const named: Record<string, Record<string, unknown>> = {
    '/crm.address.update': address,
    '/crm.address.delete': address,
    '/crm.currency.delete': { id: 'GBP' },
    '/crm.currency.update': { ID: 'USD' },
    '/crm.activity.binding.add': { activityId: 1, entityTypeId: 2, entityId: 1 },
    '/crm.activity.binding.delete': { activityId: 1, entityTypeId: 2, entityId: 1 },
    '/crm.activity.binding.list': { activityId: 1 },
    '/crm.activity.binding.move': {
      activityId: 1,
      sourceEntityTypeId: 1,
      sourceEntityId: 1,
      targetEntityTypeId: 1,
      targetEntityId: 2,
    },
    '/crm.status.add': { fields: { ENTITY_ID: 'SOURCE', STATUS_ID: 'NEW', NAME: 'New' } },
    '/crm.status.entity.items': { entityId: 'SOURCE' },
  };
  const owner = ['deal', 'lead', 'contact', 'company', 'quote'].indexOf(/^\/crm\.(\w+)\.userfield\.(?!add|list)/.exec(template)?.[1] ?? '');
  if (owner >= 0) return { id: owner + 1 };
  if (template === '/userfieldconfig.add')
    return { moduleId: 'crm', field: { entityId: 'CRM_1', fieldName: 'UF_CRM_1_SIZE', userTypeId: 'string' } };
  if (template.startsWith('/userfieldconfig.')) return { moduleId: 'crm' };
  return named[template] ?? (/^\/crm\.currency\.(get|base\.set|localizations)/.test(template) ? { id: 'USD' } : {});
}

/** Collections of the portal start with a record 1. */
function withFirstIds(operation: Operation, json: Record<string, unknown>): Record<string, unknown> {
  const isItem = /^\/crm\.(item|category)\./.test(operation.template);
  const [, onDrive = ''] = /^\/disk\.(file|folder|storage\.rename)\b/.exec(operation.template) ?? [];
  const first = (name: string, value: unknown): unknown => {
    if (name === 'fileId' && operation.template === '/tasks.task.files.attach') return driveIds['file'];
    if (onDrive !== '' && name in driveIds) return name === 'id' ? driveIds[onDrive] : driveIds[name];
    if (/^(id|taskid|group_id)$/i.test(name) && /^\d+$/.test(String(value))) return typeof value === 'string' ? '1' : 1;
    return name === 'entityTypeId' && isItem ? 2 : value;
  };
  const firstIds = Object.fromEntries(Object.entries(json).map(([name, value]) => [name, first(name, value)]));
  return { ...firstIds, ...firstNames(operation.template) };
}

function worklyFixed(id: string): object {
  if (id === 'createToken')
    return {
      form: {
        grant_type: 'password',
        client_id: to.workly.clientId,
        client_secret: to.workly.clientSecret,
        username: to.workly.username,
        password: to.workly.password,
      },
    };
  if (id === 'createEmployee')
    return {
      json: {
        first_name: 'Jane',
        last_name: 'Example',
        department_id: 582,
        positions: [1044],
        locations: [366],
        schedule_id: 1,
        start_date: '2026-05-04',
        schedule_start_date: '2026-05-04',
      },
    };
  if (id === 'deleteDepartment' || id === 'deleteLocation' || id === 'deletePosition') return {};
  return {};
}

/** Deletes need a department, location or position that nobody is attached to. */
async function emptyTitled(operation: Operation): Promise<void> {
  const resource = operation.template.split('/')[1] ?? '';
  const { body } = await send(`${to.workly.baseUrl}/${resource}`, {
    json: { title: 'Nobody here' },
    headers: { authorization: `Bearer ${workly}` },
  });
  emptyIds[resource] = String((body.items ?? body).id);
}

/** Makes the records inside of a task, and the files, that an operation of HubEx is about. */
async function prepareHubex(operation: Operation): Promise<void> {
  const call = async (id: string, json?: unknown): Promise<void> => {
    const found = operations.find((one) => one.id === id && one.document.name.startsWith('hubex/'));
    if (found) await callOf(found, json === undefined ? {} : { json });
  };
  const text = `${operation.template} ${JSON.stringify(operation.spec.requestBody ?? {})} ${operation.id}`;
  if (/completedWork/i.test(text)) await call('createCompletedWorks', [{ taskID: 1001, data: [{ workTypeID: 10 }] }]);
  if (operation.id === 'loginSms') await call('sendSmsCode', { phone: to.hubex.sms.phone });
  if (/checkList/i.test(text)) await call('addTaskCheckLists', [{ checkListID: 1 }]);
  if (/conversation/i.test(text) && operation.id !== 'uploadTaskMessageAttachment') await call('uploadTaskMessageAttachment');
  const place = places.find(
    ({ service, upload: _upload, ...rest }) =>
      operation.document.name === `hubex/${service}` && Object.values(rest).some((names) => names.includes(operation.id)),
  );
  if (place?.upload?.[0] !== undefined && !place.add?.includes(operation.id)) await call(place.upload[0]);
  else if (place || /attachment/i.test(operation.id)) await call('uploadAttachmentFromBody');
}

const operations = documents.flatMap(operationsOf);
// Writes that destroy what others read come last.
const ordered = operations.toSorted(
  (a, b) => Number(a.method === 'DELETE' || /delete/i.test(a.id)) - Number(b.method === 'DELETE' || /delete/i.test(b.id)),
);

test('the specs are there', () => expect(operations.length).toBeGreaterThan(250));

test.each(ordered.map((operation) => [`${operation.document.name} ${operation.method} ${operation.template}`, operation] as const))(
  '%s',
  async (_name, operation) => {
    to.reset();
    if (operation.document.name.startsWith('hubex/')) await prepareHubex(operation);
    if (operation.document.name === 'workly') workly = (await worklyGrant(to)).body.access_token;
    if (operation.document.name.startsWith('bitrix24/')) token = (await bitrixTokens(to))['access_token'] ?? '';
    if (operation.document.name === 'workly' && operation.id === 'deleteEmployee')
      await send(`${to.workly.baseUrl}/employees/7433/dismiss`, {
        json: { exp_date: '2026-08-01' },
        headers: { authorization: `Bearer ${workly}` },
      });
    if (/^delete(Department|Location|Position)$/.test(operation.id)) await emptyTitled(operation);
    if (operation.id === 'diskAttachedObjectGet')
      await send(`${to.bitrix24.webhook}tasks.task.files.attach`, { json: { taskId: 1, fileId: driveIds['file'] } });
    if (operation.id === 'diskStorageRename') await send(`${to.bitrix24.origin}/rest/disk.storage.getForApp`, { json: { auth: token } });
    if (operation.id === 'crmActivityBindingDelete')
      await send(`${to.bitrix24.webhook}crm.activity.binding.add`, { json: firstNames('/crm.activity.binding.add') });
    const answer = await callOf(operation);
    const declared = operation.responses[String(answer.status)];
    expect(declared, `${answer.status} is not a declared success: ${answer.text.slice(0, 600)}`).toBeDefined();
    for (const [header, spec] of Object.entries(declared?.headers ?? {})) {
      const value = answer.headers.get(header);
      const { schema } = deref<{ schema?: Schema }>(operation.document, spec);
      if (value !== null && schema?.type === 'string') expect(validators.check(operation.document, schema, value), header).toEqual([]);
    }
    const media = mediaOf(declared?.content);
    if (operation.method === 'HEAD' || answer.status === 204 || !media) {
      expect(answer.text).toBe('');
      return;
    }
    if (!media.type.includes('json')) return;
    const problems = media.media.schema ? validators.check(operation.document, media.media.schema, answer.body) : [];
    expect(problems, JSON.stringify(answer.body).slice(0, 1500)).toEqual([]);
  },
);

test('the check itself notices a wrong answer', () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  expect(ajv.validate({ type: 'object', required: ['id'] }, {})).toBe(false);
  const [operation] = operations.filter(({ id }) => id === 'listTasks');
  const schema = mediaOf(operation?.responses['200']?.content)?.media.schema;
  expect(operation && schema && validators.check(operation.document, schema, { 1: { number: 7 } })).not.toEqual([]);
});
