import type { Context } from '../../context.js';
import type { JsonObject } from '../../json.js';
import { isObject, text } from '../../json.js';
import { createCollection } from '../../state/collection.js';
import type { MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { isAdministrator } from './people.js';
import { selection } from '../tables/query.js';
import { portalTime, seedOf, userAt } from '../seed.js';
import { createTable, rowOf } from '../tables/table.js';
import type { Table } from '../tables/table.js';

/** profile, scope, methods, server.time, user.current, user.get. */
export function createCommon(
  context: Context,
  portal: { scopes: string[]; methods: () => string[] },
): { handlers: MethodHandlers; users: Table; reset(): void } {
  const users = createTable(createCollection(seedOf(userAt, 3)), (name) => name.toUpperCase());
  const self = (userId: number): JsonObject => rowOf(users, userId);

  const handlers: MethodHandlers = {
    'server.time': () => ({ result: portalTime(context.clock.now()) }),
    scope: () => ({ result: portal.scopes }),
    methods: () => ({ result: portal.methods() }),
    'method.get'(call) {
      const name = text(param(call, 'name')).toLowerCase();
      const known = portal.methods().some((method) => method.toLowerCase() === name);
      return { result: { isExisting: known, isAvailable: known } };
    },
    profile({ caller }) {
      const user = self(caller.userId);
      return {
        result: {
          ID: String(caller.userId),
          ADMIN: isAdministrator(caller.userId),
          NAME: user['NAME'] ?? '',
          LAST_NAME: user['LAST_NAME'] ?? '',
          PERSONAL_GENDER: '',
          TIME_ZONE: '',
        },
      };
    },
    'user.admin': ({ caller }) => ({ result: isAdministrator(caller.userId) }),
    'user.current': ({ caller }) => ({ result: self(caller.userId) }),
    'user.get'(call) {
      const id = param(call, 'ID');
      const filter = call.params['filter'] ?? call.params['FILTER'];
      const sort = text(param(call, 'sort')) || 'ID';
      const { ids, ...counts } = users.page({
        filter: { ...(isObject(filter) ? filter : {}), ...(id === undefined ? {} : { '@ID': id }) },
        order: { [sort]: text(param(call, 'order')) || 'ASC' },
        start: param(call, 'start'),
      });
      const items = ids.map((one) => rowOf(users, one));
      const cut = selection(param(call, 'select'));
      return { ...counts, result: items.map((user) => ({ ...cut(user), UF_DEPARTMENT: user['UF_DEPARTMENT'] ?? [] })) };
    },
  };
  return { handlers, users, reset: () => users.collection.reset() };
}
