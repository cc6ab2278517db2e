import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';

/** The folder of this package. */
export const bench: string = dirname(import.meta.dirname);

/** The root of the repository. */
export const repository: string = dirname(bench);

/** The middle of several measurements. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) throw new Error('There is nothing to take the median of.');
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

/** Milliseconds that something takes. */
export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Medians of several things that are measured in turns, so that a machine that slows down slows all of them.
 * @param rounds how often each is measured, after one round that warms up caches and does not count
 */
export async function inTurns<K extends string>(
  rounds: number,
  things: Readonly<Record<K, () => Promise<number>>>,
): Promise<Record<K, number>> {
  const names = Object.keys(things) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const time = await things[name]();
      if (round > 0) times[name].push(time);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<K, number>;
}

/** Runs a script of Node to its end; what it prints is in the error when it fails. */
export async function runNode(script: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${[script, ...args].join(' ')} exited with ${code}\n${output}`);
}

/** A folder for what the benchmark writes; git does not see it. */
export const scratch = (...parts: string[]): string => join(bench, 'dist', ...parts);
