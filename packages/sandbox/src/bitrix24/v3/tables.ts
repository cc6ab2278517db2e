import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';
import { compare } from '../tables/order.js';
import { person } from '../people/people.js';
import type { Resource } from '../tables/resource.js';
import {
  collectionSeed,
  documentSeed,
  eventlogSeed,
  fileSeed,
  mailboxSeed,
  messageSeed,
  nodeSeed,
  recordSeed,
  resultSeed,
} from './seed.js';

/** The collection of a family of REST 3.0. */
export const collectionV3 = (prefix: string): string => `v3 ${prefix}`;

const v3 = (prefix: string, more: Partial<Resource> = {}): Resource => ({ collection: collectionV3(prefix), api: 'v3', prefix, ...more });
const contains =
  (...fields: string[]) =>
  (record: JsonObject, wanted: JsonValue): boolean =>
    fields.some((field) => text(record[field]).toLowerCase().includes(text(wanted).toLowerCase()));

/** What a new result of a task has beside its text. */
export function completeResult(record: JsonObject): JsonObject {
  return Object.assign(record, {
    author: person(record['authorId']),
    updatedAt: null,
    status: 'open',
    fileIds: [],
    rights: { edit: true, remove: true },
    messageId: record['messageId'] ?? null,
  });
}

/** Families of REST 3.0; what their other methods do is in files of their own (`note-v3`, `mail-v3`, `structure-v3`, `results-v3`). */
export const tablesV3: readonly Resource[] = [
  v3('main.eventlog', { seed: eventlogSeed }),
  v3('timeman.record', { seed: recordSeed, rules: { needs: 'userId', filterable: ['userId', 'startTime'] } }),
  v3('mail.mailbox', { seed: mailboxSeed, rules: { matches: { name: contains('name'), email: contains('email') } } }),
  v3('mail.message', {
    seed: messageSeed,
    rules: {
      matches: {
        searchQuery: contains('subject', 'body', 'from', 'to'),
        dateFrom: (record, wanted) => compare(text(record['date']), text(wanted)) >= 0,
        dateTo: (record, wanted) => compare(text(record['date']), text(wanted)) <= 0,
        folder: (record, wanted) => text(record['folder']).toLowerCase() === text(wanted).toLowerCase(),
      },
    },
  }),
  v3('note.collection', { seed: collectionSeed, verbs: { list: [] }, complete: (record) => void (record['policyLevel'] = 'none') }),
  v3('note.document', { seed: documentSeed }),
  v3('note.file', { seed: fileSeed, verbs: { add: [] } }),
  v3('humanresources.node', {
    seed: nodeSeed,
    verbs: { update: ['edit'] },
    rules: { strict: true },
    complete: (record) => Object.assign(record, { structureId: 1, description: record['description'] ?? null, xmlId: null }),
  }),
  v3('tasks.task.result', {
    seed: resultSeed,
    rules: { needs: 'taskId', strict: true, filterable: ['taskId', 'id', 'authorId', 'status', 'messageId'] },
    complete: completeResult,
  }),
];
