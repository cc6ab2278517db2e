import { createHash } from 'node:crypto';
import type { Context } from '../../context.js';
import type { JsonObject } from '../../json.js';
import { text } from '../../json.js';
import type { DriveShow } from './show.js';
import { deleted } from './tree.js';
import type { DriveKind, DriveTree, Found } from './tree.js';
import { MethodError } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { isAdministrator } from '../people/people.js';
import type { PortalName } from '../protocol/portal-name.js';
import { portalTime } from '../seed.js';

/** What can be done to a file as well as to a folder: `disk.file.*` and `disk.folder.*`. */
export function objectMethods(context: Context, tree: DriveTree, show: DriveShow, name: PortalName): MethodHandlers {
  const { objects } = tree;
  const idOf = (call: MethodCall): number => Number(param(call, 'id'));
  const parentOf = ({ record }: Found): number => Number(record['PARENT_ID']);
  const target = (call: MethodCall): Found => tree.find('folder', Number(param(call, 'targetFolderId')));
  const shown = ({ id }: { id: number }): MethodResult => ({ result: show.object(id) });

  /** Neither into itself, nor into what is below it. */
  function refuseLoop(call: MethodCall, { id }: Found, folder: Found): void {
    if (id !== folder.id && !tree.below(id).includes(folder.id)) return;
    throw new MethodError(400, 'ERROR_ARGUMENT', `targetFolderId: ${call.method} cannot put a folder into itself`);
  }

  function refuseRoot(object: Found, code: string): void {
    if (tree.isRoot(object)) throw new MethodError(400, code, 'It is the root folder of a storage');
  }

  function copyInto({ record, id }: Found, folder: number, wanted: string, userId: number): number {
    const kind: DriveKind = record['TYPE'] === 'file' ? 'file' : 'folder';
    // Read before the copy is there, which may lie in the same folder.
    const inside = tree.children(id);
    const made = tree.add(kind, folder, { NAME: wanted }, userId);
    if (kind === 'file') tree.writeContent(made, Number(record['FILE_ID']), userId);
    for (const child of inside) {
      const own = objects.collection.get(child) ?? {};
      if (own['DELETED_TYPE'] === deleted.no) copyInto({ id: child, record: own }, made, text(own['NAME']), userId);
    }
    return made;
  }

  function restored(object: Found, userId: number): void {
    const { id, record } = object;
    const parent = objects.collection.get(parentOf(object));
    if (parent?.['DELETED_TYPE'] !== deleted.no)
      throw new MethodError(400, 'ERROR_NOT_FOUND', 'Its folder is in the trash: restore that first');
    const NAME = tree.freeName(parentOf(object), text(record['NAME']), { unique: true, except: id });
    tree.change(id, { NAME, DELETED_TYPE: deleted.no }, userId);
    const inside = tree.below(id, ({ DELETED_TYPE }) => DELETED_TYPE === deleted.withFolder);
    for (const inner of inside) objects.collection.update(inner, { DELETED_TYPE: deleted.no });
  }

  function methodsOf(kind: DriveKind): MethodHandlers {
    const found = (call: MethodCall, trashed = false): Found => tree.find(kind, idOf(call), trashed);
    const methods: MethodHandlers = {
      get: (call) => shown(found(call)),
      rename(call) {
        const object = found(call);
        const wanted = text(param(call, 'newName'));
        if (wanted === '') throw new MethodError(400, kind === 'file' ? '0' : 'ERROR_ARGUMENT', 'newName: it is empty');
        tree.change(object.id, { NAME: tree.freeName(parentOf(object), wanted, { except: object.id }) }, call.caller.userId);
        return shown(object);
      },
      moveto(call) {
        const [object, folder] = [found(call), target(call)];
        refuseRoot(object, '');
        if (object.record['STORAGE_ID'] !== folder.record['STORAGE_ID']) return { result: false };
        refuseLoop(call, object, folder);
        tree.freeName(folder.id, text(object.record['NAME']), { except: object.id });
        tree.change(object.id, { PARENT_ID: String(folder.id) }, call.caller.userId);
        return shown(object);
      },
      copyto(call) {
        const [object, folder] = [found(call), target(call)];
        refuseLoop(call, object, folder);
        const wanted = tree.freeName(folder.id, text(object.record['NAME']));
        return shown({ id: copyInto(object, folder.id, wanted, call.caller.userId) });
      },
      markdeleted(call) {
        const object = found(call, true);
        refuseRoot(object, 'DISK_OBJ_22000');
        if (object.record['DELETED_TYPE'] !== deleted.no) return shown(object);
        const gone: JsonObject = { DELETE_TIME: portalTime(context.clock.now()), DELETED_BY: String(call.caller.userId) };
        const inside = tree.below(object.id, (inner) => inner['DELETED_TYPE'] === deleted.no);
        for (const id of inside) objects.collection.update(id, { ...gone, DELETED_TYPE: deleted.withFolder });
        objects.collection.update(object.id, { ...gone, DELETED_TYPE: deleted.itself });
        return shown(object);
      },
      restore(call) {
        if (kind === 'folder' && !isAdministrator(call.caller.userId))
          throw new MethodError(400, 'ACCESS_DENIED', 'Only administrators restore folders');
        const object = found(call, true);
        if (object.record['DELETED_TYPE'] !== deleted.no) restored(object, call.caller.userId);
        return shown(object);
      },
      [kind === 'file' ? 'delete' : 'deletetree'](call) {
        const object = found(call, true);
        refuseRoot(object, 'DISK_OBJ_22000');
        tree.remove([object.id, ...tree.below(object.id)]);
        return { result: true };
      },
      getexternallink(call) {
        const { id } = found(call);
        const code = createHash('sha256').update(`link ${id}`).digest('base64url').replaceAll(/[-_]/g, '').slice(0, 5);
        return { result: `${name.origin()}/~${code}` };
      },
    };
    return Object.fromEntries(Object.entries(methods).map(([verb, run]) => [`disk.${kind}.${verb}`, run]));
  }

  return { ...methodsOf('file'), ...methodsOf('folder') };
}
