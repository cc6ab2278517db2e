// One task of @bitrix24/b24jssdk in a process of its own. Arguments: webhook, task, how many deals, how many times as fast time runs.
// Time is sped up by the same factor as the portal's: timers fire sooner, clocks run faster. Tells its parent the seconds of that time, and how many rows came.
import { openPeer } from './open-peer.ts';

const [webhook = '', task = '', size = '0', speed = '1'] = process.argv.slice(2);
const scale = Number(speed);
const started = Date.now();
const realTimeout = globalThis.setTimeout;
const realDate = Date.now.bind(Date);
if (scale !== 1) {
  globalThis.setTimeout = Object.assign(
    (run: () => void, delay = 0, ...rest: unknown[]) => realTimeout(run, delay / scale, ...(rest as [])),
    realTimeout,
  ) as typeof setTimeout;
  Date.now = () => started + (realDate() - started) * scale;
}
const b24 = await openPeer(webhook);
const method = 'crm.deal.list';
const params = { select: ['ID', 'TITLE'] };
const begin = realDate();
let rows = 0;
if (task === 'callList') {
  const found = await b24.actions.v2.callList.make<{ ID: string }>({ method, params, idKey: 'ID' });
  rows = new Set((found.getData() ?? []).map(({ ID }) => ID)).size;
} else if (task === 'batchByChunk') {
  const calls = Array.from({ length: Math.ceil(Number(size) / 50) }, (_, page) => ({ method, params: { ...params, start: page * 50 } }));
  const found = await b24.actions.v2.batchByChunk.make<{ ID: string }[]>({ calls, options: { isHaltOnError: true } });
  rows = new Set((found.getData() ?? []).flat().map(({ ID }) => ID)).size;
} else {
  const calls = Array.from({ length: Number(size) }, (_, index) => ({
    method: 'crm.deal.add',
    params: { fields: { TITLE: `Deal ${index}` } },
  }));
  const made = await b24.actions.v2.batchByChunk.make<number>({ calls, options: { isHaltOnError: true } });
  rows = (made.getData() ?? []).length;
}
process.send!({ seconds: ((realDate() - begin) / 1000) * scale, rows });
process.disconnect();
