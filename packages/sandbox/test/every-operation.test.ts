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

/** Ids that exist, so that reads find something. */
const knownIds: Record<string, string> = { taskID: '1001', contactID: '10' };
const emptyIds: Record<string, string> = {};
const worklyIds: Record<string, string> = { employees: '7433', departments: '585', locations: '368', positions: '1047' };

function urlOf(operation: Operation, base: string): string {
  const value = (name: string, schema: Parameters<typeof sample>[1] | undefined) =>
    knownIds[name] ??
    (operation.document.name === 'workly'
      ? ((operation.method === 'DELETE' ? emptyIds : worklyIds)[operation.template.split('/')[1] ?? ''] ??
        worklyIds[operation.template.split('/')[1] ?? ''])
      : undefined) ??
    (schema ? [sample(operation.document, schema, { direction: 'request' })].flat().map(text).join(',') : '1');
  let path = operation.template;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value(parameter.name, parameter.schema)));
    if (parameter.in === 'query' && parameter.required) query.append(parameter.name, value(parameter.name, parameter.schema));
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
  const value = sampleMedia(operation.document, chosen.media, { direction: 'request' });
  if (chosen.type.includes('multipart')) {
    const body = new FormData();
    for (const [name, item] of Object.entries(value as object))
      body.append(name, typeof item === 'string' && item.length > 3 ? new Blob([item]) : String(item));
    return { method: operation.method, headers, body };
  }
  if (chosen.type.includes('urlencoded'))
    return { method: operation.method, headers, form: Object.fromEntries(Object.entries(value as object).map(([k, v]) => [k, String(v)])) };
  const isBitrix = operation.document.name.startsWith('bitrix24/');
  return { method: operation.method, headers, json: isBitrix && !Array.isArray(value) ? { ...(value as object), ...extra } : value };
}

function callOf(operation: Operation): Promise<Awaited<ReturnType<typeof send>>> {
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
    }[operation.id as 'restoreTasks'];
    return send(urlOf(operation, `${to.hubex.baseUrl}/${service}`), {
      ...request,
      ...fixed,
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
  const needsId = /^(\/crm\.(deal|contact)|\/tasks\.task|\/crm\.item)\./.test(operation.template);
  const json = request?.json as Record<string, unknown> | undefined;
  // Sampled filters name fields that records do not have; these two lists refuse that.
  if (json && ['tasksTaskList', 'crmItemList'].includes(operation.id)) delete json['filter'];
  const patched =
    needsId && json && !Array.isArray(json)
      ? {
          ...json,
          ...('id' in json ? { id: 1 } : {}),
          ...('taskId' in json ? { taskId: 1 } : {}),
          ...('entityTypeId' in json ? { entityTypeId: 2 } : {}),
        }
      : json;
  return send(`${base}${operation.template}`, { ...request, ...(patched === undefined ? { json: { auth: token } } : { json: patched }) });
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
    if (operation.document.name === 'workly') workly = (await worklyGrant(to)).body.access_token;
    if (operation.document.name.startsWith('bitrix24/')) token = (await bitrixTokens(to))['access_token'] ?? '';
    if (operation.document.name === 'workly' && operation.id === 'deleteEmployee')
      await send(`${to.workly.baseUrl}/employees/7433/dismiss`, {
        json: { exp_date: '2026-08-01' },
        headers: { authorization: `Bearer ${workly}` },
      });
    if (/^delete(Department|Location|Position)$/.test(operation.id)) await emptyTitled(operation);
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
