import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The root of the repository. */
export const root: string = join(import.meta.dirname, '..', '..', '..');

/** How a command ended. */
export interface Run {
  code: number;
  output: string;
  seconds: number;
}

/**
 * Runs a command of the workspace and keeps what it prints.
 * @param shown whether to print it as well while it runs
 * @param meanwhile something to do beside a command that never ends by itself; afterwards it is stopped
 */
export async function run(
  command: string,
  args: readonly string[],
  options: { shown?: boolean; cwd?: string; env?: Record<string, string>; meanwhile?: () => Promise<void> } = {},
): Promise<Run> {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: {
      ...process.env,
      TURBO_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
      npm_config_loglevel: 'error',
      NO_COLOR: '1',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    if (options.shown) process.stdout.write(chunk);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(options.meanwhile && signal ? 0 : (status ?? 1)));
  });
  await options.meanwhile?.().finally(() => child.kill());
  const code = await ended;
  return { code, output, seconds: (performance.now() - started) / 1000 };
}

/** Runs turbo tasks over the workspace; throws with the end of the output when one fails. */
export async function turbo(...tasks: string[]): Promise<Run> {
  const result = await run('turbo', ['run', ...tasks, '--output-logs=errors-only']);
  if (result.code !== 0) throw new Error(`turbo run ${tasks.join(' ')} failed:\n${result.output.split('\n').slice(-60).join('\n')}`);
  return result;
}
