import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Called by VS Code in the extension host. Leaves the counts for the runner in the file that it names. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./activation.test.ts');
  await import('./apis.test.ts');
  await import('./accounts.test.ts');
  await import('./requests.test.ts');
  await import('./body.test.ts');
  await import('./troubles.test.ts');
  const counts = await new Promise<{ passed: number; failed: number }>((resolve) => {
    const runner = mocha.run(() => resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0 }));
  });
  const report = process.env['PORTOLAN_TEST_REPORT'];
  if (report) writeFileSync(report, JSON.stringify(counts));
  if (counts.failed) throw new Error(`${counts.failed} failed`);
}
