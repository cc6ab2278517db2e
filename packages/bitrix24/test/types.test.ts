import { describe, expect, expectTypeOf, it } from 'vitest';
import type { StageHistoryRecord } from '../src/generated/v2/crm/index.js';
import { createBitrix24 } from '../src/index.js';

const b24 = createBitrix24({ auth: { webhook: 'https://example.bitrix24.com/rest/1/code/' } });

// Checked by the compiler; nothing is sent.
describe('types', () => {
  it('of a v2 filter: groups under numbers, with the same fields in them', () => {
    const calls = (): unknown[] => [
      b24.crm.item.list({ entityTypeId: 2, filter: { 0: { logic: 'OR', 0: { id: 1 }, 1: { '<opportunity': 100 } }, '!stageId': 'NEW' } }),
      // @ts-expect-error no such field in the group
      b24.crm.item.list({ entityTypeId: 2, filter: { 0: { logic: 'OR', 0: { idd: 1 } } } }),
      // @ts-expect-error no such logic
      b24.crm.item.list({ entityTypeId: 2, filter: { 0: { logic: 'XOR', 0: { id: 1 } } } }),
    ];
    expect(calls).toBeTypeOf('function');
  });

  it('of the names that tasks select, which are not those of the answer', () => {
    const calls = (): unknown[] => [
      b24.tasks.task.list({
        select: ['ID', 'TITLE', 'subStatus', 'COUNTERS', 'UF_CRM_TASK', 'UF_AUTO_1'],
        filter: { '>=DEADLINE': '2027-01-01' },
      }),
      // @ts-expect-error no such field
      b24.tasks.task.list({ select: ['ID', 'TITEL'] }),
    ];
    expect(calls).toBeTypeOf('function');
  });

  it('of a v3 filter: fields, operators, groups', () => {
    const known = [['id', '<', 3]] as const;
    const calls = (): unknown[] => [
      b24.v3.tasks.task.list({
        filter: [
          ['id', 'in', [1, 2]],
          {
            logic: 'or',
            conditions: [
              ['title', 'Pump'],
              ['responsible.id', 1],
            ],
          },
        ],
      }),
      b24.v3.tasks.task.list({ filter: known }),
      // @ts-expect-error no such operator
      b24.v3.tasks.task.list({ filter: [['id', 'like', 3]] }),
      // @ts-expect-error no such field
      b24.v3.tasks.task.list({ filter: [['titel', 'Pump']] }),
      // @ts-expect-error no such field in the group
      b24.v3.tasks.task.list({ filter: [{ logic: 'or', conditions: [['titel', 'Pump']] }] }),
    ];
    expect(calls).toBeTypeOf('function');
  });

  it('of commands: those of v2 and v3 do not mix, since methods of one name take different parameters', () => {
    const calls = (): unknown[] => [
      // @ts-expect-error a command of v3
      b24.batch({ task: b24.v3.tasks.task.get.cmd({ id: 1 }) }),
      // @ts-expect-error a command of v3, by name
      b24.batch([b24.v3.command('tasks.task.get', { id: 1 })]),
      // @ts-expect-error a command of v2
      b24.v3.batch({ task: b24.tasks.task.get.cmd({ taskId: 1 }) }),
      b24.v3.batch({ task: b24.v3.command('tasks.task.get', { id: 1 }) }),
    ];
    expect(calls).toBeTypeOf('function');
  });

  it('of the items of a list: inside an optional property, or a map by id', () => {
    const read = async (): Promise<void> => {
      for await (const record of b24.crm.stagehistory.list.all({ entityTypeId: 2 }))
        expectTypeOf(record).toEqualTypeOf<StageHistoryRecord>();
      for await (const template of b24.documentgenerator.template.list.all()) expectTypeOf(template).toHaveProperty('name');
      for await (const template of b24.crm.documentgenerator.template.list.all()) expectTypeOf(template).toHaveProperty('name');
    };
    expect(read).toBeTypeOf('function');
  });
});
