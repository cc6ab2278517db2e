import { createSession } from '@portolan/auth';
import { bitrix24Application } from '@portolan/auth/bitrix24';
import { Bitrix24Error, createBitrix24 } from '@portolan/bitrix24';
import { createHubex, HubexError, paginate } from '@portolan/hubex';
import { createTask, deleteTask, getTask, headTasks, listTasks, updateTask } from '@portolan/hubex/work';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import {
  createEmployee,
  createWorkly,
  getEmployee,
  listDepartments,
  listEmployees,
  listSchedules,
  paginate as paginateWorkly,
  WorklyError,
} from '@portolan/workly';

/** Says what happened, one line a step, and remembers what was off. */
class Report {
  failed = 0;
  steps = 0;

  title(text: string): void {
    console.log(`\n${text}`);
  }

  /** Runs a step. What it returns is the line's second half; what it throws makes the tour fail. */
  async step(name: string, run: () => Promise<string>): Promise<void> {
    this.steps += 1;
    try {
      console.log(`  ok    ${name.padEnd(34)} ${await run()}`);
    } catch (error) {
      this.failed += 1;
      console.log(`  FAIL  ${name.padEnd(34)} ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _ of items) total += 1;
  return total;
}

const minute = 60_000;

/**
 * The tour: signs in to each provider through the packages, lists, creates, reads back, pages, batches, lets a token expire and sees it
 * renewed. Prints a report; answers whether all was well.
 */
export async function tour(): Promise<boolean> {
  const sandbox = await startSandbox();
  const report = new Report();
  try {
    await hubexTour(sandbox, report);
    await bitrix24Tour(sandbox, report);
    await worklyTour(sandbox, report);
  } finally {
    await sandbox.close();
  }
  console.log(`\n${report.steps} steps, ${report.failed} failed.`);
  return report.failed === 0;
}

async function hubexTour(sandbox: Sandbox, report: Report): Promise<void> {
  const { baseUrl, serviceToken } = sandbox.hubex;
  report.title(`HubEx at ${baseUrl}`);
  const hubex = createHubex({ auth: { serviceToken }, baseUrl });
  let id = 0;
  await report.step('sign in with a service token', async () => {
    await headTasks({ client: hubex });
    return 'an access token and its refresh token';
  });
  await report.step('list', async () => {
    const { data } = await listTasks({ client: hubex, headers: { Range: 'items=1-5' } });
    check(Object.keys(data).length === 5, `asked for 5 tasks, got ${Object.keys(data).length}`);
    return `tasks ${Object.keys(data).join(', ')}`;
  });
  await report.step('create', async () => {
    const { data } = await createTask({ client: hubex, body: { taskTypeID: 1, notes: 'Printer on the second floor is jammed' } });
    check(typeof data.id === 'number', 'no id came back');
    id = data.id;
    return `task ${id}`;
  });
  await report.step('read back', async () => {
    const { data } = await getTask({ client: hubex, path: { taskID: id } });
    check(data?.notes === 'Printer on the second floor is jammed', 'the notes differ');
    return `notes "${data.notes}"`;
  });
  await report.step('change and read back', async () => {
    await updateTask({ client: hubex, path: { taskID: id }, body: { notes: 'Solved' } });
    const { data } = await getTask({ client: hubex, path: { taskID: id } });
    check(data?.notes === 'Solved', 'the change is not there');
    return `notes "${data.notes}"`;
  });
  await report.step('page through everything', async () => {
    const before = sandbox.counters().operations['hubex:listTasks'] ?? 0;
    const ids = new Set<number>();
    for await (const task of paginate(listTasks, { client: hubex, pageSize: 50 })) ids.add(task.id);
    const pages = (sandbox.counters().operations['hubex:listTasks'] ?? 0) - before;
    check(ids.has(id) && pages > 1, `${ids.size} tasks in ${pages} pages, without ${id}`);
    return `${ids.size} tasks in ${pages} pages, each once`;
  });
  await report.step('a refused call explains itself', async () => {
    const { data } = await getTask({ client: hubex, path: { taskID: 99_999_999 } });
    check(data === undefined, 'a task that does not exist was found');
    const error = await createTask({ client: hubex, body: { taskTypeID: 'one' } as never }).catch((reason: unknown) => reason);
    check(error instanceof HubexError, 'a task of no type was created');
    return error.message;
  });
  await report.step('the token expires and is renewed', async () => {
    sandbox.clock.advance(40 * minute);
    await Promise.all(Array.from({ length: 20 }, () => listTasks({ client: hubex, headers: { Range: 'items=1-1' } })));
    const renewals = (sandbox.counters().tokens['hubex:refreshJwt'] ?? 0) + (sandbox.counters().tokens['hubex:serviceToken'] ?? 0) - 1;
    check(renewals === 1, `20 calls caused ${renewals} renewals`);
    return '20 calls at once, 1 renewal, none failed';
  });
  await report.step('delete', async () => {
    await deleteTask({ client: hubex, path: { taskID: id } });
    return `task ${id} is marked deleted`;
  });
}

async function bitrix24Tour(sandbox: Sandbox, report: Report): Promise<void> {
  const { webhook, origin, clientId, clientSecret, tokenUrl } = sandbox.bitrix24;
  report.title(`Bitrix24 at ${origin}`);
  const b24 = createBitrix24({ auth: { webhook } });
  let id = 0;
  await report.step('sign in with a webhook', async () => {
    const me = await b24.profile();
    check('NAME' in me, 'the webhook belongs to nobody');
    return `as ${me.NAME}`;
  });
  await report.step('list', async () => {
    const { result, total } = await b24.raw('crm.deal.list', { select: ['ID', 'TITLE'], order: { ID: 'ASC' } });
    check(result.length === 50, `a page of ${result.length}`);
    return `${result.length} of ${total ?? 0} deals`;
  });
  await report.step('create', async () => {
    id = await b24.crm.deal.add({ fields: { TITLE: 'Spare parts', OPPORTUNITY: 1500 } });
    check(id > 0, 'no id came back');
    return `deal ${id}`;
  });
  await report.step('read back, in a batch', async () => {
    const { deal, me, open } = await b24.batch({
      deal: b24.crm.deal.get.cmd({ id }),
      me: b24.user.current.cmd(),
      open: b24.crm.deal.list.cmd({ filter: { '>=OPPORTUNITY': 1500, TITLE: 'Spare parts' } }),
    });
    check(deal.TITLE === 'Spare parts', `the title is ${deal.TITLE}`);
    check(
      open.some((found) => Number(found.ID) === id),
      'the filter does not find the deal',
    );
    return `"${deal.TITLE}" by ${me.NAME}, one request for three methods`;
  });
  await report.step('page through everything', async () => {
    const ids = new Set<string>();
    for await (const deal of b24.list('crm.deal.list', { select: ['ID'] })) ids.add(String(deal.ID));
    check(ids.has(String(id)), 'the new deal is missing');
    return `${ids.size} deals, each once`;
  });
  await report.step('tasks in REST 2.0 and 3.0', async () => {
    const { task } = await b24.tasks.task.add({ fields: { TITLE: 'Call back', RESPONSIBLE_ID: 1 } });
    const { item } = await b24.v3.tasks.task.get({ id: Number(task?.id), select: ['id', 'title'] });
    check(item?.title === 'Call back', `v3 reads "${item?.title}"`);
    return `created by v2, read by v3: task ${task?.id}`;
  });
  await report.step('a refused call explains itself', async () => {
    const error = await b24.crm.deal.get({ id: 99_999_999 }).catch((reason: unknown) => reason);
    check(error instanceof Bitrix24Error, 'a deal that does not exist was found');
    return error.message;
  });
  await report.step('sign in as an application', async () => {
    const application = bitrix24Application({ portal: origin, clientId, clientSecret, tokenUrl });
    const state = application.createState();
    // A person would press Allow on the page that this address shows.
    const allow = await fetch(`${application.authorizeUrl(state)}&decision=allow`, { redirect: 'manual' });
    const callback = allow.headers.get('location');
    check(callback !== null, `the authorization page answered ${allow.status}`);
    const session = createSession({ flow: application.flow });
    await session.adopt(await application.exchange(application.parseCallback(callback, state)));
    const app = createBitrix24({ auth: { portal: origin, session } });
    const me = await app.profile();
    check('NAME' in me, 'the token belongs to nobody');
    sandbox.clock.advance(61 * minute);
    await Promise.all(Array.from({ length: 20 }, () => app.server.time()));
    const renewals = sandbox.counters().tokens['bitrix24:refresh_token'] ?? 0;
    check(renewals === 1, `20 calls caused ${renewals} renewals`);
    return `as ${me.NAME}; an hour later: 20 calls at once, 1 renewal, none failed`;
  });
}

async function worklyTour(sandbox: Sandbox, report: Report): Promise<void> {
  const { baseUrl, ...auth } = sandbox.workly;
  report.title(`Workly at ${baseUrl}`);
  const workly = createWorkly({ auth, baseUrl });
  let id = 0;
  await report.step('sign in with e-mail and password', async () => {
    const { data } = await listDepartments({ client: workly });
    return `${data.items.length} departments`;
  });
  await report.step('list', async () => {
    const { data } = await listEmployees({ client: workly, headers: { limit: 10 } });
    check(data.items.length === 10, `a page of ${data.items.length}`);
    return `${data.items.length} of ${data._meta?.totalCount} employees`;
  });
  await report.step('create', async () => {
    const [{ data: departments }, { data: schedules }] = await Promise.all([
      listDepartments({ client: workly }),
      listSchedules({ client: workly }),
    ]);
    const { data } = await createEmployee({
      client: workly,
      body: {
        first_name: 'Vera',
        last_name: 'Example',
        department_id: Number(departments.items[0]?.id),
        schedule_id: Number(schedules.items[0]?.id),
        locations: '*',
        start_date: '2026-11-02',
        schedule_start_date: '2026-11-02',
      },
    });
    ({ id } = data);
    check(id > 0, 'no id came back');
    return `employee ${id}`;
  });
  await report.step('read back', async () => {
    const { data } = await getEmployee({ client: workly, path: { id } });
    check(data.data.first_name === 'Vera', `the first name is ${data.data.first_name}`);
    return `${data.data.first_name} ${data.data.last_name}`;
  });
  await report.step('page through everything', async () => {
    const total = await count(paginateWorkly(listEmployees, { client: workly, pageSize: 50 }));
    return `${total} employees`;
  });
  await report.step('a refused call explains itself', async () => {
    const error = await createEmployee({ client: workly, body: {} as never }).catch((reason: unknown) => reason);
    check(error instanceof WorklyError && error.fields.length > 0, `no field is named: ${String(error)}`);
    return error.message;
  });
  await report.step('the token expires and is renewed', async () => {
    sandbox.clock.advance(31 * 24 * 60 * minute);
    await Promise.all(Array.from({ length: 20 }, () => listDepartments({ client: workly })));
    const { tokens } = sandbox.counters();
    const renewals = (tokens['workly:refresh_token'] ?? 0) + (tokens['workly:password'] ?? 0) - 1;
    check(renewals === 1, `20 calls caused ${renewals} renewals`);
    return '20 calls at once, 1 renewal, none failed';
  });
}
