import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { Collection } from '../../state/collection.js';
import { createCollection } from '../../state/collection.js';
import { MethodError, v3 } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { pageV3 } from './page.js';
import { invalidV3, missingV3 } from './refusals.js';
import type { Resources } from '../tables/resources.js';
import { memberSeed } from './seed.js';
import { people } from '../seed.js';
import { selectedV3 } from './select.js';
import { placeOf } from '../tables/places.js';
import { collectionV3 } from './tables.js';

const nodes = collectionV3('humanresources.node');

/** The structure of the company: departments and teams, who is in them, their chats. */
export function createStructureV3(resources: Resources): { handlers: MethodHandlers; reset(): void } {
  const { v3: plain } = resources.handlers;
  const members: Collection = createCollection(memberSeed);
  const chats: Collection = createCollection(() => []);
  const nodeIds = (): readonly number[] => resources.table(nodes)?.collection.ids() ?? [];
  const membersOf = (nodeId: number): [number, JsonObject][] => members.entries().filter(([, member]) => member['nodeId'] === nodeId);

  /** A node as answers show it. */
  function shown(id: number): JsonObject {
    const own = membersOf(id);
    const record = resources.show(nodes, id);
    const accessCode = record['accessCode'] ?? `${record['type'] === 'TEAM' ? 'T' : 'D'}R${id}`;
    return { ...record, id, accessCode, userCount: own.length, members: own.map(([, member]) => employee(member)) };
  }
  const all = (): JsonObject[] => nodeIds().map(shown);
  const reference = ({ id = 0, name = '' }: JsonObject): JsonObject => ({ id, nodeId: id, name });
  function employee({ userId = 0, role = '' }: JsonObject): JsonObject {
    const user = people.find(({ ID }) => ID === text(userId)) ?? {};
    const own = members.entries().flatMap(([, member]) => (member['userId'] === userId ? [shownShort(Number(member['nodeId']))] : []));
    return {
      userId,
      name: `${text(user['NAME'])} ${text(user['LAST_NAME'])}`.trim(),
      workPosition: user['WORK_POSITION'] ?? '',
      role,
      avatar: null,
      url: `/company/personal/user/${text(userId)}/`,
      departments: own.filter(({ type }) => type !== 'TEAM').map(reference),
      teams: own.filter(({ type }) => type === 'TEAM').map(reference),
    };
  }
  const shownShort = (id: number): JsonObject => ({ ...resources.show(nodes, id), id });
  const employees = (): JsonObject[] =>
    [...new Set(members.entries().map(([, { userId }]) => userId))].map((userId = 0) => employee({ userId }));

  function nodeId(call: MethodCall, name: string): number {
    const id = Number(param(call, name));
    if (!nodeIds().includes(id)) throw missingV3(call.operation);
    return id;
  }
  const below = (id: number): number[] => nodeIds().filter((child) => resources.show(nodes, child)['parentId'] === id);
  /** Fields that `select` asks for; members come only when they are asked for. */
  function chosen(call: MethodCall, node: JsonObject): JsonObject {
    const record = placeOf(call.operation)?.record ?? {};
    const { members: _members, ...usual } = node;
    return Array.isArray(param(call, 'select')) ? selectedV3(call, node, record, true) : usual;
  }
  const rolesFor = (id: number): RegExp => (resources.show(nodes, id)['type'] === 'TEAM' ? /^MEMBER_TEAM_/ : /^MEMBER_(?!TEAM_)/);
  /** Puts users into a node, each once. */
  function join(call: MethodCall, node: number, users: JsonValue | undefined, role: string): void {
    if (!rolesFor(node).test(role)) throw invalidV3(call.operation, 'role', `${role} is no role of this node`);
    for (const userId of Array.isArray(users) ? users : []) {
      for (const [id, member] of membersOf(node)) if (member['userId'] === userId) members.remove(id);
      members.add({ nodeId: node, userId, role });
    }
  }
  function joinByRole(call: MethodCall, node: number, byRole: JsonValue | undefined): void {
    for (const [role, users] of Object.entries(isObject(byRole) ? byRole : {})) join(call, node, users, role);
  }
  const usualRole = (node: number): string => (resources.show(nodes, node)['type'] === 'TEAM' ? 'MEMBER_TEAM_EMPLOYEE' : 'MEMBER_EMPLOYEE');
  const done = (success = true): MethodResult => ({ result: { success } });
  const items = (call: MethodCall, list: readonly JsonObject[]): MethodResult => ({
    result: { items: list.map((one) => chosen(call, one)) },
  });

  const handlers: MethodHandlers = {
    'humanresources.node.add'(call) {
      nodeIdOrRefused(call);
      const { result } = plain['humanresources.node.add']?.({ ...call, params: { ...call.params, userIds: [] } }) ?? { result: null };
      const id = Number(isObject(result) ? result['id'] : 0);
      joinByRole(call, id, param(call, 'userIds'));
      return { result: shown(id) };
    },
    'humanresources.node.edit'(call) {
      existing(call);
      plain['humanresources.node.edit']?.(call);
      return { result: shown(Number(param(call, 'id'))) };
    },
    'humanresources.node.get': (call) => ({ result: { item: chosen(call, shown(nodeId(call, 'id'))) } }),
    'humanresources.node.list'(call) {
      const list = all().filter(({ type }) => type === param(call, 'type'));
      return items(call, pageV3(list, param(call, 'pagination'), call.operation.spec['x-portolan-paging']));
    },
    'humanresources.node.children': (call) => items(call, below(Number(param(call, 'id'))).map(shown)),
    'humanresources.node.search'(call) {
      const name = text(param(call, 'name')).toLowerCase();
      const parentId = param(call, 'parentId');
      const within = parentId === undefined ? nodeIds() : descendants(Number(parentId));
      const found = all().filter(
        ({ id, type, ...node }) =>
          within.includes(Number(id)) && type === param(call, 'type') && text(node['name']).toLowerCase().includes(name),
      );
      const { limit = 50 } = Object(param(call, 'pagination')) as { limit?: number };
      return items(call, found.slice(0, Math.min(limit, 200)));
    },
    'humanresources.node.count'() {
      const teams = all().filter(({ type }) => type === 'TEAM').length;
      return { result: { departments: nodeIds().length - teams, teams } };
    },
    'humanresources.node.move'(call) {
      const id = existing(call);
      const parentId = Number(param(call, 'parentId'));
      if (!nodeIds().includes(parentId) || parentId === id || descendants(id).includes(parentId))
        throw invalidV3(call.operation, 'parentId', 'The parent is not there, or below what is to be moved');
      resources.table(nodes)?.collection.update(id, { parentId });
      return { result: shown(id) };
    },
    'humanresources.node.member.add'(call) {
      join(call, nodeId(call, 'nodeId'), param(call, 'userIds'), text(param(call, 'role')));
      return done();
    },
    'humanresources.node.member.move'(call) {
      const node = nodeId(call, 'nodeId');
      const users = param(call, 'userIds');
      const sameKind = (id: number): boolean => resources.show(nodes, id)['type'] === resources.show(nodes, node)['type'];
      for (const [id, member] of members.entries())
        if (Array.isArray(users) && users.includes(member['userId'] ?? null) && sameKind(Number(member['nodeId']))) members.remove(id);
      join(call, node, users, text(param(call, 'role')) || usualRole(node));
      return done();
    },
    'humanresources.node.member.set'(call) {
      const node = nodeId(call, 'nodeId');
      const byRole = param(call, 'userIds');
      const wrong = Object.keys(isObject(byRole) ? byRole : {}).find((role) => !rolesFor(node).test(role));
      if (wrong !== undefined) throw invalidV3(call.operation, 'userIds', `${wrong} is no role of this node`);
      for (const [id] of membersOf(node)) members.remove(id);
      joinByRole(call, node, byRole);
      return done();
    },
    'humanresources.node.member.remove'(call) {
      const node = nodeId(call, 'nodeId');
      const users = param(call, 'userIds') as JsonValue[];
      const inside = membersOf(node).filter(([, { userId = null }]) => users.includes(userId));
      for (const [id] of inside) members.remove(id);
      const removed = inside.map(([, { userId = 0 }]) => userId);
      const failed = users.filter((userId) => !removed.includes(userId)).map((userId) => ({ userId, reason: 'Not a member' }));
      return { result: { removed, failed } };
    },
    'humanresources.node.communication.list'(call) {
      const node = nodeId(call, 'id');
      const kind = (type: string): JsonObject[] =>
        chats.entries().flatMap(([, chat]) => (chat['nodeId'] === node && chat['kind'] === type ? [chat] : []));
      return {
        result: {
          chats: kind('CHAT'),
          chatsNoAccess: 0,
          channels: kind('CHANNEL'),
          channelsNoAccess: 0,
          collabs: kind('COLLAB'),
          collabsNoAccess: 0,
        },
      };
    },
    'humanresources.node.communication.edit'(call) {
      const node = nodeId(call, 'nodeId');
      const kind = text(param(call, 'communicationType'));
      const ids = (name: string): number[] => ((param(call, name) ?? []) as JsonValue[]).map(Number);
      const bound = ids('ids');
      if (param(call, 'createDefault') === true) bound.push(500 + 10 * node + ['CHAT', 'CHANNEL', 'COLLAB'].indexOf(kind));
      const where = param(call, 'withChildren') === true ? [node, ...descendants(node)] : [node];
      const before = chats.version();
      for (const nodeIdHere of where) {
        for (const id of bound) chats.add({ ...chatOf(id, kind, node), nodeId: nodeIdHere });
        for (const [at, chat] of chats.entries())
          if (chat['nodeId'] === nodeIdHere && chat['kind'] === kind && ids('removeIds').includes(Number(chat['id']))) chats.remove(at);
      }
      return done(chats.version() !== before);
    },
    'humanresources.employee.count': () => ({ result: { total: employees().length } }),
    'humanresources.employee.multidepartment'() {
      const several = employees().filter(({ departments, teams }) => [departments, teams].flat().length > 1);
      return { result: { employees: several, total: several.length } };
    },
    'humanresources.employee.search'(call) {
      const name = text(param(call, 'name')).toLowerCase();
      const node = param(call, 'nodeId');
      const found = employees().filter(
        (one) =>
          text(one['name']).toLowerCase().includes(name) &&
          (node === undefined || membersOf(Number(node)).some(([, member]) => member['userId'] === one['userId'])),
      );
      const record = placeOf(call.operation)?.record ?? {};
      return { result: { items: found.map((one) => selectedV3(call, one, record, true)) } };
    },
    'humanresources.employee.subordinates'(call) {
      const userId = Number(param(call, 'id'));
      if (!(userId > 0)) throw invalidV3(call.operation, 'id', 'id is to be a positive whole number');
      const own = members.entries().flatMap(([, member]) => (member['userId'] === userId ? [member] : []));
      const departments = own.map(({ nodeId: id = 0, role = '' }): JsonObject => {
        const heads = /HEAD/.test(text(role));
        const within = heads ? [Number(id), ...descendants(Number(id))] : [];
        const users = new Set(within.flatMap((node) => membersOf(node).map(([, member]) => member['userId'])));
        users.delete(userId);
        return { nodeId: id, name: resources.show(nodes, Number(id))['name'] ?? '', role, subordinatesCount: users.size };
      });
      return { result: { userId, departments } };
    },
  };
  return {
    handlers,
    reset() {
      members.reset();
      chats.reset();
    },
  };

  function descendants(id: number): number[] {
    return below(id).flatMap((child) => [child, ...descendants(child)]);
  }
  /** The node to be changed; those who may not see it may not change it. */
  function existing(call: MethodCall): number {
    const id = Number(param(call, 'id'));
    if (!nodeIds().includes(id)) throw new MethodError(400, v3('ACCESSDENIEDEXCEPTION'), 'The node is not there or not yours');
    return id;
  }
  function nodeIdOrRefused(call: MethodCall): void {
    if (!nodeIds().includes(Number(param(call, 'parentId')))) throw invalidV3(call.operation, 'parentId', 'The parent is not there');
  }
}

function chatOf(id: number, kind: string, originalNodeId: number): JsonObject {
  const type = kind === 'CHANNEL' ? 'channel' : kind === 'COLLAB' ? 'collab' : 'chat';
  return {
    id,
    kind,
    type,
    dialogId: `chat${id}`,
    title: `Example ${type} ${id}`,
    subtitle: '',
    color: '#3e99ce',
    avatar: null,
    hasAccess: true,
    isExtranet: false,
    originalNodeId,
  };
}
