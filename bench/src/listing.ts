import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { count, createHubex, list } from '@portolan/hubex';
import { listAssets } from '@portolan/hubex/es';
import { inTurns, milliseconds } from './measure.ts';
import type { Section } from './results.ts';
import type { Order } from './sandbox-process.ts';

const records = 100_000;
const pageSize = 1_000;
const parallel = 4;
const rounds = 5;
const bound = 1.2;

async function ask(child: ChildProcess, order: Order): Promise<void> {
  const answered = once(child, 'message');
  child.send(order);
  await answered;
}

/** Reads a list of 100,000 records by `list`, against the bare requests for the same pages; then while records come and go. */
export async function listing(): Promise<Section> {
  const child = fork(join(import.meta.dirname, 'sandbox-process.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    const [{ baseUrl, serviceToken }] = (await once(child, 'message')) as [{ baseUrl: string; serviceToken: string }];
    await ask(child, { grow: records });
    const hubex = createHubex({ auth: { serviceToken }, baseUrl });
    const total = await count(listAssets, { client: hubex });

    // The requests that `list` needs, and no more: signed, pages overlapping by one record, so many at once, parsed.
    let authorization = '';
    const bare = createHubex({
      auth: { serviceToken },
      baseUrl,
      policies: [(next) => (request) => ((authorization = request.headers.get('authorization') ?? ''), next(request))],
    });
    await count(listAssets, { client: bare });
    const kept: unknown[] = [];
    const page = async (first: number, last: number): Promise<void> => {
      const headers = { authorization, 'x-application-id': '5', range: `items=${first}-${last}` };
      const response = await fetch(`${baseUrl}/ES/Assets`, { headers });
      kept.push(await response.json());
    };
    const plain = async (): Promise<void> => {
      kept.length = 0;
      await page(1, pageSize);
      const starts = Array.from({ length: Math.ceil((total - pageSize) / (pageSize - 1)) }, (_, at) => pageSize + at * (pageSize - 1));
      const worker = async (): Promise<void> => {
        for (let first = starts.shift(); first !== undefined; first = starts.shift()) await page(first, first + pageSize - 1);
      };
      await Promise.all(Array.from({ length: parallel }, worker));
    };
    let read: { id: number }[] = [];
    const ours = async (): Promise<void> => {
      read = (await list(listAssets, { client: hubex, pageSize, parallel })).data;
    };
    const times = await inTurns(rounds, { plain: () => milliseconds(plain), ours: () => milliseconds(ours) });
    const distinct = new Set(read.map(({ id }) => id)).size;
    const ratio = times.ours / times.plain;

    const before = new Set((await list(listAssets, { client: hubex, pageSize })).data.map(({ id }) => id));
    await ask(child, { churn: 5 });
    const during = await list(listAssets, { client: hubex, pageSize, parallel });
    await ask(child, { churn: 0 });
    const after = new Set((await list(listAssets, { client: hubex, pageSize })).data.map(({ id }) => id));
    const seen = new Set(during.data.map(({ id }) => id));
    const lost = [...before].filter((id) => after.has(id) && !seen.has(id)).length;

    return {
      title: 'Reading a list',
      method: `${records.toLocaleString('en')} assets of a sandbox in another process, ${pageSize.toLocaleString('en')} a page, ${parallel} requests at once: \`list\` against bare \`fetch\` and \`JSON.parse\` of the same pages, kept as they come; medians of ${rounds} runs in turns. Then once while a record is deleted or inserted at the front every 5 ms.`,
      results: [
        { what: 'records lost', figure: String(total - distinct), bound: 'none', met: total === distinct, exact: true },
        { what: 'records twice', figure: String(read.length - distinct), bound: 'none', met: read.length === distinct, exact: true },
        {
          what: 'time against the bare requests',
          figure: `${ratio.toFixed(2)} x`,
          bound: `at most ${bound} x`,
          met: ratio <= bound,
          seen: `${(times.ours / 1000).toFixed(2)} s, bare ${(times.plain / 1000).toFixed(2)} s`,
        },
        {
          what: 'while it changes: records lost that were there all the time',
          figure: String(lost),
          bound: 'none',
          met: lost === 0,
          exact: true,
        },
        {
          what: 'while it changes: records twice',
          figure: String(during.data.length - seen.size),
          bound: 'none',
          met: during.data.length === seen.size,
          exact: true,
        },
        {
          what: 'while it changes: what the report says',
          figure: `changed: ${during.changed}, at least ${during.inserted} came and ${during.deleted} went, ${during.gaps} gaps`,
          bound: 'changed',
          met: during.changed && during.gaps === 0,
          exact: true,
        },
      ],
    };
  } finally {
    child.send({ stop: true });
  }
}
