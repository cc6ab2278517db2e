import * as vscode from 'vscode';
import { equal, match, ok } from './assert.ts';
import { connectSandbox, eventually, replaceText } from './support.ts';

async function openBody(id: string): Promise<vscode.TextEditor> {
  const { editors } = await connectSandbox();
  const page = await editors.open(id);
  // On a busy machine VS Code refuses to show an editor beside a page that it is still opening.
  return eventually(`the body of ${id} opens`, () => page.editBody().catch(() => undefined));
}

async function completions({ document }: vscode.TextEditor, at: vscode.Position): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, at);
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label).replaceAll('"', ''));
}

describe('request body', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('starts as valid JSON in a document that can be edited', async () => {
    const { document } = await openBody('hubex/work/updateTask');
    equal([document.languageId, document.uri.scheme], ['json', 'portolan-body']);
    ok(typeof JSON.parse(document.getText()) === 'object', 'not an object');
  });

  it('completes the names of the specification', async () => {
    const editor = await openBody('hubex/work/createTask');
    await replaceText(editor, '{\n  \n}');
    const names = await eventually('completion', async () => {
      const found = await completions(editor, new vscode.Position(1, 2));
      return found.includes('taskTypeID') ? found : undefined;
    });
    ok(names.includes('notes'), `notes is missing in ${names.join()}`);
  });

  it('keeps the schemas of two operations apart', async () => {
    await openBody('hubex/work/createTask');
    const editor = await openBody('workly/createEmployee');
    await replaceText(editor, '{\n  \n}');
    const names = await eventually('completion', async () => {
      const found = await completions(editor, new vscode.Position(1, 2));
      return found.includes('first_name') ? found : undefined;
    });
    ok(!names.includes('taskTypeID'), 'the other operation shines through');
  });

  it('underlines what does not fit', async () => {
    const editor = await openBody('hubex/work/createTask');
    await replaceText(editor, '{ "taskTypeID": "one", "noSuchField": 1 }');
    const problems = await eventually('diagnostics', () => {
      const found = vscode.languages.getDiagnostics(editor.document.uri).map(({ message }) => message);
      return found.length >= 2 ? found : undefined;
    });
    match(problems.join(' '), /noSuchField/);
    match(problems.join(' '), /integer|number/);
  });

  it('explains a field on hover', async () => {
    const editor = await openBody('hubex/work/createTask');
    await replaceText(editor, '{ "taskTypeID": 1 }');
    const hover = await eventually('hover', async () => {
      const [first] = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        editor.document.uri,
        new vscode.Position(0, 5),
      );
      return first;
    });
    ok(hover.contents.length > 0, 'nothing is said');
  });

  it('keeps what was typed when the page is closed and opened again', async () => {
    const editor = await openBody('hubex/work/createTask');
    await replaceText(editor, '{ "taskTypeID": 77 }');
    await editor.document.save();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    match((await openBody('hubex/work/createTask')).document.getText(), /77/);
  });
});
