import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPortal } from '../src/bitrix24/portal.js';
import type { Api } from '../src/bitrix24/protocol/method.js';
import { loadDocuments } from '../src/data.js';
import { createValidators } from '../src/engine/validate.js';
import { demo } from '../src/demo.js';
import type { Sandbox } from '../src/index.js';
import { createClock } from '../src/state/clock.js';
import { createRecorder } from '../src/state/log.js';
import { sandbox, send } from './http.js';

let to: Sandbox;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
const originOf = async (method: string, json: unknown = {}) =>
  (await send(`${to.bitrix24.webhook}${method}`, { json })).headers.get('x-portolan-sandbox');

describe('where an answer comes from', () => {
  test('a sample of the spec says so, in a page as well; an answer with state behind it does not', async () => {
    const { headers } = await send(`${to.bitrix24.webhook}im.recent.list`, { json: {} });
    expect(headers.get('x-portolan-sandbox')).toBe('sample');
    expect(headers.get('access-control-expose-headers')).toMatch(/\bx-portolan-sandbox\b/i);
    expect([await originOf('crm.deal.list'), await originOf('crm.deal.get', { id: 99_999 })]).toEqual([null, null]);
  });
  test('a batch says so when a command of it was answered by a sample', async () => {
    expect(await originOf('batch', { cmd: { a: 'crm.deal.list', b: 'im.recent.list' } })).toBe('sample');
    expect(await originOf('batch', { cmd: { a: 'crm.deal.list' } })).toBe(null);
  });
  test('so does REST 3.0, for what a test has added to the portal', async () => {
    const operation = { responses: { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } } };
    to.setBitrix24Method('main.example.get', operation);
    const at = to.bitrix24.webhook.replace('/rest/', '/rest/api/');
    const { headers } = await send(`${at}main.example.get`, { json: {} });
    expect(headers.get('x-portolan-sandbox')).toBe('sample');
    expect((await send(`${at}main.eventlog.list`, { json: {} })).headers.get('x-portolan-sandbox')).toBe(null);
  });
});

/** The rows of the table in the README: by the first word of the methods, the second ones; how many keep state where not all do. */
function tableOf(api: Api): string[] {
  const clock = createClock();
  const context = {
    documents: loadDocuments(),
    clock,
    recorder: createRecorder(),
    strict: false,
    exact: createValidators(),
    coercing: createValidators(),
    origin: () => 'http://127.0.0.1',
  };
  const { methods, handlers } = createPortal(context, demo.bitrix24, {});
  const scopes = new Map<string, Map<string, { kept: number; all: number }>>();
  for (const [name, { template }] of methods[api]) {
    const [scope = '', second = '', third] = template.slice(1).split('.');
    const families = scopes.get(scope) ?? new Map<string, { kept: number; all: number }>();
    const family = third === undefined ? '' : second;
    const { kept, all } = families.get(family) ?? { kept: 0, all: 0 };
    scopes.set(scope, families.set(family, { kept: kept + (name in handlers[api] ? 1 : 0), all: all + 1 }));
  }
  return [...scopes].flatMap(([scope, families]) => {
    const shown = [...families].filter(([, { kept }]) => kept > 0).toSorted(([one], [other]) => one.localeCompare(other, 'en'));
    const cell = ([family, { kept, all }]: (typeof shown)[number]): string =>
      [family !== '' ? `\`${family}\`` : shown.length > 1 ? 'its own' : '', kept === all ? '' : `${kept} of ${all}`]
        .filter(Boolean)
        .join(' ');
    return shown.length === 0 ? [] : [`| ${api} | \`${scope}\` | ${shown.map(cell).filter(Boolean).join(', ') || 'all'} |`];
  });
}

test('the README lists what keeps state', () => {
  const rows = [...tableOf('v2'), ...tableOf('v3')];
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const listed = readme.split('\n').filter((line) => /^\| v[23] \|/.test(line));
  expect(listed).toEqual(rows);
});
