/** Checks the launcher through `@vscode/test-electron`: a suite that passes, one that fails, and what they print. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, delimiter, join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { launcherPath } from '../src/index.ts';

const here = import.meta.dirname;
// The launcher's first line asks for `node`; let it be the one that runs this file.
process.env['PATH'] = dirname(process.execPath) + delimiter + process.env['PATH'];

const run = (suite: string) =>
  runTests({
    vscodeExecutablePath: launcherPath,
    extensionDevelopmentPath: join(here, 'fixtures', 'extension'),
    extensionTestsPath: join(here, 'fixtures', suite),
    extensionTestsEnv: { LAUNCHER_FIXTURE: 'handed over' },
  });

const checks: readonly [string, () => Promise<void>][] = [
  [
    'prints the version of VS Code',
    async () => {
      const answer = spawnSync(process.execPath, [launcherPath, '--version'], { encoding: 'utf8' });
      assert.match(answer.stdout, /^1\.\d+\.\d+\n$/);
    },
  ],
  ['runs a suite that passes, with its environment', async () => assert.equal(await run('passing.cjs'), 0)],
  ['reports a suite that fails', async () => assert.rejects(run('failing.cjs'))],
  [
    'brings the output of the suite',
    async () => {
      const child = spawnSync(
        process.execPath,
        [
          launcherPath,
          `--extensionDevelopmentPath=${join(here, 'fixtures', 'extension')}`,
          `--extensionTestsPath=${join(here, 'fixtures', 'passing.cjs')}`,
        ],
        {
          encoding: 'utf8',
          env: { ...process.env, LAUNCHER_FIXTURE: 'handed over' },
        },
      );
      assert.match(child.stdout, /the suite printed this/);
      assert.equal(child.status, 0);
    },
  ],
];

let failed = 0;
for (const [name, check] of checks) {
  try {
    await check();
    process.stdout.write(`ok - ${name}\n`);
  } catch (error) {
    failed++;
    process.stdout.write(`not ok - ${name}\n${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`);
process.exit(failed ? 1 : 0);
