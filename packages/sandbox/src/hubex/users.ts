import { isObject } from '../json.js';
import type { JsonObject } from '../json.js';
import { hubexError } from './errors.js';
import { inService, itemsOf } from './handlers.js';
import type { Handlers } from './handlers.js';
import { write } from './resources.js';
import type { Store } from './store.js';

/** Users of ADM that are not like other records: adding one makes an account and a tenant member, the caller is one as well. */
export function createUsers(store: Store): Handlers {
  const users = store.of('users');

  function add(fields: JsonObject, tenantID: number): JsonObject {
    for (const name of ['email', 'mobilePhone']) {
      const taken = users.select(`${name} ${String(fields[name])}`, (user) => user[name] === fields[name]);
      if (fields[name] !== undefined && fields[name] !== null && taken.length > 0)
        throw hubexError(409, 'UserAlreadyExists', 'There is a user with this e-mail or phone.', [name]);
    }
    const record: JsonObject = { roleIDs: [] };
    write(record, fields);
    const userID = users.add(record);
    record['tenantMemberID'] = 1000 + userID;
    store.changed('users', userID, 'created');
    return {
      id: userID,
      userID,
      tenantID,
      tenantMemberID: 1000 + userID,
      isNewAccount: true,
      isPasswordDefined: false,
      isEmailVerified: fields['isEmailVerified'] === true,
      isMobilePhoneVerified: fields['isMobilePhoneVerified'] === true,
    };
  }

  return inService('adm', {
    createUser: ({ body, bearer }) => ({ status: 201, body: add(isObject(body) ? body : {}, bearer?.tenantID ?? 1) }),
    createUserByIntegration({ body, bearer }) {
      const made = add(isObject(body) ? body : {}, bearer?.tenantID ?? 1);
      return { status: 200, body: itemsOf(users.get(Number(made['userID']))?.['roleIDs']).map((id) => store.refer('roles', Number(id))) };
    },
    getOwnProfile: ({ bearer }) => ({ body: store.show('users', bearer?.userID ?? 0) }),
    findUserProfile: ({ query, bearer }) => ({ body: store.show('users', Number(query['userId'] ?? bearer?.userID ?? 0)) }),
    getOwnTenantMember({ bearer }) {
      const { accountID = 0, userID = 0, tenantMemberID = 0 } = bearer ?? {};
      return { body: { id: tenantMemberID, accountID, userID, user: store.show('users', userID), validTill: '2099-12-31T00:00:00Z' } };
    },
  });
}
