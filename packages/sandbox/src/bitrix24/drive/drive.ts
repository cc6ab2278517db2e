import type { Context } from '../../context.js';
import type { Operation } from '../../engine/document.js';
import type { Incoming, Outgoing } from '../../http.js';
import type { JsonObject } from '../../json.js';
import { isObject, text } from '../../json.js';
import { createDriveContent } from './content.js';
import { createDriveLinks } from './links.js';
import type { DriveLinks, LinkUse } from './links.js';
import { objectMethods } from './objects.js';
import { createDriveShow, describeDrive } from './show.js';
import { createDriveTree, deleted } from './tree.js';
import type { DriveTree } from './tree.js';
import { MethodError } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { isAdministrator } from '../people/people.js';
import type { PortalName } from '../protocol/portal-name.js';
import { rowOf } from '../tables/table.js';

/** Drive: its methods, and the addresses that files are read from and sent to. */
export interface Drive {
  handlers: MethodHandlers;
  tree: DriveTree;
  links: DriveLinks;
  /** What a request to an address of a file wants; undefined when it is another request. */
  useOf(request: Incoming): LinkUse | undefined;
  /** Answers such a request; throws a MethodError. */
  exchange(use: LinkUse, request: Incoming): Promise<Outgoing>;
  reset(): void;
}

interface Parts {
  name: PortalName;
  methods: Map<string, Operation>;
  /** Life of the addresses of files. */
  lifeSeconds: number;
  clientId: string;
}

/** Creates Drive with its seed. */
export function createDrive(context: Context, { name, methods, lifeSeconds, clientId }: Parts): Drive {
  const tree = createDriveTree(context);
  const links = createDriveLinks(context, name, lifeSeconds);
  const show = createDriveShow(tree, links, name);
  const content = createDriveContent(tree, links, show);
  const { storages, objects } = tree;

  const idOf = (call: MethodCall): number => Number(param(call, 'id'));
  const rootOf = (id: number): number => Number(tree.storage(id).record['ROOT_OBJECT_ID']);
  const storage = (id: number): MethodResult => ({ result: rowOf(storages, id) });

  /** A page of what a folder holds; the trash is not shown. */
  function children(call: MethodCall, folder: number): MethodResult {
    const filter = param(call, 'filter');
    const { ids, ...counts } = objects.page({
      filter: { ...(isObject(filter) ? { 0: filter } : {}), PARENT_ID: String(folder), DELETED_TYPE: deleted.no },
      order: param(call, 'order'),
      start: param(call, 'start'),
    });
    return { ...counts, result: ids.map((id) => show.object(id)) };
  }

  function addFolder(call: MethodCall, parent: number): MethodResult {
    const data = param(call, 'data');
    const wanted = isObject(data) ? text(data['NAME']) : '';
    if (wanted === '') throw new MethodError(400, 'ERROR_ARGUMENT', 'data.NAME: give the folder a name');
    const NAME = tree.freeName(parent, wanted);
    return { result: show.object(tree.add('folder', parent, { NAME }, call.caller.userId)) };
  }

  function administrator({ caller }: MethodCall): void {
    if (!isAdministrator(caller.userId)) throw new MethodError(400, 'ACCESS_DENIED', 'Administrators only');
  }

  const handlers: MethodHandlers = {
    'disk.storage.gettypes': () => ({ result: ['user', 'common', 'group'] }),
    'disk.storage.getfields': () => ({ result: describeDrive(methods.get('disk.storage.getlist')) }),
    'disk.storage.getlist'(call) {
      const { ids, ...counts } = storages.page({
        filter: param(call, 'filter'),
        order: param(call, 'order'),
        start: param(call, 'start'),
      });
      return { ...counts, result: ids.map((id) => rowOf(storages, id)) };
    },
    'disk.storage.get'(call) {
      const id = idOf(call);
      return Number.isNaN(id) ? { result: null } : storage(tree.storage(id).id);
    },
    'disk.storage.getforapp'(call) {
      administrator(call);
      const [known] = storages.collection.select('applications', ({ ENTITY_TYPE }) => ENTITY_TYPE === 'restapp');
      const facts: JsonObject = { NAME: clientId, CODE: null, MODULE_ID: 'disk', ENTITY_TYPE: 'restapp', ENTITY_ID: '1' };
      return storage(known ?? tree.addStorage(facts, call.caller.userId));
    },
    'disk.storage.rename'(call) {
      administrator(call);
      const { id, record } = tree.storage(idOf(call));
      if (record['ENTITY_TYPE'] !== 'restapp') throw new MethodError(400, '', 'Only the storage of an application can be renamed');
      storages.collection.update(id, { NAME: text(param(call, 'newName')) });
      return storage(id);
    },
    'disk.storage.getchildren': (call) => children(call, rootOf(idOf(call))),
    'disk.storage.addfolder': (call) => addFolder(call, rootOf(idOf(call))),
    'disk.storage.uploadfile': (call) => content.upload(call, rootOf(idOf(call))),
    'disk.folder.getfields': () => ({ result: describeDrive(methods.get('disk.folder.get')) }),
    'disk.folder.getchildren': (call) => children(call, tree.find('folder', idOf(call)).id),
    'disk.folder.addsubfolder': (call) => addFolder(call, tree.find('folder', idOf(call)).id),
    'disk.folder.uploadfile': (call) => content.upload(call, tree.find('folder', idOf(call)).id),
    'disk.folder.sharetouser'(call) {
      tree.find('folder', idOf(call));
      return { result: true };
    },
    'disk.file.getfields': () => ({ result: describeDrive(methods.get('disk.file.get')) }),
    ...content.versions,
    ...objectMethods(context, tree, show, name),
  };

  return {
    handlers,
    tree,
    links,
    useOf: ({ url }) => links.useOf(url.pathname.replace(/\/+$/, '')),
    exchange: (use, request) => content.exchange(use, request),
    reset() {
      tree.reset();
      links.revoke();
    },
  };
}
