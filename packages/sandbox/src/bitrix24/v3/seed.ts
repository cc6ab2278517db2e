import type { JsonObject } from '../../json.js';
import { people, portalTime } from '../seed.js';

const start = Date.UTC(2026, 0, 12, 9);
const hour = 3_600_000;
/** Makes the records that a collection starts with. */
type Seed = () => JsonObject[];

const list =
  (length: number, recordAt: (index: number) => JsonObject): Seed =>
  () =>
    Array.from({ length }, (_unused, index) => recordAt(index));

/** Entries of the event log, one an hour. */
export const eventlogSeed: Seed = list(60, (index) => ({
  timestampX: portalTime(start + index * hour),
  severity: index % 3 ? 'INFO' : 'SECURITY',
  auditTypeId: index % 3 ? 'IBLOCK_SECTION_ADD' : 'USER_AUTHORIZE',
  moduleId: 'main',
  itemId: String(1 + (index % 3)),
  remoteAddr: '203.0.113.7',
  userId: 1 + (index % 3),
  description: `Entry ${index + 1}`,
}));

/** Intervals of work of the three users. */
export const recordSeed: Seed = list(60, (index) => {
  const begins = start + Math.floor(index / 3) * 24 * hour;
  return {
    startTime: portalTime(begins),
    endTime: portalTime(begins + 9 * hour),
    duration: 8 * 3600,
    userId: 1 + (index % 3),
    breakLength: 3600,
    state: {},
    isApproved: index % 4 !== 3,
  };
});

/** Mailboxes. */
export const mailboxSeed: Seed = list(2, (index) => {
  const name = index ? 'Support' : 'Sales';
  return { name, email: `${name.toLowerCase()}@example.com`, senderName: `Example ${name}` };
});

/** E-mails, two a thread: a letter and its answer. */
export const messageSeed: Seed = list(60, (index) => {
  const mailbox = mailboxSeed()[index % 2] ?? {};
  const customer = `contact${Math.floor(index / 4) + 1}@example.com`;
  const answers = index % 4 >= 2;
  return {
    subject: `${answers ? 'Re: ' : ''}Question ${Math.floor(index / 4) * 2 + (index % 2) + 1}`,
    from: answers ? (mailbox['email'] ?? '') : customer,
    to: answers ? customer : (mailbox['email'] ?? ''),
    cc: null,
    date: portalTime(start + index * hour),
    body: answers ? 'It is on its way.' : 'When does it come?',
    mailboxId: 1 + (index % 2),
    mailboxEmail: mailbox['email'] ?? '',
    isSeen: index % 3 !== 0,
    hasAttachments: index % 5 === 0,
    url: `/mail/message/${index + 1}`,
    bindings: [],
    folder: 'INBOX',
    threadId: answers ? index - 1 : index + 1,
  };
});

/** Knowledge bases. */
export const collectionSeed: Seed = list(3, (index) => ({
  name: ['Handbook', 'Projects', 'Support'][index] ?? '',
  position: index,
  policyLevel: 'view',
  createdBy: 1,
  createdAt: portalTime(start + index * hour),
  updatedBy: 1,
  updatedAt: portalTime(start + index * hour),
}));

/** Documents: in each knowledge base a root page and two below it. */
export const documentSeed: Seed = list(9, (index) => {
  const below = index % 3 !== 0;
  return {
    collectionId: Math.floor(index / 3) + 1,
    parentId: below ? Math.floor(index / 3) * 3 + 1 : null,
    title: `${below ? 'Page' : 'Start'} ${index + 1}`,
    markdown: `# Example ${index + 1}\n\nHow we deliver.`,
    position: below ? (index % 3) - 1 : 0,
    createdBy: 1,
    updatedBy: 1,
    createdAt: portalTime(start + index * hour),
    updatedAt: portalTime(start + index * hour),
  };
});

/** Files of the first document. */
export const fileSeed: Seed = list(1, () => ({
  documentId: 1,
  name: 'plan.png',
  size: 68,
  mimeType: 'image/png',
  assetType: 'image',
  assetMarkdown: '[[image fileId=1]]',
}));

/** The company with two departments and a team. */
export const nodeSeed: Seed = list(4, (index) => ({
  name: ['Example Trading', 'Sales', 'Warehouse', 'Web shop'][index] ?? '',
  type: index === 3 ? 'TEAM' : 'DEPARTMENT',
  structureId: 1,
  parentId: index === 0 ? null : 1,
  description: null,
  accessCode: `${index === 3 ? 'T' : 'D'}R${index + 1}`,
  colorName: index === 3 ? 'blue' : null,
  xmlId: null,
  createdAt: portalTime(start),
  updatedAt: portalTime(start),
}));

/** Who is where, and as what. */
export const memberSeed: Seed = list(5, (index) => ({
  nodeId: [1, 2, 2, 4, 4][index] ?? 1,
  userId: [1, 2, 3, 2, 1][index] ?? 1,
  role: ['MEMBER_HEAD', 'MEMBER_HEAD', 'MEMBER_EMPLOYEE', 'MEMBER_TEAM_HEAD', 'MEMBER_TEAM_EMPLOYEE'][index] ?? '',
}));

/** Results of the first tasks. */
export const resultSeed: Seed = list(3, (index) => ({
  taskId: index < 2 ? 1 : 2,
  text: ['The offer was sent.', 'The customer agreed.', 'Checked.'][index] ?? '',
  authorId: 1 + (index % people.length),
  createdAt: portalTime(start + index * hour),
  updatedAt: null,
  status: 'open',
  fileIds: [],
  rights: { edit: true, remove: true },
  messageId: null,
}));

/** What an assistant made of three calls. */
export const followupSeed: Seed = list(3, (index) => ({
  callId: index + 1,
  callType: 1,
  initiatorId: 1 + index,
  startDate: portalTime(start + index * 24 * hour),
  endDate: portalTime(start + index * 24 * hour + hour / 2),
  durationSeconds: 1800,
  uuid: null,
  language: 'en',
  version: 1,
  participants: [],
  outcomes: [],
  createdAt: portalTime(start + index * 24 * hour + hour),
  tracks: [],
  transcription: null,
  overview: null,
  summary: null,
  insights: null,
  evaluation: null,
}));
