/**
 * Runs the in-host suites against a sandbox: in desktop VS Code where `VSCODE_TEST_HOST=desktop` allows the download, otherwise in the
 * server build of tools/vscode-host. The last line is `N passed, N failed`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { startSandbox } from '@portolan/sandbox';
import { launcherPath } from '@portolan/vscode-host';
import { runTests } from '@vscode/test-electron';

const root = join(import.meta.dirname, '..', '..');
for (const script of ['build.ts', 'build-tests.ts']) execFileSync(process.execPath, [join(root, 'scripts', script)], { stdio: 'inherit' });

const temporary = mkdtempSync(join(tmpdir(), 'portolan-host-'));
const workspace = join(temporary, 'workspace');
const report = join(temporary, 'report.json');
mkdirSync(workspace);
const sandbox = await startSandbox();
writeFileSync(join(workspace, 'sandbox.json'), JSON.stringify(sandbox));

const desktop = process.env['VSCODE_TEST_HOST'] === 'desktop';
// The launcher is a script that asks for `node`: let it be this one.
process.env['PATH'] = dirname(process.execPath) + delimiter + (process.env['PATH'] ?? '');
let counts = { passed: 0, failed: 1 };
try {
  await runTests({
    ...(desktop ? {} : { vscodeExecutablePath: launcherPath }),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'test', 'dist', 'host.cjs'),
    launchArgs: [workspace, `--user-data-dir=${join(temporary, 'user-data')}`, `--extensions-dir=${join(temporary, 'extensions')}`],
    extensionTestsEnv: { PORTOLAN_TEST_REPORT: report },
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await sandbox.close();
  if (existsSync(report)) counts = JSON.parse(readFileSync(report, 'utf8')) as typeof counts;
  rmSync(temporary, { recursive: true, force: true });
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
process.exit(counts.failed ? 1 : 0);
