import { UpgradeRequiredError } from '@portolan/auth/workly';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  createEmployee,
  createLocation,
  createWorkly,
  deleteLocation,
  type Employee,
  getEmployee,
  getLocation,
  listDepartments,
  listEmployees,
  paginate,
  updateEmployee,
  type Workly,
  WorklyError,
} from '../src/index.js';

let sandbox: Sandbox;
let workly: Workly;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.reset());

function open(more: object = {}): Workly {
  const { baseUrl, ...auth } = sandbox.workly;
  return createWorkly({ auth: { ...auth, ...more }, baseUrl, retry: { baseDelay: 1 } });
}

const newEmployee = {
  first_name: 'Vera',
  last_name: 'Example',
  department_id: 1,
  schedule_id: 1,
  locations: '*',
  start_date: '2026-11-02',
  schedule_start_date: '2026-11-02',
} as const;

describe('the Workly client', () => {
  beforeAll(() => {
    workly = open();
  });

  it('hires an employee, reads and changes them', async () => {
    const { data: department } = await listDepartments({ client: workly });
    const department_id = department.items[0]!.id;
    const { data: created } = await createEmployee({ client: workly, body: { ...newEmployee, department_id } });
    const path = { id: created.id };
    expect((await getEmployee({ client: workly, path })).data.data).toMatchObject({ first_name: 'Vera', last_name: 'Example' });
    await updateEmployee({ client: workly, path, body: { first_name: 'Vera', last_name: 'Changed' } });
    expect((await getEmployee({ client: workly, path })).data.data.last_name).toBe('Changed');
  });

  it('creates and deletes a location', async () => {
    const { data } = await createLocation({
      client: workly,
      body: { title: 'Depot', latitude: '41.31', longitude: '69.24', radius: 100, address: 'Example street 1' },
    });
    const path = { id: data.id };
    await deleteLocation({ client: workly, path });
    await expect(getLocation({ client: workly, path })).rejects.toMatchObject({ status: 404, name: 'WorklyError' });
  });

  it('walks a list of any length, each record once', async () => {
    const ids: unknown[] = [];
    for await (const employee of paginate(listEmployees, { client: workly, pageSize: 7 })) {
      expectTypeOf(employee).toExtend<Employee>();
      ids.push(employee.id);
    }
    const { data } = await listEmployees({ client: workly });
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(Number(data._meta?.totalCount));
  });

  it('names the fields that are wrong', async () => {
    const error = await createEmployee({ client: workly, body: { ...newEmployee, first_name: undefined } as never }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(WorklyError);
    expect((error as WorklyError).fields.map(({ field }) => field)).toContain('first_name');
    expect((error as WorklyError).message).toContain('first_name');
  });

  it('renews an expired token once for 200 waiting calls', async () => {
    const client = open();
    await listDepartments({ client });
    sandbox.clock.advance(31 * 24 * 3_600_000);
    await Promise.all(Array.from({ length: 200 }, () => listDepartments({ client })));
    const { tokens } = sandbox.counters();
    expect((tokens['workly:refresh_token'] ?? 0) + (tokens['workly:password'] ?? 0)).toBe(2);
  });

  it('tells of the version that answers of any call recommend', async () => {
    sandbox.recommendWorklyUpgrade(true);
    const heard: Record<string, string[]> = { credentials: [], client: [] };
    const { baseUrl, ...credentials } = sandbox.workly;
    const calm = createWorkly({ auth: { ...credentials, onVersion: (version) => heard['credentials']!.push(version) }, baseUrl });
    await listDepartments({ client: calm });
    const loud = createWorkly({
      auth: { getToken: async () => 'unknown' },
      baseUrl,
      onVersion: (version) => heard['client']!.push(version),
    });
    await listDepartments({ client: loud, throwOnError: false });
    const throwing = open({
      onVersion: () => {
        throw new Error('A listener must not change a call.');
      },
    });
    await listDepartments({ client: throwing });
    // Signing in, then the call; the other client only calls.
    expect(heard).toEqual({ credentials: ['recommended', 'recommended'], client: ['recommended'] });
  });

  it('an update in the midst of work: an error, or a new pair and the call once more', async () => {
    const strict = open();
    await listDepartments({ client: strict });
    let asked = 0;
    let pair: { clientId: string; clientSecret: string } | undefined;
    const supple = open({ onUpgradeRequired: () => (asked++, pair) });
    const { data: departments } = await listDepartments({ client: supple });
    const department_id = departments.items[0]!.id;
    const before = sandbox.counters().operations['workly:createEmployee'] ?? 0;

    pair = sandbox.requireWorklyUpgrade();
    const error = await listDepartments({ client: strict }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UpgradeRequiredError);
    expect(error).toMatchObject({ code: 'upgrade_required', status: 426, field: 'clientId' });
    // A write, too: it was refused before it ran.
    const { data } = await createEmployee({ client: supple, body: { ...newEmployee, first_name: 'Updated', department_id } });
    expect(data.id).toBeGreaterThan(0);
    expect([asked, (sandbox.counters().operations['workly:createEmployee'] ?? 0) - before]).toEqual([1, 2]);
    await listDepartments({ client: supple });
    expect(asked).toBe(1);
  });

  it('an update that new tokens do not help with is an error that says so', async () => {
    sandbox.faults.add({
      provider: 'workly',
      operation: 'listDepartments',
      status: 426,
      body: { code: 7010, message: 'Upgrade Required' },
      count: 5,
    });
    const error = await listDepartments({ client: open() }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'WorklyError', status: 426, code: '7010' });
    expect((error as WorklyError).message).toContain('Replace the client id and secret');
    expect(sandbox.counters().operations['workly:listDepartments']).toBe(2);
  });

  it('takes a new client pair when Workly was updated', async () => {
    const pair = sandbox.requireWorklyUpgrade();
    await expect(listDepartments({ client: open() })).rejects.toMatchObject({ name: 'UpgradeRequiredError' });
    const client = open({ onUpgradeRequired: () => pair });
    expect((await listDepartments({ client })).data.items.length).toBeGreaterThan(0);
  });
});
