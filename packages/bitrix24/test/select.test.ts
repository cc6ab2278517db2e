import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { CrmItem, Deal } from '../src/generated/v2/crm/index.js';
import type { Employee, Node } from '../src/generated/v3/humanresources/index.js';
import type { Mailbox, Message } from '../src/generated/v3/mail/index.js';
import type { Eventlog } from '../src/generated/v3/main/index.js';
import type { Task, TaskResult } from '../src/generated/v3/tasks/index.js';
import type { Record as WorkRecord } from '../src/generated/v3/timeman/index.js';
import { type Bitrix24, createBitrix24 } from '../src/index.js';

declare module '../src/index.js' {
  interface CustomFields {
    Deal: { UF_CRM_COLOR?: 'red' | 'blue'; UF_CRM_WEIGHT?: number };
    CrmItem: { ufCrmColor?: string };
  }
}

let sandbox: Sandbox;
let b24: Bitrix24;

beforeAll(async () => {
  sandbox = await startSandbox();
  b24 = createBitrix24({ auth: { webhook: sandbox.bitrix24.webhook } });
});
afterAll(() => sandbox.close());

describe('select', () => {
  it('narrows the fields that come back', async () => {
    const deals = await b24.crm.deal.list({ select: ['ID', 'TITLE'], filter: { '>ID': 0 } });
    expectTypeOf(deals).toEqualTypeOf<Pick<Deal, 'ID' | 'TITLE'>[]>();
    expect(Object.keys(deals[0]!)).toEqual(['ID', 'TITLE']);
    const { items } = await b24.crm.item.list({ entityTypeId: 2, select: ['title'] });
    expectTypeOf(items[0]!).toEqualTypeOf<Pick<CrmItem, 'title'>>();
    const v3 = await b24.v3.tasks.task.list({ select: ['title'] });
    expectTypeOf(v3.items[0]!).toEqualTypeOf<Pick<Task, 'title'>>();
    const { item } = await b24.v3.tasks.task.get({ id: 1, select: ['id', 'title'] });
    expectTypeOf(item).toEqualTypeOf<Pick<Task, 'id' | 'title'>>();
    const some = await b24.v3.tasks.task.list({ select: ['id'], filter: [['id', '<', 3]] });
    expect(some.items).toHaveLength(2);
  });

  it('narrows what REST 3.0 lists and reads', async () => {
    const { items } = await b24.v3.main.eventlog.list({ select: ['id', 'severity'], order: { id: 'DESC' } });
    expectTypeOf(items).toEqualTypeOf<Pick<Eventlog, 'id' | 'severity'>[]>();
    expect(Object.keys(items[0]!)).toEqual(['id', 'severity']);
    const tail = await b24.v3.main.eventlog.tail({ select: ['id', 'userId'], cursor: { value: 58 } });
    expectTypeOf(tail.items).toEqualTypeOf<Pick<Eventlog, 'id' | 'userId'>[]>();
    expect(tail.items).toHaveLength(2);
    const work = await b24.v3.timeman.record.list({ filter: [['userId', 1]], select: ['id', 'duration'] });
    expectTypeOf(work.items).toEqualTypeOf<Pick<WorkRecord, 'id' | 'duration'>[]>();
    const results = await b24.v3.tasks.task.result.list({ filter: [['taskId', 1]], select: ['id', 'author.name'] });
    expectTypeOf(results.items).toEqualTypeOf<Pick<TaskResult, 'id' | 'author'>[]>();
    const { item: node } = await b24.v3.humanresources.node.get({ id: 2, select: ['id', 'members.role'] });
    expectTypeOf(node).toEqualTypeOf<Pick<Node, 'id' | 'members'>>();
    const nodes = await b24.v3.humanresources.node.list({ type: 'TEAM', select: ['id', 'name'] });
    expectTypeOf(nodes.items).toEqualTypeOf<Pick<Node, 'id' | 'name'>[]>();
    const people = await b24.v3.humanresources.employee.search({ name: 'anna', select: ['userId'] });
    expectTypeOf(people.items).toEqualTypeOf<Pick<Employee, 'userId'>[]>();
    const { item: mail } = await b24.v3.mail.message.get({ id: 1, select: ['id', 'subject'] });
    expectTypeOf(mail).toEqualTypeOf<Pick<Message, 'id' | 'subject'>>();
    const { item: box } = await b24.v3.mail.mailbox.get({ id: 1, select: ['id', 'email'] });
    expectTypeOf(box).toEqualTypeOf<Pick<Mailbox, 'id' | 'email'>>();
    const wrong = (): unknown[] => [
      // @ts-expect-error no such field to select
      b24.v3.main.eventlog.list({ select: ['severety'] }),
      // @ts-expect-error no such field to sort by
      b24.v3.timeman.record.list({ filter: [['userId', 1]], order: { durasion: 'ASC' } }),
      // @ts-expect-error no such field of a department
      b24.v3.humanresources.node.get({ id: 1, select: ['titel'] }),
      // @ts-expect-error no such field of a follow-up; the word `call` is taken, so it is called by its name
      b24.v3.call('call.followup.get', { callId: 1, select: ['langauge'] }),
    ];
    expect(wrong).toBeTypeOf('function');
  });

  it('leaves the whole entity with *, UF_*, or nothing selected', () => {
    const whole = (): unknown[] => {
      const star = b24.crm.deal.list({ select: ['*', 'UF_CRM_1'] });
      const custom = b24.crm.deal.list({ select: ['ID', 'UF_*'] });
      const all = b24.crm.deal.list();
      const filtered = b24.crm.deal.list({ filter: { ID: 1 } });
      for (const found of [star, custom, all, filtered]) expectTypeOf(found).resolves.toEqualTypeOf<Deal[]>();
      return [star, custom, all, filtered];
    };
    expect(whole).toBeTypeOf('function');
  });

  it('takes fields of related records, which come as the record', async () => {
    const { items } = await b24.v3.tasks.task.list({ select: ['id', 'responsible.name'], pagination: { limit: 1 } });
    expectTypeOf<keyof (typeof items)[number]>().toEqualTypeOf<'id' | 'responsible'>();
    expect(Object.keys(items[0]!).toSorted()).toEqual(['id', 'responsible']);
    // @ts-expect-error no such field
    const wrong = (): unknown => b24.v3.tasks.task.list({ select: ['responsable.name'] });
    expect(wrong).toBeTypeOf('function');
  });

  it('narrows lists to their end, with the id, and commands', async () => {
    for await (const deal of b24.crm.deal.list.all({ select: ['TITLE'] })) {
      expectTypeOf(deal).toEqualTypeOf<Pick<Deal, 'ID' | 'TITLE'>>();
      expect(Object.keys(deal).toSorted()).toEqual(['ID', 'TITLE']);
      break;
    }
    for await (const deal of b24.crm.deal.list.all()) {
      expectTypeOf(deal).toEqualTypeOf<Deal>();
      break;
    }
    const { deals, next } = await b24.batch({
      deals: b24.crm.deal.list.cmd({ select: ['ID'] }),
      next: ({ deals: refs }) => b24.crm.deal.get.cmd({ id: refs.ref(0, 'ID') }),
    });
    expectTypeOf(deals).toEqualTypeOf<Pick<Deal, 'ID'>[]>();
    expect(next.ID).toBe(deals[0]!.ID);
  });

  it('checks everything else as before', () => {
    const wrong = (): unknown[] => [
      // @ts-expect-error no such field to select
      b24.crm.deal.list({ select: ['ID', 'TITEL'] }),
      // @ts-expect-error no such field to filter by, beside one that is
      b24.crm.deal.list({ select: ['ID'], filter: { ID: 1, '>=OPORTUNITY': 1 } }),
      // @ts-expect-error no such field to sort by
      b24.crm.deal.list.all({ order: { TITEL: 'ASC' } }),
      // @ts-expect-error no such parameter
      b24.crm.deal.list({ selct: ['ID'] }),
      // @ts-expect-error the type is required
      b24.crm.item.list({ select: ['id'] }),
      // @ts-expect-error no such field to select in a command
      b24.crm.deal.list.cmd({ select: ['TITEL'] }),
      // @ts-expect-error not selected
      b24.crm.deal.list({ select: ['ID'] }).then(([deal]) => deal?.TITLE),
      // @ts-expect-error not selected, so nothing to refer to
      b24.batch({ a: b24.crm.deal.list.cmd({ select: ['TITLE'] }), b: ({ a }) => b24.crm.deal.get.cmd({ id: a.ref(0, 'ID') }) }),
    ];
    expect(wrong).toBeTypeOf('function');
  });
});

describe('declared custom fields', () => {
  it('are typed where an entity is written, selected, filtered, sorted and read', async () => {
    const id = await b24.crm.deal.add({ fields: { TITLE: 'Red', UF_CRM_COLOR: 'red', UF_CRM_WEIGHT: 2 } });
    await b24.crm.deal.update({ id, fields: { UF_CRM_COLOR: 'blue' } });
    const deal = await b24.crm.deal.get({ id });
    expectTypeOf(deal.UF_CRM_COLOR).toEqualTypeOf<'red' | 'blue' | undefined>();
    expect(deal.TITLE).toBe('Red');
    const found = await b24.crm.deal.list({
      select: ['ID', 'UF_CRM_COLOR', 'UF_CRM_OTHER'],
      filter: { '=UF_CRM_COLOR': 'blue', '>UF_CRM_WEIGHT': 1 },
      order: { UF_CRM_WEIGHT: 'ASC' },
    });
    expectTypeOf(found[0]!.UF_CRM_COLOR).toEqualTypeOf<'red' | 'blue' | undefined>();
    const wrong = (): unknown[] => [
      // @ts-expect-error no such color
      b24.crm.deal.add({ fields: { UF_CRM_COLOR: 'green' } }),
      // @ts-expect-error a weight is a number
      b24.crm.deal.update({ id, fields: { UF_CRM_WEIGHT: 'heavy' } }),
    ];
    const free = (): unknown[] => [
      b24.crm.deal.add({ fields: { UF_CRM_ELSE: ['x'] } }),
      b24.crm.contact.add({ fields: { UF_CRM_COLOR: 'green' } }),
    ];
    expect([wrong, free]).toHaveLength(2);
    const { item } = await b24.crm.item.get({ entityTypeId: 2, id });
    expectTypeOf(item.ufCrmColor).toEqualTypeOf<string | undefined>();
  });
});
