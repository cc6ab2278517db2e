import { type FaultRule, type Sandbox, startSandbox } from '@portolan/sandbox';
import type { Clock } from '@portolan/transport';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bitrix24, createBitrix24, type ListOptions } from '../src/index.js';
import { chance } from './chance.js';

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox({ bitrix24Limits: { pageSeconds: 0.2 } })));
afterAll(() => sandbox.close());

/** Whoever waits moves the portal's time on. */
const clock = (random: () => number): Clock => ({
  now: () => sandbox.clock.now(),
  random,
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    // The limits of single attempts are timers that nothing comes of.
    if (ms === 60_000) return new Promise(() => {});
    sandbox.clock.advance(ms);
  },
});

const refusal = (error: string): object => ({ error, error_description: 'Not now' });

/** What goes wrong, and how often. */
const faults: FaultRule[] = [
  // The portal ran it, and its answer is lost.
  { operation: 'batch', reset: true, when: 'after', probability: 0.1 },
  { reset: true, probability: 0.04 },
  { status: 503, body: '<html>Service Unavailable</html>', probability: 0.04 },
  { status: 503, body: refusal('QUERY_LIMIT_EXCEEDED') as FaultRule['body'] & object, probability: 0.04 },
  { status: 429, body: refusal('OPERATION_TIME_LIMIT') as FaultRule['body'] & object, probability: 0.04 },
  { status: 429, headers: { 'retry-after': '2' }, probability: 0.04 },
];

/** Lists of the three kinds there are: texts in `result`, a property of it, REST 3.0. */
const kinds = [
  {
    records: 'deals',
    async *ids(b24: Bitrix24, options: ListOptions): AsyncGenerator<number> {
      for await (const { ID } of b24.list('crm.deal.list', { select: ['ID'] }, options)) yield Number(ID);
    },
  },
  {
    records: 'contacts',
    async *ids(b24: Bitrix24, options: ListOptions): AsyncGenerator<number> {
      for await (const { id } of b24.list('crm.item.list', { entityTypeId: 3, select: ['id'] }, options)) yield id!;
    },
  },
  {
    records: 'tasks',
    async *ids(b24: Bitrix24, options: ListOptions): AsyncGenerator<number> {
      for await (const { id } of b24.v3.list('tasks.task.list', { select: ['id'] }, options)) yield id!;
    },
  },
] as const;

it('over HTTP, 50 seeded runs lose and double nothing while requests fail and records come and go', { timeout: 120_000 }, async () => {
  const hits = new Map<number, number>();
  let changes = 0;
  for (let seed = 1; seed <= 50; seed += 1) {
    sandbox.reset();
    const random = chance(seed);
    const { records, ids } = kinds[seed % kinds.length]!;
    const collection = sandbox.bitrix24Records(records);
    const size = collection.grow(6000);
    const stable = new Set(Array.from({ length: size }, (_, index) => index + 1));
    const remove = (id: number): void => void (collection.delete({ id }) && stable.delete(id));
    // Holes, some wider than a page.
    for (const id of stable) if (random() < 0.1 || (id % 1000 > 400 && id % 1000 < 520)) remove(id);
    for (const [index, rule] of faults.entries()) sandbox.faults.add({ provider: 'bitrix24', seed: seed * 10 + index, ...rule });
    const churn: typeof fetch = async (...request) => {
      const answer = await fetch(...request);
      for (let time = 0; time < 3; time += 1) {
        changes += 1;
        if (random() < 0.3) collection.insert();
        else remove(1 + Math.floor(random() * size));
      }
      return answer;
    };
    const b24 = createBitrix24({ auth: { webhook: sandbox.bitrix24.webhook }, clock: clock(random), fetch: churn });
    const seen = new Set<number>();
    for await (const id of ids(b24, { ordered: seed % 2 === 0 })) {
      expect(seen.has(id), `seed ${seed}: ${id} came twice`).toBe(false);
      seen.add(id);
    }
    expect(
      [...stable].filter((id) => !seen.has(id)),
      `seed ${seed}: lost`,
    ).toEqual([]);
    for (const [index, fault] of sandbox.faults.list().entries()) hits.set(index, (hits.get(index) ?? 0) + fault.hits);
  }
  // The runs prove something only if all of that happened.
  expect([...hits.values()].every((count) => count > 10)).toBe(true);
  expect(changes).toBeGreaterThan(500);
});
