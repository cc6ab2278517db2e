// `npm test`: everything, from types to the extension in a real VS Code. Ends with `N passed, N failed`.
import { command, inEditor, runner, suites, task } from './checks.ts';
import { runChecks } from './report.ts';

const started = performance.now();
const { passed, failed, skipped } = await runChecks([
  task('build', 'build'),
  task('specs: lint', 'lint'),
  task('specs: documented examples', 'examples'),
  task('types', 'typecheck'),
  command('lint', 'oxlint', ['--type-aware', '--deny-warnings']),
  command('format', 'oxfmt', ['--check']),
  command('unused files, exports and dependencies', 'knip', []),
  suites,
  command('bundle sizes', 'pnpm', ['run', 'size'], 'bench'),
  runner('packed packages on Node 20 and 24', 'node', ['src/packed.ts'], 'tools/dev'),
  command('the tour', 'node', ['src/start.ts', '--tour'], 'tools/dev'),
  inEditor(runner('VS Code launcher', 'pnpm', ['run', 'test:host'], 'tools/vscode-host')),
  inEditor(runner('extension in VS Code', 'pnpm', ['run', 'test:host'], 'extension')),
  inEditor(runner('extension in the web host', 'pnpm', ['run', 'test:web'], 'extension')),
  inEditor(runner('extension end to end', 'pnpm', ['run', 'test:e2e'], 'extension')),
]);
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
console.log(`\n${minutes} minutes`);
for (const what of skipped) console.log(`Skipped: ${what}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
