import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bench, inTurns, median, milliseconds, runNode } from './measure.ts';
import { portalCosts } from './portal-costs.ts';
import type { Result, Section } from './results.ts';

const here = (file: string): string => join(bench, 'src', file);
const { pageSeconds, countSeconds, writeSeconds, networkSeconds } = portalCosts;
/** Requests at once by default. */
const atOnce = 8;
/** Speed of time for what would take a quarter of an hour. */
const fast = 20;

/** What a task tells. */
interface Outcome {
  seconds: number;
  rows: number;
  requests: number;
  heap: { early: number; all: number };
}

async function portal(deals: number, scale = 1): Promise<{ webhook: string; rest(): Promise<void>; close(): void }> {
  const child: ChildProcess = fork(here('bitrix24-portal.ts'), [String(deals), String(scale)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ webhook }] = (await once(child, 'message')) as [{ webhook: string }];
  return {
    webhook,
    async rest() {
      const rested = once(child, 'message');
      child.send('rest');
      await rested;
    },
    close: () => child.disconnect(),
  };
}

async function task(script: string, args: readonly string[]): Promise<Outcome> {
  const child = fork(here(script), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: ['--expose-gc'] });
  const [outcome] = (await once(child, 'message')) as [Outcome];
  return outcome;
}

/** Medians of several runs, in turns where there are several tasks, the portal rested before each. */
async function several<K extends string>(
  rounds: number,
  rest: () => Promise<void>,
  tasks: Readonly<Record<K, () => Promise<Outcome>>>,
): Promise<Record<K, Outcome>> {
  const names = Object.keys(tasks) as K[];
  const found = names.map((): Outcome[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, name] of names.entries()) {
      await rest();
      found[index]!.push(await tasks[name]());
    }
  }
  const middle = (runs: readonly Outcome[]): Outcome => ({
    ...runs[0]!,
    seconds: median(runs.map(({ seconds }) => seconds)),
    rows: Math.min(...runs.map(({ rows }) => rows)),
  });
  return Object.fromEntries(names.map((name, index) => [name, middle(found[index]!)])) as Record<K, Outcome>;
}

/**
 * The least time that a list can take, eight requests at once, fifty pages a request at most: one request to find both ends, the pages, the way of
 * every round of requests. The bucket of 50 requests and the running time of 480 seconds do not bind at these sizes.
 */
function least(rows: number): number {
  const pages = rows / 50;
  const rounds = Math.max(1, Math.ceil(pages / 50 / atOnce));
  return networkSeconds + 2 * pageSeconds + (pages * pageSeconds) / atOnce + rounds * networkSeconds;
}

const times = (ours: number, theirs: number, bound: number, what: string): Result => ({
  what,
  figure: `${(theirs / ours).toFixed(1)} x`,
  bound: `at least ${bound} x`,
  met: theirs / ours >= bound,
  seen: `${ours.toFixed(2)} s, theirs ${theirs.toFixed(1)} s`,
});

/** Exports, creations, the first call and memory, against @bitrix24/b24jssdk on the same simulated portal. */
export async function exporting(): Promise<Section> {
  const results: Result[] = [];
  for (const rows of [10_000, 100_000]) {
    const label = rows.toLocaleString('en');
    const real = await portal(rows);
    const quick = await portal(rows, fast);
    try {
      const { ours, bare } = await several(3, real.rest, {
        ours: () => task('bitrix24-ours.ts', [real.webhook, 'list', String(rows)]),
        bare: () => task('bitrix24-least.ts', [real.webhook, String(rows), String(atOnce)]),
      });
      if (bare.rows !== rows) throw new Error(`The bare program read ${bare.rows} of ${rows} rows: what it sends is wrong.`);
      const { chunks } = await several(1, real.rest, {
        chunks: () => task('bitrix24-peer.ts', [real.webhook, 'batchByChunk', String(rows), '1']),
      });
      const { list } = await several(1, quick.rest, {
        list: () => task('bitrix24-peer.ts', [quick.webhook, 'callList', String(rows), String(fast)]),
      });
      results.push(
        { what: `${label} rows: lost or twice`, figure: String(rows - ours.rows), bound: 'none', met: ours.rows === rows, exact: true },
        times(ours.seconds, list.seconds, 20, `${label} rows: callList takes as long as so many of ours`),
        times(ours.seconds, chunks.seconds, 6, `${label} rows: batchByChunk takes as long as so many of ours`),
        {
          what: `${label} rows: against the least that the limits allow`,
          figure: `${(ours.seconds / least(rows)).toFixed(2)} x`,
          bound: 'at most 1.3 x',
          met: ours.seconds <= 1.3 * least(rows),
          seen: `${ours.seconds.toFixed(2)} s, least ${least(rows).toFixed(2)} s, ${ours.requests} requests`,
        },
        {
          what: `${label} rows: against a bare program that is told the ids`,
          figure: `${(ours.seconds / bare.seconds).toFixed(2)} x`,
          bound: 'at most 1.3 x',
          met: ours.seconds <= 1.3 * bare.seconds,
          seen: `the bare program ${bare.seconds.toFixed(2)} s`,
        },
      );
      if (rows === 100_000) {
        await real.rest();
        const { heap } = await task('bitrix24-ours.ts', [real.webhook, 'heap', String(rows)]);
        results.push({
          what: `heap while ${label} rows stream: largest, against the first tenth`,
          figure: `${(heap.all / heap.early).toFixed(2)} x`,
          bound: 'flat: at most 1.3 x',
          met: heap.all <= 1.3 * heap.early,
          seen: `${(heap.all / 1e6).toFixed(0)} MB, first tenth ${(heap.early / 1e6).toFixed(0)} MB`,
        });
      }
    } finally {
      real.close();
      quick.close();
    }
  }
  const small = await portal(100);
  try {
    const { ours, theirs } = await several(3, small.rest, {
      ours: () => task('bitrix24-ours.ts', [small.webhook, 'create', '500']),
      theirs: () => task('bitrix24-peer.ts', [small.webhook, 'create', '500', '1']),
    });
    results.push(times(ours.seconds, theirs.seconds, 1, '500 creations: batchByChunk takes as long as so many of ours'));
    const cold = await inTurns(5, {
      ours: () => milliseconds(() => runNode(here('cold-ours.ts'), [small.webhook])),
      theirs: () => milliseconds(() => runNode(here('cold-peer.ts'), [small.webhook])),
    });
    results.push({
      what: 'a process with one call: theirs takes as long as so many of ours',
      figure: `${(cold.theirs / cold.ours).toFixed(2)} x`,
      bound: 'at least 1 x',
      met: cold.theirs >= cold.ours,
      seen: `${cold.ours.toFixed(0)} ms, theirs ${cold.theirs.toFixed(0)} ms`,
    });
  } finally {
    small.close();
  }
  return {
    title: 'Bitrix24: exports against b24jssdk 2.2.0',
    method: `A sandbox portal in a process of its own, every task in one as well. The simulator assumes ${pageSeconds * 1000} ms a page of 50, ${countSeconds * 1000} ms more where it is counted, ${writeSeconds * 1000} ms a write, ${networkSeconds * 1000} ms the way of a request, commands of a batch one after the other, requests beside each other, a bucket of 50 that leaks 2 a second. The least is what the limits cost in that arithmetic, without the time that any program takes to load \`fetch\` and to read answers; the bare program does the same requests by \`fetch\` alone, ids known beforehand. Ours and the bare one in medians of 3, in turns; \`batchByChunk\` once, given the number of rows; \`callList\` once, with time sped up ${fast} times for portal and client alike, since it waits for the bucket nearly all the time. Rows are \`crm.deal.list\` with two fields.`,
    results,
  };
}
