import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.js';
import { hubexCaller, sandbox, send } from './http.js';
import type { HubexCaller } from './http.js';

let to: Sandbox;
let admin: HubexCaller;
let reader: HubexCaller;
beforeAll(async () => void (to = await sandbox()));
afterAll(() => to.close());
beforeEach(async () => {
  to.reset();
  admin = await hubexCaller(to);
  reader = await hubexCaller(to, to.hubex.limited.serviceToken);
});
/** The id of a permission in HubEx's dictionary. */
async function idOf(code: string): Promise<number> {
  const { body } = await admin('GET', '/ADM/PermissionsApi');
  const found = Object.entries(body as Record<string, { code: string }>).find(([, permission]) => permission.code === code);
  return Number(found?.[0]);
}
const newTask = { taskTypeID: 1, requestMethodID: 4, notes: 'x' };

describe('permissions', () => {
  test('the administrator holds every one', async () => {
    const { body } = await admin('GET', '/ADM/Roles/1/permissionsApi');
    const all = Object.values(body as Record<string, { isChecked: boolean }[]>).flat();
    expect(all.length).toBeGreaterThan(300);
    expect(all.every(({ isChecked }) => isChecked)).toBe(true);
    expect((await admin('POST', '/WORK/Tasks', newTask)).status).toBe(201);
  });
  test('the reader may read what the role names, and nothing else', async () => {
    expect((await reader('GET', '/WORK/Tasks/1001')).status).toBe(200);
    const refused = await reader('POST', '/WORK/Tasks', newTask);
    expect([refused.status, refused.body.code, refused.body.arguments]).toEqual([403, 'AccessDenied', ['TaskAdd']]);
    expect(refused.body.message).toContain('TaskAdd');
    expect((await reader('DELETE', '/WORK/Tasks/1001')).status).toBe(403);
    expect((await admin('GET', '/WORK/Tasks/1001')).body.deleted).toBeUndefined();
  });
  test('are checked before the body is looked at', async () => {
    expect((await reader('POST', '/WORK/Tasks', { assetID: 'pump' })).status).toBe(403);
  });
  test('given to a role they count at once, taken away they do not', async () => {
    const change = [{ roleID: 2, data: [await idOf('TaskAdd')] }];
    expect((await admin('POST', '/ADM/RolePermissionsApi', change)).body).toEqual([{ roleID: 2, permissionApiID: await idOf('TaskAdd') }]);
    expect((await reader('POST', '/WORK/Tasks', newTask)).status).toBe(201);
    expect((await admin('DELETE', '/ADM/RolePermissionsApi', change)).status).toBe(202);
    expect((await reader('POST', '/WORK/Tasks', newTask)).status).toBe(403);
  });
  test('come from all roles of a user', async () => {
    const [roleID] = (await admin('POST', '/ADM/Roles', [{ name: 'Dispatcher' }])).body;
    await admin('POST', '/ADM/RolePermissionsApi', [{ roleID, data: [await idOf('TaskAdd')] }]);
    expect((await admin('POST', '/ADM/UserRoles', [{ userID: 45, roleIDs: [roleID] }])).body).toEqual({ 45: [roleID] });
    expect((await admin('GET', '/ADM/Users/45/roles')).body).toMatchObject({ 45: [{ name: 'Reader' }, { name: 'Dispatcher' }] });
    expect((await reader('POST', '/WORK/Tasks', newTask)).status).toBe(201);
    await admin('DELETE', '/ADM/UserRoles', [{ userID: 45, roleIDs: [roleID] }]);
    expect((await reader('POST', '/WORK/Tasks', newTask)).status).toBe(403);
  });
  test('a copy of a role holds the same', async () => {
    const [id] = (await admin('POST', '/ADM/Roles/copy', [{ copiedRoleID: 2, name: 'Reader 2' }])).body;
    const checked = async (role: number) =>
      Object.values((await admin('GET', `/ADM/Roles/${role}/permissionsApi?isCheckedPermission=true`)).body)
        .flat()
        .map((one) => (one as { code: string }).code);
    expect(await checked(id)).toEqual(await checked(2));
    expect(await checked(id)).toContain('TasksList');
  });
  test('administrator access needs the administrator', async () => {
    expect((await reader('PUT', '/ADM/TenantCreationRequests/1/approve')).body.arguments).toEqual(['administrator']);
    expect((await admin('PUT', '/ADM/TenantCreationRequests/1/approve')).status).toBe(202);
  });
  test('the session names those of its user', async () => {
    const { serviceToken } = to.hubex.limited;
    const { body } = await send(`${to.hubex.baseUrl}/AUTHZ/AccessTokens`, { json: { serviceToken } });
    expect(Object.values(body.permissions)).toContain('TasksList');
    expect(Object.values(body.permissions)).not.toContain('TaskAdd');
    expect(body.profile).toMatchObject({ firstName: 'Dora' });
  });
  test('the reader can sign in with a password as well', async () => {
    const { login, password } = to.hubex.limited;
    const basic = { authorization: `Basic ${btoa(`${login}:${password}`)}`, 'x-application-id': '5' };
    const { body } = await send(`${to.hubex.baseUrl}/AUTHN/Accounts/login`, { json: {}, headers: basic });
    const [{ tenantID, tenantMemberID }] = body.tenantEntities;
    const headers = { authorization: `Bearer ${body.access_token}`, 'x-application-id': '5' };
    const entered = await send(`${to.hubex.baseUrl}/AUTHZ/Accounts/authorize`, { json: { tenantID, tenantMemberID }, headers });
    const own = { ...headers, authorization: `Bearer ${entered.body.access_token}` };
    expect((await send(`${to.hubex.baseUrl}/WORK/Tasks`, { json: newTask, headers: own })).status).toBe(403);
  });
});
