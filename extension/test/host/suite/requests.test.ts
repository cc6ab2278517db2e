import * as vscode from 'vscode';
import { equal, lacks, match, ok } from './assert.ts';
import { admin, connectSandbox, replaceText, requestsSeen, sandbox, textOf } from './support.ts';

describe('requests', () => {
  before(() => admin('/reset', {}));
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('sends to HubEx and opens the answer as a read-only JSON document', async () => {
    const { editors, responses } = await connectSandbox();
    const uri = await (await editors.open('hubex/work/listTasks')).send({ 'query:fetch': '2' });
    ok(uri, 'no answer');
    const document = await vscode.workspace.openTextDocument(uri);
    equal(
      [document.languageId, uri.scheme, vscode.workspace.fs.isWritableFileSystem(uri.scheme) ?? false],
      ['json', 'portolan-response', false],
    );
    ok(Object.keys(JSON.parse(document.getText()) as object).length > 0, 'the answer is empty');
    equal(responses.get(uri)?.target, '/WORK/Tasks?fetch=2');
  });

  it('shows status, time, size and headers above the answer, and the headers in a document, without secrets', async () => {
    const { editors, responses, tokens } = await connectSandbox();
    const uri = await (await editors.open('hubex/work/listTasks')).send({});
    ok(uri, 'no answer');
    await vscode.workspace.openTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
    const titles = lenses.map(({ command }) => command?.title ?? '').join(' | ');
    match(titles, /20\d .* ms .* (B|kB|MB).*Headers \(\d+\)/);
    const headers = await textOf(responses.headersUri(uri));
    match(headers, /^# Sandbox\nGET \/WORK\/Tasks\n\nHTTP\/1\.1 20\d/);
    match(headers, /content-type: application\/json/);
    lacks(headers + titles, (await tokens.get('hubex-sandbox'))?.accessToken ?? 'none');
    lacks(headers, (await sandbox()).hubex.serviceToken);
  });

  it('sends to Bitrix24, REST 2.0 and 3.0', async () => {
    const { editors } = await connectSandbox();
    for (const id of ['bitrix24/v2/crm/crmDealList', 'bitrix24/v3/tasks/tasksTaskList']) {
      const editor = await editors.open(id);
      const body = await editor.editBody();
      ok(body, `${id} has no body`);
      await replaceText(body, '{ "select": ["id"] }');
      const uri = await editor.send({});
      ok(uri, `${id}: no answer`);
      ok('result' in (JSON.parse(await textOf(uri)) as object), `${id}: no result in ${await textOf(uri)}`);
    }
  });

  it('sends to Workly', async () => {
    const { editors } = await connectSandbox();
    const uri = await (await editors.open('workly/listEmployees')).send({});
    ok(uri, 'no answer');
    ok(Array.isArray((JSON.parse(await textOf(uri)) as { items: unknown }).items), 'no items');
  });

  it('sends nothing while a required parameter is missing or wrong', async () => {
    const { editors } = await connectSandbox();
    const editor = await editors.open('hubex/work/getTask');
    const before = await requestsSeen();
    equal(await editor.send({}), undefined);
    equal(await editor.send({ 'path:taskID': 'seven' }), undefined);
    equal(await requestsSeen(), before);
  });

  it('sends nothing while the body is not JSON', async () => {
    const { editors } = await connectSandbox();
    const editor = await editors.open('hubex/work/createTask');
    const body = await editor.editBody();
    ok(body, 'no body');
    const before = await requestsSeen();
    await replaceText(body, '{ "taskTypeID": 1, }');
    equal(await editor.send({}), undefined);
    equal(await requestsSeen(), before);
  });

  it('explains an error answer and still shows it', async () => {
    const { editors, responses } = await connectSandbox();
    await admin('/faults', {
      provider: 'hubex',
      operation: 'listTasks',
      status: 409,
      count: 1,
      body: { code: 'InvalidData', message: 'The filter is wrong', traceIdentifier: 'trace-1' },
    });
    const uri = await (await editors.open('hubex/work/listTasks')).send({});
    ok(uri, 'no answer');
    equal(responses.get(uri)?.status, 409);
    match(responses.get(uri)?.problem ?? '', /HubEx answered 409 InvalidData: The filter is wrong\./);
    match(await textOf(uri), /"traceIdentifier": "trace-1"/);
  });

  it('shows what the server says first: no second attempt', async () => {
    const { editors, responses } = await connectSandbox();
    await admin('/faults', { provider: 'workly', operation: 'listEmployees', status: 503, count: 1, body: { message: 'busy', code: 1 } });
    const uri = await (await editors.open('workly/listEmployees')).send({});
    ok(uri, 'no answer');
    equal(responses.get(uri)?.status, 503);
  });

  it('gives up at once when it is cancelled', async () => {
    const { editors } = await connectSandbox();
    await admin('/faults', { provider: 'hubex', operation: 'listTasks', delay: 5000, count: 1 });
    const editor = await editors.open('hubex/work/listTasks');
    const start = Date.now();
    const sending = editor.send({});
    setTimeout(() => editor.cancel(), 300);
    equal(await sending, undefined);
    ok(Date.now() - start < 3000, 'cancelling took too long');
    ok(!editor.sending, 'still sending');
  });

  it('renews an expired token without telling', async () => {
    const { editors, responses } = await connectSandbox();
    const editor = await editors.open('workly/listEmployees');
    await editor.send({});
    await admin('/tokens/expire', {});
    const uri = await editor.send({});
    ok(uri, 'no answer');
    equal(responses.get(uri)?.status, 200);
  });

  it('does not delete without being confirmed', async () => {
    const { editors } = await connectSandbox();
    const editor = await editors.open('workly/deleteEmployee');
    const before = await requestsSeen();
    // VS Code refuses modal dialogs during tests: that is a "no".
    equal(await editor.send({ 'path:id': '1' }).catch(() => undefined), undefined);
    equal(await requestsSeen(), before);
  });
});
