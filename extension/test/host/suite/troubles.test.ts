import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { RequestEditor } from '../../../src/request/requestEditor.ts';
import { equal, lacks, match, ok } from './assert.ts';
import { connectSandbox, eventually, portolan, replaceText, textOf, workspaceFile } from './support.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const webhookCode = 'webhooksecret0123';
const token = 'tokensecret0123456789';

/** A server that answers what a test wants, and connections of two providers to it. */
let server: Server;
let origin: string;
let answer: Answer;
let seen: string[];

async function connect(): Promise<void> {
  const { connections, tokens } = await connectSandbox();
  await tokens.set('troubled-hubex', { accessToken: token, expiresAt: Date.now() + 3_600_000 });
  await connections.add(
    {
      connection: { id: 'troubled-hubex', provider: 'hubex', kind: 'hubexServiceToken', label: 'Troubled', baseUrl: `${origin}/fsm` },
      credentials: { kind: 'hubexServiceToken', serviceToken: 'servicesecret0123456789' },
    },
    {
      connection: { id: 'troubled-bitrix24', provider: 'bitrix24', kind: 'bitrix24Webhook', label: 'Troubled', baseUrl: origin },
      credentials: { kind: 'bitrix24Webhook', url: `${origin}/rest/1/${webhookCode}/` },
    },
  );
}

async function openTasks(): Promise<RequestEditor> {
  const { editors } = await portolan();
  return editors.open('hubex/work/listTasks');
}

/** Sends and gives the text of the answer's document. */
async function shown(editor: RequestEditor): Promise<string> {
  const uri = await editor.send({});
  ok(uri, `no answer: ${editor.outcome?.detail ?? ''}`);
  return textOf(uri);
}

describe('a bad day', () => {
  before(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push(`${request.method} ${request.url}`);
        answer(request, response, Buffer.concat(chunks));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(async () => {
    seen = [];
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    await connect();
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  after(async () => {
    const { connections, tokens } = await portolan();
    for (const id of ['troubled-hubex', 'troubled-bitrix24']) {
      await connections.remove(id);
      await tokens.delete(id);
    }
    server.closeAllConnections();
    server.close();
  });

  it('names the host when nobody answers, and does not name the webhook', async () => {
    const { connections, editors } = await portolan();
    for (const [host, reason] of [
      ['127.0.0.1:9', /ECONNREFUSED|127\.0\.0\.1:9/],
      ['no-such-portal.invalid', /no-such-portal\.invalid/],
    ] as const) {
      const url = `${host.startsWith('127') ? 'http' : 'https'}://${host}/rest/1/${webhookCode}/`;
      await connections.add({
        connection: { id: 'troubled-bitrix24', provider: 'bitrix24', kind: 'bitrix24Webhook', label: host },
        credentials: { kind: 'bitrix24Webhook', url },
      });
      const editor = await editors.open('bitrix24/v2/crm/crmDealList');
      equal(await editor.send({}), undefined);
      match(editor.outcome?.detail ?? '', reason);
      match(editor.outcome?.detail ?? '', /Check the address/);
      lacks(editor.outcome?.detail ?? '', webhookCode);
    }
  });

  it('says what to do about a wrong token and an expired webhook', async () => {
    const { editors } = await portolan();
    answer = (_request, response) =>
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"error":"INVALID_CREDENTIALS","error_description":"Invalid request credentials"}');
    const deals = await editors.open('bitrix24/v2/crm/crmDealList');
    match(await shown(deals), /INVALID_CREDENTIALS/);
    match(deals.outcome?.detail ?? '', /Bitrix24 answered 401 INVALID_CREDENTIALS.*\. Check /);
    lacks(deals.outcome?.detail ?? '', webhookCode);
    const tasks = await openTasks();
    equal(await tasks.send({}), undefined);
    match(tasks.outcome?.detail ?? '', /^serviceToken: .* Copy it from the admin console/);
    lacks(JSON.stringify(tasks.outcome), token);
    lacks(JSON.stringify(tasks.outcome), 'servicesecret');
  });

  it('shows the beginning of 20 MB and keeps all of it', async () => {
    const { responses } = await portolan();
    const row = JSON.stringify({ text: 'x'.repeat(1000) });
    answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(`[${Array.from({ length: 20_000 }, () => row).join()}]`);
    const editor = await openTasks();
    const uri = await editor.send({});
    ok(uri, 'no answer');
    match((await textOf(uri)).slice(-200), /20\.\d MB and is cut here/);
    equal(responses.get(uri)?.bytes.length, 20_000 * (row.length + 1) + 1);
  });

  it('shows a binary answer as a file, HTML as HTML, 204 as nothing', async () => {
    const editor = await openTasks();
    answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([137, 80, 78, 71, 0, 1, 2, 3]));
    match(await shown(editor), /is a file/);
    answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=windows-1251' }).end(Buffer.from([0xcf, 0xf0]));
    equal(await shown(editor), 'Пр');
    answer = (_request, response) => response.writeHead(204).end();
    equal(await shown(editor), '');
    equal(editor.outcome?.title, '204 No Content');
  });

  it('shows where a portal redirects to, without following, and hides what the address carries', async () => {
    const { editors, responses } = await portolan();
    answer = (_request, response) =>
      response
        .writeHead(302, { location: `${origin}/elsewhere?auth=${token}`, 'set-cookie': `sid=${token}`, 'x-access-token': token })
        .end();
    const editor = await editors.open('bitrix24/v2/crm/crmDealList');
    const uri = await editor.send({});
    ok(uri, `no answer: ${editor.outcome?.detail ?? ''}`);
    equal([seen.length, editor.outcome?.kind], [1, 'redirect']);
    const headers = await textOf(responses.headersUri(uri));
    match(headers, /location: .*\/elsewhere\?•••/);
    lacks(headers + (editor.outcome?.detail ?? ''), token);
    lacks(headers + (editor.outcome?.detail ?? ''), webhookCode);
  });

  it('says that an answer broke off', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('[');
      setTimeout(() => response.destroy(), 100);
    };
    const editor = await openTasks();
    equal(await editor.send({}), undefined);
    match(editor.outcome?.detail ?? '', /answered 200, but the connection broke/);
  });

  it('cancels while the body of the answer is arriving', async () => {
    answer = (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('[');
    const editor = await openTasks();
    const sending = editor.send({});
    await eventually('the request arrives', () => (seen.length ? true : undefined));
    setTimeout(() => editor.cancel(), 200);
    equal(await sending, undefined);
    equal([editor.outcome?.kind, editor.sending], ['cancelled', false]);
  });

  it('sends once, however often Send is pressed', async () => {
    answer = (_request, response) => void setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('[]'), 300);
    const editor = await openTasks();
    const all = await Promise.all([editor.send({}), editor.send({}), vscode.commands.executeCommand('portolan.sendRequest')]);
    equal([seen.length, all.filter(Boolean).length], [1, 1]);
  });

  it('gives up without a complaint when its page is closed', async () => {
    answer = () => {};
    const editor = await openTasks();
    const sending = editor.send({});
    await eventually('the request arrives', () => (seen.length ? true : undefined));
    editor.panel.dispose();
    equal(await sending, undefined);
    equal((await portolan()).editors.get('hubex/work/listTasks'), undefined);
  });

  it('keeps two pages apart', async () => {
    const { editors, responses } = await portolan();
    answer = (request, response) =>
      void setTimeout(
        () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(request.url)),
        request.url?.includes('/1') ? 300 : 50,
      );
    const first = await editors.open('hubex/work/getTask');
    const second = await openTasks();
    const [slow, fast] = await Promise.all([first.send({ 'path:taskID': '1' }), second.send({})]);
    ok(slow && fast, 'an answer is missing');
    equal([responses.get(slow)?.name, responses.get(fast)?.name], ['getTask', 'listTasks']);
    match(await textOf(slow), /Tasks\/1/);
  });

  it('finishes what is on its way when its connection is removed, and leaves no token behind', async () => {
    const { connections, tokens } = await portolan();
    answer = (_request, response) => void setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('[]'), 300);
    const editor = await openTasks();
    const sending = editor.send({});
    await eventually('the request arrives', () => (seen.length ? true : undefined));
    await connections.remove('troubled-hubex');
    await tokens.delete('troubled-hubex');
    ok(await sending, 'the answer is lost');
    equal(editor.connection?.id, 'hubex-sandbox');
    equal(await tokens.get('troubled-hubex'), undefined);
  });

  it('uploads the chosen files, and says which one cannot be read', async () => {
    const { editors } = await portolan();
    let body = '';
    answer = (_request, response, bytes) => {
      body = bytes.toString('latin1');
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    };
    const file = workspaceFile('photo.png');
    await vscode.workspace.fs.writeFile(file, new Uint8Array([137, 80, 78, 71]));
    const editor = await editors.open('hubex/work/uploadTaskMessageAttachment');
    const values = { 'path:taskID': '1', 'body:Message': 'two files', 'body:Attachments[].isPublic': 'true' };
    const uri = await editor.send({ ...values, 'body:Attachments[].file': [file.toString(), file.toString()] });
    ok(uri, `not sent: ${editor.outcome?.detail ?? ''}`);
    match(body, /name="Message"\r\n\r\ntwo files/);
    for (const index of [0, 1]) {
      match(body, new RegExp(`name="Attachments\\[${index}\\]\\.file"; filename="photo.png"\r\nContent-Type: image/png\r\n\r\n\\x89PNG`));
      match(body, new RegExp(`name="Attachments\\[${index}\\]\\.isPublic"\r\n\r\ntrue`));
    }
    equal(await editor.send(values), undefined, 'files are required');
    equal(await editor.send({ ...values, 'body:Attachments[].file': [workspaceFile('gone.png').toString()] }), undefined);
    match(editor.outcome?.detail ?? '', /gone\.png cannot be read/);
    equal(seen.length, 1);
  });

  it('keeps a body that holds a password in memory only', async () => {
    const { editors, workspaceState } = await portolan();
    const editor = await (await editors.open('hubex/authz/createAccessToken')).editBody();
    ok(editor, 'no body');
    await replaceText(editor, '{ "serviceToken": "typedsecret0123456789" }');
    await editor.document.save();
    const other = await (await editors.open('hubex/work/createTask')).editBody();
    ok(other, 'no body');
    await replaceText(other, '{ "taskTypeID": 4711 }');
    await other.document.save();
    const kept = JSON.stringify(workspaceState.get('portolan.bodies'));
    match(kept, /4711/);
    lacks(kept, 'typedsecret');
  });
});
