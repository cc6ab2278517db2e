import { randomUUID } from 'node:crypto';
import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError } from './auth-error.js';

/** How a lock is waited for. Milliseconds. */
export interface FileLockOptions {
  /** Give up after so long. */
  patience: number;
  /** A holder that has not shown life for so long is dead. It shows life four times as often. */
  staleAfter: number;
}

/**
 * Runs a task while holding a lock file: created exclusively, touched while held, removed at the end. A lock whose process is gone,
 * or that nobody has touched for long, is broken.
 * @throws {AuthError} `token_file` when the lock stays taken
 */
export async function withFileLock<T>(path: string, options: FileLockOptions, task: () => Promise<T>): Promise<T> {
  const token = `${JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() })}\n`;
  const giveUp = performance.now() + options.patience;
  while (!(await create(path, token))) {
    if (await breakStale(path, options)) continue;
    if (performance.now() > giveUp)
      throw new AuthError({
        code: 'token_file',
        field: 'path',
        problem: `another process holds the lock ${path}`,
        remedy: 'Wait for it, or delete the lock file if no such process exists.',
      });
    await sleep(5 + Math.random() * 20);
  }
  const heartbeat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), options.staleAfter / 4);
  heartbeat.unref();
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    if ((await readIfAny(path)) === token) await rm(path, { force: true });
  }
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(token);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows answers EPERM while another process is deleting the file.
    if (code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) return false;
    throw error;
  }
}

/**
 * Removes a lock whose holder is dead. Two processes must not both do so: the second would remove the lock that somebody took
 * in between. So breaking is done under a lock of its own, and the holder is judged again there.
 */
async function breakStale(path: string, options: FileLockOptions): Promise<boolean> {
  if (!(await isStale(path, options))) return false;
  const breaker = `${path}.break`;
  if (!(await create(breaker, ''))) {
    // Breaking takes milliseconds: an old breaker was left by a crash.
    const age = await ageOf(breaker);
    if (age !== undefined && age > options.staleAfter) await rm(breaker, { force: true });
    return false;
  }
  try {
    if (!(await isStale(path, options))) return false;
    await rm(path, { force: true });
    return true;
  } finally {
    await rm(breaker, { force: true });
  }
}

async function isStale(path: string, { staleAfter }: FileLockOptions): Promise<boolean> {
  const age = await ageOf(path);
  if (age === undefined) return false;
  if (age > staleAfter) return true;
  try {
    const { pid, host } = JSON.parse((await readIfAny(path)) ?? '') as { pid: number; host: string };
    return host === hostname() && !runs(pid);
  } catch {
    return false; // being written
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function ageOf(path: string): Promise<number | undefined> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch {
    return undefined;
  }
}

async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
