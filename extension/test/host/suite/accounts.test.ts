import * as vscode from 'vscode';
import { equal, lacks, ok } from './assert.ts';
import { connectSandbox, eventually, manifest, sandbox, workspaceFile } from './support.ts';

describe('accounts', () => {
  it('lists the connections of all three providers in the Accounts menu', async () => {
    await connectSandbox();
    for (const { id } of manifest().contributes.authentication) {
      const accounts = await vscode.authentication.getAccounts(id);
      equal(
        accounts.map(({ label }) => label),
        ['Sandbox'],
        id,
      );
    }
  });

  it('shows them in the Connections view, without secrets', async () => {
    const { connectionsView, connections } = await connectSandbox();
    const items = connectionsView.getChildren().map((node) => connectionsView.getTreeItem(node));
    equal(
      items.map(({ label }) => label),
      ['HubEx', 'Bitrix24', 'Workly'],
    );
    lacks(JSON.stringify([items, connections.list()]), (await sandbox()).hubex.serviceToken);
  });

  it('adds the sandbox once, however often it is asked to', async () => {
    const { connections } = await connectSandbox();
    await connectSandbox();
    equal(connections.list().length, 3);
  });

  it('forgets secrets and tokens on sign-out', async () => {
    const { connections, tokens } = await connectSandbox();
    await tokens.set('workly-sandbox', { accessToken: 'gone-soon' });
    const node = (await connectSandbox()).connectionsView.getChildren().at(-1);
    await vscode.commands.executeCommand('portolan.removeConnection', node);
    equal(connections.list('workly').length, 0);
    equal(await connections.credentials('workly-sandbox'), undefined);
    equal(await tokens.get('workly-sandbox'), undefined);
    await eventually(
      'the account leaves the menu',
      async () => (await vscode.authentication.getAccounts('portolan-workly')).length === 0 || undefined,
    );
    await connectSandbox();
  });

  it('says which field of a sandbox description is missing', async () => {
    const { connections } = await connectSandbox();
    const before = connections.list();
    const file = workspaceFile('broken.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{"hubex":{"baseUrl":"http://127.0.0.1:1/fsm"}}'));
    const result = await vscode.commands.executeCommand('portolan.addSandboxConnections', file.toString());
    ok(result === undefined, 'a broken description was accepted');
    equal(connections.list(), before);
  });
});
