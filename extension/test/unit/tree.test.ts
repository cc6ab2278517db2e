import { describe, expect, it } from 'vitest';
import { targetOf } from '../../src/core/request/target.ts';
import { groupEntries, subtitleOf, titleOf } from '../../src/core/tree.ts';
import { entry } from './operations.ts';

const entries = [
  entry({ id: 'workly/a', provider: 'workly', document: 'workly', service: '', tag: 'Times' }),
  entry({ id: 'hubex/work/b', tag: 'Tasks' }),
  entry({ id: 'hubex/work/c', tag: 'Tasks' }),
  entry({ id: 'hubex/work/d', tag: 'Assets' }),
  entry({ id: 'hubex/authz/e', document: 'hubex/authz', service: 'AUTHZ', tag: 'Tokens' }),
];

describe('groupEntries', () => {
  it('sorts services and tags, and keeps the order of operations', () => {
    expect(
      groupEntries(entries).map(({ provider, count, services }) => [
        provider,
        count,
        services.map(({ service, tags }) => [service, tags.map((tag) => [tag.tag, tag.entries.map(({ id }) => id)])]),
      ]),
    ).toEqual([
      [
        'hubex',
        4,
        [
          ['AUTHZ', [['Tokens', ['hubex/authz/e']]]],
          [
            'WORK',
            [
              ['Assets', ['hubex/work/d']],
              ['Tasks', ['hubex/work/b', 'hubex/work/c']],
            ],
          ],
        ],
      ],
      ['workly', 1, [['', [['Times', ['workly/a']]]]]],
    ]);
  });
});

describe('names', () => {
  it('follow the users of each API', () => {
    expect([titleOf(entry()), subtitleOf(entry())]).toEqual(['Get a task', 'GET /WORK/Tasks/{taskID}']);
    const deal = entry({ provider: 'bitrix24', name: 'crm.deal.list', summary: 'List deals' });
    expect([titleOf(deal), subtitleOf(deal)]).toEqual(['crm.deal.list', 'List deals']);
  });
});

describe('targetOf', () => {
  it('shows path and query as they are sent', () => {
    expect(targetOf(entry(), { path: { taskID: 'a/b' }, query: { ids: [1, 2], q: 'x y', api_token: 'geheim' } })).toBe(
      '/WORK/Tasks/a%2Fb?ids=1&ids=2&q=x+y&api_token=%E2%80%A2%E2%80%A2%E2%80%A2',
    );
  });
});
