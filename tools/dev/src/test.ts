// `npm test`: everything, from types to the extension in a real VS Code. Ends with `N passed, N failed`.
import { command, editorSuite, inEditor, runner, suites, task } from './checks.ts';
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
  command('npm start opens the editor and stops on Ctrl-C', 'node', ['src/start-check.ts'], 'tools/dev'),
  inEditor(editorSuite('VS Code launcher', '@portolan/vscode-host', 'test:host')),
  inEditor(editorSuite('extension in VS Code', 'portolan', 'test:host')),
  inEditor(editorSuite('extension in the web host', 'portolan', 'test:web')),
  inEditor(editorSuite('extension end to end', 'portolan', 'test:e2e')),
]);
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
console.log(`\n${minutes} minutes`);
for (const what of skipped) console.log(`Skipped: ${what}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
