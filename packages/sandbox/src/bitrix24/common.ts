import type { Context } from '../context.js';
import type { JsonObject } from '../json.js';
import { text } from '../json.js';
import { createCollection } from '../state/collection.js';
import type { MethodHandlers } from './method.js';
import { param } from './method.js';
import { pageOf, passes, selected, sorted } from './query.js';
import { people, portalTime } from './seed.js';

/** profile, scope, methods, server.time, user.current, user.get. */
export function createCommon(
  context: Context,
  portal: { scopes: string[]; methods: () => string[] },
): { handlers: MethodHandlers; reset(): void } {
  const users = createCollection(() =>
    people.map(({ ID: _id, ...user }): JsonObject => ({
      ...user,
      ACTIVE: true,
      USER_TYPE: 'employee',
      IS_ONLINE: 'N',
      PERSONAL_GENDER: '',
      DATE_REGISTER: '2026-01-12T00:00:00+03:00',
      UF_DEPARTMENT: [1],
    })),
  );
  const rows = (): JsonObject[] => users.entries().map(([id, user]) => ({ ID: String(id), ...user }));
  const self = (userId: number): JsonObject => ({ ID: String(userId), ...users.get(userId) });

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
          ADMIN: true,
          NAME: user['NAME'] ?? '',
          LAST_NAME: user['LAST_NAME'] ?? '',
          PERSONAL_GENDER: '',
          TIME_ZONE: '',
        },
      };
    },
    'user.admin': () => ({ result: true }),
    'user.current': ({ caller }) => ({ result: self(caller.userId) }),
    'user.get'(call) {
      const id = param(call, 'ID');
      const filter = call.params['filter'] ?? call.params['FILTER'];
      const found = rows().filter((user) => passes(user, filter) && (id === undefined || passes(user, { ID: id })));
      const sort = text(param(call, 'sort')) || 'ID';
      const { items, ...counts } = pageOf(sorted(found, { [sort]: text(param(call, 'order')) || 'ASC' }), param(call, 'start'));
      return {
        ...counts,
        result: items.map((user) => ({ ...selected(user, param(call, 'select')), UF_DEPARTMENT: user['UF_DEPARTMENT'] ?? [] })),
      };
    },
  };
  return { handlers, reset: () => users.reset() };
}
