import * as vscode from 'vscode';
import { equal, match, ok } from './assert.ts';
import { eventually, portolan } from './support.ts';

describe('APIs view', () => {
  it('shows provider, service, tag and operation, each with an own id', async () => {
    const { apis } = await portolan();
    const providers = await apis.getChildren();
    equal(
      providers.map((node) => apis.getTreeItem(node).label),
      ['HubEx', 'Bitrix24', 'Workly'],
    );
    const ids = new Set<string>();
    let operations = 0;
    for (let level = providers; level.length > 0;) {
      const next = [];
      for (const node of level) {
        const item = apis.getTreeItem(node);
        ok(item.id !== undefined && !ids.has(item.id), `the id ${item.id ?? ''} is missing or used twice`);
        ids.add(item.id);
        if (item.contextValue === 'operation') operations += 1;
        next.push(...(await apis.getChildren(node)));
      }
      level = next;
    }
    equal(operations, (await (await portolan()).catalog().then((catalog) => catalog.index())).length, 'operations in the tree');
  });

  it('fills in the tooltip of an operation when it is asked for', async () => {
    const { apis } = await portolan();
    const workly = (await apis.getChildren()).at(-1);
    ok(workly, 'Workly is missing');
    const tags = await apis.getChildren(workly);
    const employees = tags.find((tag) => apis.getTreeItem(tag).label === 'Employees');
    ok(employees, 'Employees is missing');
    const operation = (await apis.getChildren(employees)).find((node) => apis.getTreeItem(node).id === 'workly/listEmployees');
    ok(operation, 'listEmployees is missing');
    const item = apis.getTreeItem(operation);
    equal(item.tooltip, undefined, 'tooltip before the hover');
    const { tooltip } = await apis.resolveTreeItem(item, operation);
    ok(tooltip instanceof vscode.MarkdownString, 'no tooltip');
    match(tooltip.value, /GET \/employees/);
  });

  it('finds an operation by words in any order and opens it', async () => {
    const { editors } = await portolan();
    await vscode.commands.executeCommand('portolan.findEndpoint', 'tasks GET /work/tasks/{taskid} get');
    const opened = await eventually('the operation opens', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return editors.get('hubex/work/getTask');
    });
    equal(opened.details.entry.name, 'getTask');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
