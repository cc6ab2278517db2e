import type { Operation } from '../engine/document.js';
import type { JsonObject, JsonValue } from '../json.js';
import { isObject } from '../json.js';
import { hubexError } from './errors.js';
import { inService, itemsOf, pathId } from './handlers.js';
import type { Handlers } from './handlers.js';
import { toList } from './paging.js';
import type { Store } from './store.js';
import type { Bearer } from './tokens.js';

/** The role that holds everything at the start, and is needed where only an administrator may call. */
const administratorRole = 1;
/** What the reader of the demo may do. */
export const readerPermissions: string[] = [
  'TasksList',
  'TaskGet',
  'ContactsList',
  'CompaniesList',
  'TaskStagesList',
  'EventList',
  'AttachmentsList',
  'AttachmentDownload',
];
/** The only group of permissions. */
const tag = { id: 1, code: 'All', name: 'All permissions' };

/** Codes that the operations ask for. */
export function permissionsIn(operations: readonly Operation[]): string[] {
  return [...new Set(operations.flatMap(({ spec }) => spec['x-portolan-permissions'] ?? []))].toSorted();
}

/** Who may do what. */
export interface Permissions {
  /** Throws 403 unless the bearer may call the operation. */
  require(operation: Operation, bearer: Bearer | undefined): void;
  /** The codes a user holds, by their ids. */
  of(userID: number): JsonObject;
  handlers: Handlers;
}

/** Creates the permissions: codes count from 1 in their order, users hold those of their roles. */
export function createPermissions(store: Store, codes: readonly string[]): Permissions {
  const users = store.of('users');
  const roles = store.of('roles');
  const idOf = new Map(codes.map((code, index) => [code, index + 1]));
  const rolesOf = (userID: number): number[] => itemsOf(users.get(userID)?.['roleIDs']).map(Number);
  const heldBy = (roleID: number): string[] => itemsOf(roles.get(roleID)?.['permissions']).map(String);
  const holds = (userID: number, code: string): boolean => rolesOf(userID).some((role) => heldBy(role).includes(code));

  function edit(body: JsonValue | undefined, merge: (held: string[], sent: string[]) => string[]): JsonObject[] {
    const links: JsonObject[] = [];
    for (const { roleID, data } of itemsOf(body).filter(isObject)) {
      const ids = itemsOf(data).map(Number);
      const sent = ids.map((id) => codes[id - 1]).filter((code) => code !== undefined);
      const id = Number(roleID);
      if (!roles.change(id, (role) => void (role['permissions'] = merge(heldBy(id), sent))))
        throw hubexError(409, 'RoleNotFound', 'There is no such role.', [id]);
      links.push(...ids.map((permissionApiID) => ({ roleID: id, permissionApiID })));
    }
    return links;
  }

  function editRoles(body: JsonValue | undefined, merge: (held: number[], sent: number[]) => number[]): JsonObject {
    const result: JsonObject = {};
    for (const { userID, roleIDs } of itemsOf(body).filter(isObject)) {
      const id = Number(userID);
      const sent = itemsOf(roleIDs).map(Number);
      if (!users.change(id, (user) => void (user['roleIDs'] = merge(rolesOf(id), sent))))
        throw hubexError(409, 'UserNotFound', 'There is no such user.', [id]);
      result[String(id)] = sent;
    }
    return result;
  }

  const union = <T>(held: T[], sent: T[]): T[] => [...new Set([...held, ...sent])];
  const without = <T>(held: T[], sent: T[]): T[] => held.filter((one) => !sent.includes(one));
  const described = (code: string): JsonObject => ({ code, name: code, description: code });

  return {
    require(operation, bearer) {
      const access = operation.spec['x-portolan-access'];
      const userID = bearer?.userID ?? 0;
      if (access === 'administrator' && !rolesOf(userID).includes(administratorRole))
        throw hubexError(403, 'AccessDenied', 'Only an administrator may do this.', ['administrator']);
      const needed = access === 'permission' ? (operation.spec['x-portolan-permissions'] ?? []) : [];
      if (needed.length > 0 && !needed.some((code) => holds(userID, code)))
        throw hubexError(403, 'AccessDenied', `The permission ${needed.join(' or ')} is missing.`, needed);
    },
    of: (userID) => Object.fromEntries(rolesOf(userID).flatMap((role) => heldBy(role).map((code) => [String(idOf.get(code) ?? 0), code]))),
    handlers: inService('adm', {
      listApiPermissions: () => ({ list: toList(Object.fromEntries(codes.map((code, index) => [String(index + 1), described(code)]))) }),
      listApiPermissionTags: () => ({
        list: toList({ [tag.id]: codes.map((code, index) => ({ ...described(code), id: index + 1, permissionApiID: index + 1 })) }),
      }),
      listRoleApiPermissions({ path, query }) {
        const held = new Set(heldBy(Number(path['roleID'])));
        const shown = codes.filter((code) => query['isCheckedPermission'] === undefined || query['isCheckedPermission'] === held.has(code));
        const rows = shown.map((code) => ({
          ...described(code),
          permissionApiID: idOf.get(code) ?? 0,
          isChecked: held.has(code),
          systemTag: tag,
        }));
        return { list: toList(rows.length > 0 ? { [tag.id]: rows } : {}) };
      },
      addApiPermissionsToRoles: ({ body }) => ({ status: 201, body: edit(body, union) }),
      removeApiPermissionsFromRoles: ({ body }) => (edit(body, without), { status: 202 }),
      addRolesToUsers: ({ body }) => ({ status: 201, body: editRoles(body, union) }),
      removeRolesFromUsers: ({ body }) => (editRoles(body, without), { status: 202 }),
      listUserRoles(call) {
        const id = pathId(call);
        return { list: toList({ [id]: rolesOf(id).map((role) => store.refer('roles', role)) }) };
      },
      copyRoles({ body }) {
        const copies = itemsOf(body)
          .filter(isObject)
          .map(({ copiedRoleID, ...fields }) => roles.add({ ...fields, permissions: heldBy(Number(copiedRoleID)) }));
        return { status: 201, body: copies };
      },
    }),
  };
}
