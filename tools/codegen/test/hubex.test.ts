import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../packages/transport/src/fingerprint.ts';
import type { Document, Operation } from '../src/documents.ts';
import { generateTypes } from '../src/hey-api.ts';
import { hubexFront } from '../src/hubex.ts';
import { hubexFacts } from '../src/hubex-facts.ts';
import { operationFiles } from '../src/operations.ts';
import { documentOf, operation } from './support.ts';

const query = (name: string, more: object = {}) => ({ name, in: 'query' as const, schema: { type: 'string' }, ...more });
const header = (name: string, role: 'stamp' | 'suppress-conflict') => ({
  name,
  in: 'header' as const,
  schema: { type: 'string' },
  'x-portolan-role': role,
});
const write: Partial<Operation> = { 'x-portolan-effect': 'write', 'x-portolan-idempotent': false };
const list: Partial<Operation> = { 'x-portolan-paging': { style: 'range', items: '' } };
const total = { '200': { description: 'No body.', headers: { 'Content-Range': {} } } };

async function functions(document: Document): Promise<string> {
  return operationFiles(document, await generateTypes(document, '/TEST'), '/TEST', hubexFront).get('things/operations.ts') ?? '';
}

describe('a HubEx function', () => {
  test('knows a digest of each query parameter, path and header parameters left out', async () => {
    const parameters = [query('isClosed'), query('searchText'), { name: 'Range', in: 'header' as const, schema: { type: 'string' } }];
    const text = await functions(documentOf({ '/a': { get: operation('listThings', { parameters }) } }));
    const digests = ['isClosed', 'searchText'].map((name) => fingerprint(name).slice(-3)).join('');
    expect(text).toContain(`operation('listThings', 'GET', '/TEST/a', { takes: '${digests}' })`);
  });

  test('is made of its own module', async () => {
    expect(await functions(documentOf({ '/a': { get: operation('getThing') } }))).toContain(
      "import { operation, type Operation } from '../../../operation.js';",
    );
  });

  test('stamps a write that takes a stamp', async () => {
    const parameters = [header('X-Stamp', 'stamp'), header('X-Quiet', 'suppress-conflict')];
    const text = await functions(documentOf({ '/a': { post: operation('createThing', { ...write, parameters }) } }));
    expect(text).toContain("{ takes: '---', stamp: ['X-Stamp', 'X-Quiet'], via: stamp }");
    expect(text).toContain('import { operation, stamp, type Operation }');
  });

  test('downloads by the parameter that asks for an address', async () => {
    const parameters = [query('noRedirect', { 'x-portolan-role': 'link' })];
    const text = await functions(documentOf({ '/a': { get: operation('downloadThing', { parameters }) } }));
    expect(text).toContain("downloadThing: DownloadOperation<DownloadThingData, 'noRedirect', DownloadThingResponse> =");
    expect(text).toContain("link: 'noRedirect', via: download }");
    expect(text).toContain('import { download, operation, type DownloadOperation }');
  });

  test('gives the errors of items, with a stamp around if there is one', async () => {
    const bulk = { ...write, 'x-portolan-item-errors': ['error'], parameters: [header('X-Stamp', 'stamp')] };
    const text = await functions(documentOf({ '/a': { post: operation('createThings', bulk) } }));
    expect(text).toContain('createThings: BulkOperation<CreateThingsData, CreateThingsResponse> =');
    expect(text).toContain("{ takes: '---', stamp: ['X-Stamp'], errors: ['error'], via: /*#__PURE__*/ both(stamp, bulk) }");
  });
});

describe('what the HubEx client knows of lists', () => {
  const facts = (head: Partial<Operation>): string =>
    hubexFacts([
      {
        name: 'hubex/test',
        document: documentOf({
          '/a': {
            get: operation('listThings', { ...list, parameters: [query('isClosed'), query('parentID')] }),
            head: operation('headThings', { responses: total, parameters: [query('isClosed')], ...head }),
          },
        }),
      },
    ]).get('paging.ts') ?? '';

  test('where they are cut', () => expect(facts({})).toContain('export const silentCut = 10000;'));
  test('which HEAD counts, and the filters that it does not take', () => expect(facts({})).toContain("'/TEST/a': ['parentID'],"));
  test('not a HEAD that tells no total', () => expect(facts({ responses: { '200': { description: 'There.' } } })).not.toContain('/TEST/a'));
  test('not a HEAD that counts another list', () => expect(facts({ 'x-portolan-counts': 'listOthers' })).not.toContain('/TEST/a'));
  test('the events that a schema names', () => {
    const schemas = { Hook: { type: 'array', items: { type: 'integer', 'x-portolan-known': { 40: 'thingCreated' } } } };
    const files = hubexFacts([{ name: 'hubex/test', document: documentOf({}, schemas) }]);
    expect(files.get('events.ts')).toContain("  40: 'thingCreated',");
  });
  test('a spec that does not say where lists are cut is refused', () => {
    const document = documentOf({});
    delete document.components.parameters;
    expect(() => hubexFacts([{ name: 'hubex/test', document }])).toThrow(/x-portolan-cut/);
  });
});
