import * as vscode from 'vscode';
import { OperationNode } from '../trees/apis/operationNode.ts';
import type { Services } from './services.ts';

/** Opens the provider's page on an operation. */
export async function openDocumentation({ catalog }: Services, node?: unknown): Promise<void> {
  if (!(node instanceof OperationNode)) return;
  const { docsUrl } = await (await catalog()).operation(node.entry.id);
  if (docsUrl) await vscode.env.openExternal(vscode.Uri.parse(docsUrl));
  else void vscode.window.showInformationMessage(vscode.l10n.t('The provider has no page on {0}.', node.entry.name));
}
