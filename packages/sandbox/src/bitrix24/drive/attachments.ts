import type { Context } from '../../context.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { createCollection } from '../../state/collection.js';
import type { DriveLinks } from './links.js';
import type { DriveTree } from './tree.js';
import { MethodError } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { fold, lookup } from '../tables/query.js';
import { portalTime } from '../seed.js';
import type { TaskStore } from '../tasks/task-store.js';

/** Files of Drive that hang on tasks. */
export interface DriveAttachments {
  /** Methods of attachments, and those that write tasks, which take files from now on. */
  handlers: MethodHandlers;
  reset(): void;
}

const webdav = 'ufTaskWebdavFiles';

/** Creates the attachments. `writers` are the methods that write tasks. */
export function createDriveAttachments(
  context: Context,
  { tree, links, tasks, writers }: { tree: DriveTree; links: DriveLinks; tasks: TaskStore; writers: MethodHandlers },
): DriveAttachments {
  const attachments = createCollection(() => []);

  function attach(fileId: JsonValue | undefined, taskId: JsonValue, userId: number): number {
    const { id } = readable(fileId);
    return attachments.add({
      OBJECT_ID: String(id),
      MODULE_ID: 'tasks',
      ENTITY_TYPE: 'tasks_task',
      ENTITY_ID: taskId,
      CREATE_TIME: portalTime(context.clock.now()),
      CREATED_BY: String(userId),
    });
  }
  function readable(fileId: JsonValue | undefined): { id: number } {
    try {
      return tree.find('file', Number(fileId));
    } catch {
      throw new MethodError(400, 'ERROR_CORE', `There is no file ${text(fileId)} on Drive, or it is in the trash`);
    }
  }

  /** `n12` hangs file 12 of Drive on the task, `3` keeps attachment 3; the list replaces the one there was. */
  function write(call: MethodCall, run: (call: MethodCall) => MethodResult): MethodResult {
    const fields = param(call, 'fields');
    const name = isObject(fields) ? Object.keys(fields).find((key) => fold(key) === fold(webdav)) : undefined;
    const wanted = isObject(fields) && name !== undefined ? fields[name] : undefined;
    if (!isObject(fields) || name === undefined || !Array.isArray(wanted)) return run(call);
    const files = wanted.map(text);
    for (const file of files) if (file.startsWith('n')) readable(file.slice(1));
    const made: number[] = [];
    const kept = files.map((file) => {
      if (!file.startsWith('n')) return Number(file);
      const id = attach(file.slice(1), null, call.caller.userId);
      made.push(id);
      return id;
    });
    const { [name]: _files, ...others } = fields;
    const result = run({ ...call, params: { ...call.params, fields: { ...others, [webdav]: kept } } });
    const task = isObject(result.result) ? result.result['task'] : undefined;
    for (const id of made) attachments.update(id, { ENTITY_ID: isObject(task) ? (task['id'] ?? null) : null });
    return result;
  }

  const writing = ['tasks.task.add', 'tasks.task.update'].flatMap((method) => {
    const run = writers[method];
    return run ? [[method, (call: MethodCall) => write(call, run)] as const] : [];
  });
  return {
    handlers: {
      ...Object.fromEntries(writing),
      'tasks.task.files.attach'(call) {
        const task = tasks.get(param(call, 'taskId'));
        if (!task) throw new MethodError(400, '0', 'The task does not exist or is not visible to you.');
        const attachmentId = attach(param(call, 'fileId'), text(task['id']), call.caller.userId);
        const before = task[webdav];
        tasks.change(task['id'], { [webdav]: [...(Array.isArray(before) ? before : []), attachmentId] }, call.caller.userId);
        return { result: { attachmentId } };
      },
      'disk.attachedobject.get'(call) {
        const id = Number(param(call, 'id'));
        const record = attachments.get(id);
        if (!record) throw new MethodError(400, 'ERROR_NOT_FOUND', `There is no attachment with the id ${id}`);
        const file = tree.find('file', Number(record['OBJECT_ID'])).record;
        const facts: JsonObject = { NAME: lookup(file, 'NAME') ?? '', SIZE: lookup(file, 'SIZE') ?? '0' };
        const claim = { name: text(file['NAME']), file: Number(file['FILE_ID']) };
        return { result: { ID: String(id), ...record, ...facts, DOWNLOAD_URL: links.address('download', claim) } };
      },
    },
    reset: () => attachments.reset(),
  };
}
