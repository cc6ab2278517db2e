import type { CatalogEntry, OperationDetails } from '@portolan/catalog';

/** An operation to start from; tests say only what matters to them. */
export function entry(over: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    id: 'hubex/work/getTask',
    provider: 'hubex',
    document: 'hubex/work',
    service: 'WORK',
    tag: 'Tasks',
    name: 'getTask',
    method: 'GET',
    url: '/WORK/Tasks/{taskID}',
    summary: 'Get a task',
    effect: 'read',
    ...over,
  };
}

export function details(over: Partial<OperationDetails> = {}): OperationDetails {
  return { entry: entry(), idempotent: true, parameters: [], responses: {}, definitions: {}, ...over };
}
