/**
 * Measures what activation costs: packages the extension, opens it in a real VS Code and reloads the window some times (the first
 * argument, 7 by default). Prints each activation and the median. Milliseconds of our own code; a measurement, not a test.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installExtension, installVSCode, openWorkbench, startBrowser, startServer } from '@portolan/vscode-host';

const rounds = Number(process.argv[2] ?? 7);
const root = join(import.meta.dirname, '..');
const temporary = mkdtempSync(join(tmpdir(), 'portolan-activation-'));
const vsix = join(temporary, 'portolan.vsix');
const folder = join(temporary, 'workspace');
mkdirSync(folder);
execFileSync(process.execPath, [join(root, 'scripts', 'package.ts'), vsix], { stdio: ['ignore', 'ignore', 'inherit'] });

const installation = installVSCode();
installExtension(installation, vsix, temporary);
const server = await startServer(installation, { dataFolder: temporary });
const browser = await startBrowser();
try {
  const workbench = await openWorkbench(server, browser, { folder });
  await workbench.openViewContainer('Portolan');
  for (let round = 1; round <= rounds; round++) {
    if (round > 1) {
      await workbench.page.reload();
      await workbench.ready();
    }
    // The views are open, so every window activates the extension; a filled tree comes after that.
    await workbench.treeItem(/^HubEx/).waitFor();
  }
} finally {
  await browser.stop();
  await server.stop();
}
const measured = readdirSync(join(temporary, 'data', 'logs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('Portolan.log'))
  .flatMap((file) => [...readFileSync(join(temporary, 'data', 'logs', file), 'utf8').matchAll(/Activated in ([\d.]+) ms \(([\d.]+) /g)])
  .map(([, total, modules]) => ({ total: Number(total), modules: Number(modules) }));
rmSync(temporary, { recursive: true, force: true });
if (measured.length < rounds) throw new Error(`${rounds} windows left ${measured.length} measurements in their logs.`);

for (const { total, modules } of measured) process.stdout.write(`${total} ms, ${modules} ms of it modules\n`);
process.stdout.write(
  `median of ${measured.length}: ${median(measured.map(({ total }) => total))} ms, ${median(measured.map(({ modules }) => modules))} ms of it modules\n`,
);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
