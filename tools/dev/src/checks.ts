import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Outcome } from './report.ts';
import { root, run } from './run.ts';

const tail = (text: string, lines = 60): string => text.trimEnd().split('\n').slice(-lines).join('\n');

/** A command that passes when it exits with 0. */
export function command(name: string, program: string, args: readonly string[], cwd = '.'): Check {
  return {
    name,
    run: async () => {
      const { code, output } = await run(program, args, { cwd: join(root, cwd) });
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, details: tail(output) };
    },
  };
}

/** A turbo task over the whole workspace. */
export const task = (name: string, ...tasks: string[]): Check =>
  command(name, 'turbo', ['run', ...tasks, '--output-logs=errors-only', '--continue']);

interface VitestResults {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

/** The vitest suites of all packages. Turbo keeps their results, so a cached run counts like a fresh one. */
export const suites: Check = {
  name: 'unit and contract tests',
  run: async () => {
    const files = '{packages,tools,bench}/*/test-results.json';
    for (const file of [...globSync(files, { cwd: root }), 'extension/test-results.json', 'specs/test-results.json'])
      rmSync(join(root, file), { force: true });
    const { code, output } = await run('turbo', ['run', 'test', '--output-logs=errors-only', '--continue', '--concurrency=2']);
    const outcome: Outcome = { passed: 0, failed: 0 };
    const problems: string[] = [];
    const found = [...globSync(files, { cwd: root }), ...globSync('{extension,specs}/test-results.json', { cwd: root })];
    for (const file of found) {
      const results = JSON.parse(readFileSync(join(root, file), 'utf8')) as VitestResults;
      outcome.passed += results.numPassedTests;
      // A skipped test is not a passed one.
      outcome.failed += results.numFailedTests + results.numPendingTests;
      for (const suite of results.testResults) {
        const bad = suite.assertionResults.filter(({ status }) => status !== 'passed');
        if (suite.status === 'failed' && bad.length === 0) {
          outcome.failed += 1;
          problems.push(`${suite.name}: ${suite.message ?? 'failed'}`);
        }
        for (const test of bad)
          problems.push(`${suite.name}: ${test.fullName} (${test.status})\n${test.failureMessages?.join('\n') ?? ''}`);
      }
    }
    if (code !== 0 && outcome.failed === 0) outcome.failed = 1;
    if (outcome.failed > 0) outcome.details = problems.length > 0 ? problems.join('\n') : tail(output);
    return outcome;
  },
};

/** A runner that prints `N passed, N failed` as its last line. */
export function runner(name: string, program: string, args: readonly string[], cwd: string): Check {
  return {
    name,
    run: async () => {
      const { code, output } = await run(program, args, { cwd: join(root, cwd) });
      const [, passed = '0', failed = '0'] = [...output.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1) ?? [];
      const outcome = { passed: Number(passed), failed: Math.max(Number(failed), code === 0 ? 0 : 1) };
      if (code === 0 && outcome.passed === 0) return { passed: 0, failed: 1, details: `No test ran.\n${tail(output)}` };
      return outcome.failed > 0 ? { ...outcome, details: tail(output) } : outcome;
    },
  };
}

/** A suite in VS Code, as a turbo task: with nothing changed turbo shows what it printed the last time. */
export const editorSuite = (name: string, workspace: string, script: string): Check =>
  runner(name, 'turbo', ['run', script, `--filter=${workspace}`, '--output-logs=full', '--log-prefix=none'], '.');

/** Chromium, which the editor tests drive: where it is, or how to get it. */
function chromium(): { path?: string; remedy: string } {
  const places = [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const path = places.find((place) => place !== undefined && existsSync(place));
  const remedy = 'no Chromium found. Install one (`sudo apt-get install chromium`) or name it in CHROMIUM_PATH.';
  return path === undefined ? { remedy } : { path, remedy };
}

/** A check that needs Chromium; without it, it is skipped by name, or failed where nothing may be skipped. */
export function inEditor(check: Check): Check {
  const { path, remedy } = chromium();
  if (path !== undefined) return check;
  return {
    name: check.name,
    run: () => Promise.resolve(process.env['CI'] ? { passed: 0, failed: 1, details: remedy } : { passed: 0, failed: 0, skipped: remedy }),
  };
}
