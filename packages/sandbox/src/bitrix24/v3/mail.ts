import type { Context } from '../../context.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { pageV3 } from './page.js';
import { invalidV3, missingV3 } from './refusals.js';
import type { Resources } from '../tables/resources.js';
import { people, portalTime } from '../seed.js';
import { collectionV3 } from './tables.js';
import type { TaskStore } from '../tasks/task-store.js';

const [mailboxes, messages] = ['mail.mailbox', 'mail.message'].map(collectionV3) as [string, string];

/** E-mails: threads, sending, folders, recipients, and what is made of an e-mail. */
export function createMailV3(context: Context, resources: Resources, tasks: TaskStore, contacts: () => JsonObject[]): MethodHandlers {
  const all = (name: string): JsonObject[] => (resources.table(name)?.collection.ids() ?? []).map((id) => resources.show(name, id));

  function message(call: MethodCall, parameter = 'messageId'): JsonObject {
    const id = Number(param(call, parameter));
    const found = resources.table(messages)?.collection.get(id);
    if (found) return { id, ...found };
    throw parameter === 'id' ? missingV3(call.operation) : invalidV3(call.operation, parameter, 'The e-mail is not there or not yours');
  }
  /** A letter that leaves; a thread it belongs to is that of the e-mail before it. */
  function send(call: MethodCall, before?: JsonObject): MethodResult {
    const to = (param(call, 'to') as JsonValue[] | undefined)?.map(text) ?? [];
    if (to.length === 0 || to.some((address) => !address.includes('@'))) throw invalidV3(call.operation, 'to', 'to holds no address');
    const from = text(param(call, 'from'));
    const mailbox = all(mailboxes).find((one) => from.includes(text(one['email'])));
    if (!mailbox) throw invalidV3(call.operation, 'from', `${from} is none of the senders, see mail.mailbox.senders`);
    const cc = (param(call, 'cc') as JsonValue[] | undefined)?.map(text).join(', ');
    resources.table(messages)?.collection.add({
      subject: text(param(call, 'subject')),
      from,
      to: to.join(', '),
      cc: cc ?? null,
      date: portalTime(context.clock.now()),
      body: text(param(call, 'body')),
      mailboxId: Number(mailbox['id']),
      mailboxEmail: mailbox['email'] ?? '',
      isSeen: true,
      hasAttachments: false,
      url: '',
      bindings: [],
      folder: 'Sent',
      threadId: before?.['threadId'] ?? 0,
    });
    return { result: { success: true, to } };
  }
  /** Notes on an e-mail what was made of it. */
  const note = (mail: JsonObject, changes: JsonObject): void =>
    void resources.table(messages)?.collection.update(Number(mail['id']), changes);
  /** Something new is made of an e-mail; answers its id. */
  const makes =
    (name: string) =>
    (call: MethodCall): MethodResult => {
      const mail = message(call);
      const made = Number(mail['made'] ?? 0) + 1;
      note(mail, { made });
      return { result: { success: true, [name]: Number(mail['id']) * 100 + made, messageId: mail['id'] ?? 0 } };
    };
  const linking =
    (inCrm: boolean) =>
    (call: MethodCall): MethodResult => {
      note(message(call), { inCrm });
      return { result: true };
    };
  const matching = (call: MethodCall, recipients: readonly JsonObject[]): MethodResult => {
    const query = text(param(call, 'query')).toLowerCase();
    const found = recipients.filter(({ name, email }) => `${text(name)} ${text(email)}`.toLowerCase().includes(query));
    return { result: { items: [...pageV3(found, param(call, 'pagination'), call.operation.spec['x-portolan-paging'])] } };
  };

  return {
    'mail.mailbox.senders'(call) {
      const senders = all(mailboxes).map((box): JsonObject => ({
        email: box['email'] ?? '',
        name: box['senderName'] ?? '',
        sender: `${text(box['senderName'])} <${text(box['email'])}>`,
      }));
      return { result: { items: [...pageV3(senders, param(call, 'pagination'), call.operation.spec['x-portolan-paging'])] } };
    },
    'mail.message.thread'(call) {
      const { id, threadId } = message(call, 'id');
      const partners = new Set([id, threadId].map(Number));
      const thread = [...(resources.table(messages)?.collection.entries() ?? [])].filter(
        ([own, record]) => partners.has(own) || partners.has(Number(record['threadId'])),
      );
      const shown = thread.map(([own]): JsonObject => {
        const record = resources.show(messages, own);
        return { ...record, date: text(record['date']).slice(0, 19).replace('T', ' ') };
      });
      return { result: shown.slice(0, Number(param(call, 'limit') ?? 20)) };
    },
    'mail.message.send': (call) => send(call),
    'mail.message.reply': (call) => send(call, message(call, 'replyToMessageId')),
    'mail.message.forward'(call) {
      message(call, 'forwardMessageId');
      return send(call);
    },
    'mail.message.movetofolder'(call) {
      const ids = (param(call, 'messageIds') as JsonValue[]).map(Number);
      const table = resources.table(messages)?.collection;
      const found = ids.map((id) => table?.get(id)).filter((mail) => mail !== undefined);
      const action = text(param(call, 'action'));
      const refuse = (field: string, message: string): never => {
        throw invalidV3(call.operation, field, message);
      };
      if (found.length === 0) refuse('messageIds', 'There are no such e-mails');
      if (new Set(found.map(({ mailboxId }) => mailboxId)).size > 1) refuse('messageIds', 'The e-mails are of several mailboxes');
      if (new Set(found.map(({ folder }) => folder)).size > 1) refuse('messageIds', 'The e-mails are of several folders');
      if (action === 'move' && !param(call, 'folder')) refuse('folder', 'Name the folder to move to');
      const folder = { spam: 'Spam', delete: 'Trash' }[action] ?? text(param(call, 'folder'));
      const movedCount = ids.filter((id) => table?.update(id, { folder })).length;
      return { result: { success: true, movedCount, action } };
    },
    'mail.message.createtask'(call) {
      const mail = message(call);
      const responsibleId = param(call, 'responsibleId') ?? call.caller.userId;
      const fields = { title: param(call, 'title') ?? mail['subject'] ?? '', responsibleId, description: param(call, 'description') ?? '' };
      const task = tasks.create(fields, call.caller.userId);
      return { result: { success: true, taskId: Number(task['id']), messageId: mail['id'] ?? 0 } };
    },
    'mail.message.createcalendarevent': makes('eventId'),
    'mail.message.createfeedpost': makes('postId'),
    'mail.message.createchat'(call) {
      const mail = message(call);
      const chatId = Number(mail['chatId'] ?? 9000 + Number(mail['id']));
      note(mail, { chatId });
      return { result: { success: true, chatId, messageId: mail['id'] ?? 0, existing: mail['chatId'] !== undefined } };
    },
    'mail.message.createcrmactivity': linking(true),
    'mail.message.removecrmactivity': linking(false),
    'mail.recipient.listcontacts': (call) => matching(call, contacts()),
    'mail.recipient.listemployees': (call) =>
      matching(
        call,
        people.map((user) => ({
          id: Number(user['ID']),
          email: user['EMAIL'] ?? '',
          name: `${text(user['NAME'])} ${text(user['LAST_NAME'])}`,
        })),
      ),
  };
}
