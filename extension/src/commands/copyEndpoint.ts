import * as vscode from 'vscode';
import { OperationNode } from '../trees/apis/operationNode.ts';

/** Copies what an operation is called by: the method name of Bitrix24, method and path of the others. */
export async function copyEndpoint(node?: unknown): Promise<void> {
  if (!(node instanceof OperationNode)) return;
  const { provider, name, method, url } = node.entry;
  await vscode.env.clipboard.writeText(provider === 'bitrix24' ? name : `${method} ${url}`);
}
