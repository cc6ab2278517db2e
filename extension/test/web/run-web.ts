/** Runs the suites in the web worker host of the server build of tools/vscode-host. The last line is `N passed, N failed`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@portolan/sandbox';
import { runInWebWorker } from '@portolan/vscode-host';

const root = join(import.meta.dirname, '..', '..');
for (const script of ['build.ts', 'build-tests.ts']) execFileSync(process.execPath, [join(root, 'scripts', script)], { stdio: 'inherit' });

const temporary = mkdtempSync(join(tmpdir(), 'portolan-web-'));
const folder = join(temporary, 'workspace');
mkdirSync(folder);
const sandbox = await startSandbox();
writeFileSync(join(folder, 'sandbox.json'), JSON.stringify(sandbox));

const summary = /^\d+ passed, \d+ failed$/;
let last = '0 passed, 1 failed';
let code = 1;
try {
  code = await runInWebWorker({
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'test', 'dist', 'web.js'),
    folder,
    timeout: 240_000,
    onLine(line) {
      if (summary.test(line)) last = line;
      else process.stdout.write(`${line}\n`);
    },
    onLog(type, args) {
      if (process.env['VSCODE_HOST_VERBOSE']) process.stderr.write(`[workbench] ${type} ${args.map(String).join(' ')}\n`);
    },
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await sandbox.close();
  rmSync(temporary, { recursive: true, force: true });
}
process.stdout.write(`${last}\n`);
process.exit(code);
