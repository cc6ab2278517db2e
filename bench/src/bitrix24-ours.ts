// One task of @portolan/bitrix24 in a process of its own. Arguments: webhook, task, how many deals. Tells its parent the seconds, how many rows came,
// and the largest heap while they did, in bytes, garbage collected, for the first tenth and for all of them.
import { createBitrix24 } from '@portolan/bitrix24';

const [webhook = '', task = '', size = '0'] = process.argv.slice(2);
const b24 = createBitrix24({ auth: { webhook } });
const begin = performance.now();
let rows = 0;
let requests = 0;
const heap = { early: 0, all: 0 };
if (task === 'create') {
  const commands = Array.from({ length: Number(size) }, (_, index) => b24.crm.deal.add.cmd({ fields: { TITLE: `Deal ${index}` } }));
  rows = (await b24.batch(commands)).length;
} else {
  const seen = new Set<string>();
  const onProgress = (progress: { requests: number }): void => void (requests = progress.requests);
  for await (const { ID } of b24.list('crm.deal.list', { select: ['ID', 'TITLE'] }, { onProgress })) {
    rows += 1;
    if (task === 'list') seen.add(String(ID));
    else if (rows % 2500 === 0) {
      globalThis.gc?.();
      const { heapUsed } = process.memoryUsage();
      heap.all = Math.max(heap.all, heapUsed);
      if (rows <= Number(size) / 10) heap.early = Math.max(heap.early, heapUsed);
    }
  }
  if (task === 'list') rows = seen.size;
}
process.send!({ seconds: (performance.now() - begin) / 1000, rows, requests, heap });
process.disconnect();
