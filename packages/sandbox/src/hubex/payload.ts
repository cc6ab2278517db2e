import type { JsonObject } from '../json.js';
import type { CollectionName } from './seed.js';
import type { Change } from './store.js';

/** Events by what happened; 40 to 44 are the vendor's, the others the sandbox's own. */
const eventIDs: Partial<Record<CollectionName, Partial<Record<Change, number>>>> = {
  assets: { created: 40, changed: 41, deleted: 42, published: 43, unpublished: 44 },
  tasks: { created: 45, changed: 46, moved: 47, deleted: 48 },
};

/** The event that a change is; undefined when webhooks do not hear of it. */
export function eventOf(name: CollectionName, change: Change): number | undefined {
  return eventIDs[name]?.[change];
}

/** What happened, as a webhook is told. */
export interface WebhookEvent {
  eventID: number;
  event: string;
  tenantID: number;
  created: string;
  name: CollectionName;
  id: number;
  taskStageID?: number;
}

/** The body of a webhook call. What the live service sends is documented nowhere: this is the sandbox's assumption. */
export function payloadOf({ eventID, event, tenantID, created, name, id, taskStageID }: WebhookEvent): JsonObject {
  return {
    eventID,
    event,
    tenantID,
    created,
    [name === 'tasks' ? 'taskID' : 'assetID']: id,
    ...(taskStageID === undefined ? {} : { taskStageID }),
  };
}
