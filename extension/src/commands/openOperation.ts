import { OperationNode } from '../trees/apis/operationNode.ts';
import type { Services } from './services.ts';

/** Opens the request editor of an operation, given by id or by its row in the tree. */
export async function openOperation({ editors }: Services, target?: unknown): Promise<void> {
  const id = target instanceof OperationNode ? target.entry.id : target;
  if (typeof id === 'string') await editors.open(id);
}
