import * as vscode from 'vscode';
import { equal, ok } from '../../host/suite/assert.ts';
import { connectSandbox, textOf } from '../../host/suite/support.ts';

describe('requests from a web worker', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('runs where there is no Node', () => {
    equal(typeof (globalThis as { process?: { versions?: unknown } }).process?.versions, 'undefined');
    equal(vscode.env.uiKind, vscode.UIKind.Web);
  });

  for (const id of ['hubex/work/listTasks', 'bitrix24/v2/crm/crmItemList', 'workly/listEmployees']) {
    it(`sends ${id}`, async () => {
      const { editors, responses } = await connectSandbox();
      const editor = await editors.open(id);
      const uri = await editor.send({});
      ok(uri, `no answer: ${editor.outcome?.detail ?? ''}`);
      equal(responses.get(uri)?.status, 200, await textOf(uri));
    });
  }
});
