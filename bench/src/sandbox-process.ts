// A sandbox in a process of its own, so that it does not take the client's time. Speaks over the channel of its parent: tells where it
// listens, grows HubEx's assets, and changes them while they are read.
import { startSandbox } from '@portolan/sandbox';

/** What the parent may ask for. */
export type Order = { grow: number } | { churn: number } | { stop: true };

const sandbox = await startSandbox();
const assets = sandbox.hubexRecords('assets');
let timer: NodeJS.Timeout | undefined;

process.on('message', (order: Order) => {
  if ('grow' in order) process.send!({ grown: assets.grow(order.grow) });
  else if ('churn' in order) {
    // Ten deletions, ten insertions and so on, at the front, where every record behind moves.
    let turn = 0;
    clearInterval(timer);
    if (order.churn > 0)
      timer = setInterval(() => {
        turn += 1;
        if (turn % 20 < 10) assets.insert({ position: 1 });
        else assets.delete({ position: 1 });
      }, order.churn);
    process.send!({ churning: order.churn > 0 });
  } else {
    clearInterval(timer);
    void sandbox.close().then(() => process.disconnect());
  }
});
process.send!({ baseUrl: sandbox.hubex.baseUrl, serviceToken: sandbox.hubex.serviceToken });
