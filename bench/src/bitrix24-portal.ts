// A Bitrix24 portal in a process of its own, whose calls take their time. Arguments: how many deals it has, how many times as fast its clock runs.
// Tells its parent where it is; a message empties its bucket and forgets running time; it ends with its parent.
import { startSandbox } from '@portolan/sandbox';
import { portalCosts } from './portal-costs.ts';

const [deals = 0, timeScale = 1] = process.argv.slice(2).map(Number);
const sandbox = await startSandbox({ timeScale, bitrix24Limits: { ...portalCosts, real: true } });
const records = sandbox.bitrix24Records('deals');
records.grow(deals);
process.on('message', () => {
  // Longer than the window of running time: whatever was used is forgotten.
  sandbox.clock.advance(15 * 60_000);
  process.send!({ rested: true });
});
process.on('disconnect', () => void sandbox.close().then(() => process.exit()));
process.send!({ webhook: sandbox.bitrix24.webhook });
