import type { Context } from '../../context.js';
import type { JsonObject } from '../../json.js';
import { text } from '../../json.js';
import { MethodError, argumentError } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { isAdministrator } from './people.js';
import { flagOf } from '../tables/flags.js';
import { portalTime } from '../seed.js';
import type { Table } from '../tables/table.js';

/** Parameters of an invitation that are no fields of the user. */
const invitation = ['ID', 'EXTRANET', 'SONET_GROUP_ID'];

/** user.add, user.update: for administrators. */
export function createUsers(context: Context, { collection, keyOf }: Table): MethodHandlers {
  function refuse(caller: MethodCall['caller']): void {
    if (!isAdministrator(caller.userId)) throw new MethodError(400, 'ERROR_CORE', 'Only administrators may change users');
  }
  function written(call: MethodCall): JsonObject {
    const fields = Object.entries(call.params).map(([name, value]) => [keyOf(name), value] as const);
    return Object.fromEntries(fields.filter(([name]) => !invitation.includes(name)));
  }
  function emailOf(call: MethodCall, own?: number): string {
    const email = text(param(call, 'EMAIL'));
    if (!/^\S+@\S+\.\S+$/.test(email)) throw argumentError('EMAIL must be an e-mail address');
    const taken = collection.entries().some(([id, user]) => id !== own && text(user['EMAIL']).toLowerCase() === email.toLowerCase());
    if (taken) throw argumentError('A user with this e-mail address exists');
    return email;
  }

  return {
    'user.add'(call) {
      refuse(call.caller);
      const guest = text(param(call, 'EXTRANET')) === 'Y';
      const fields = { ...written(call), EMAIL: emailOf(call) };
      if (guest && param(call, 'SONET_GROUP_ID') === undefined) throw new MethodError(400, 'ERROR_GROUPID', 'A guest needs SONET_GROUP_ID');
      if (!guest && param(call, 'UF_DEPARTMENT') === undefined) throw argumentError('An employee needs UF_DEPARTMENT');
      const id = collection.add({
        ACTIVE: true,
        USER_TYPE: guest ? 'extranet' : 'employee',
        IS_ONLINE: 'N',
        PERSONAL_GENDER: '',
        DATE_REGISTER: portalTime(context.clock.now()),
        UF_DEPARTMENT: [],
        ...fields,
      });
      return { result: id };
    },
    'user.update'(call) {
      refuse(call.caller);
      const id = Number(param(call, 'ID'));
      if (!collection.get(id)) throw new MethodError(400, 'ERROR_CORE', 'There is no such user');
      if (param(call, 'EMAIL') !== undefined) emailOf(call, id);
      const { ACTIVE: active, ...fields } = written(call);
      collection.update(id, {
        ...fields,
        ...(active === undefined ? {} : { ACTIVE: flagOf(active) }),
      });
      return { result: true };
    },
  };
}
