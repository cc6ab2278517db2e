import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** Runs npm without install scripts: nothing that is downloaded here is executed by the download. */
export function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', [...args, ...quiet], { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
}

/**
 * Downloads a package's tarball into `folder` and checks it.
 * @returns the tarball's path
 * @throws Error when the integrity differs from the pinned one
 */
export function packTarball(name: string, version: string, integrity: string, folder: string): string {
  npm(['pack', `${name}@${version}`, '--pack-destination', folder], folder);
  const tarball = join(folder, `${name}-${version}.tgz`);
  const actual = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (actual !== integrity) {
    throw new Error(`The tarball of ${name}@${version} is not the pinned one: expected ${integrity}, got ${actual}.`);
  }
  return tarball;
}
