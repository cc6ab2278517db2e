import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '@portolan/transport';
import { AuthError } from './auth-error.js';
import { withFileLock } from './file-lock.js';
import type { TokenSet, TokenStore } from './tokens.js';

/** Options of {@link fileStore}. */
export interface FileStoreOptions {
  /** How long a renewal may wait for that of another process, in milliseconds. Default 120,000. */
  patience?: number | undefined;
  /** A lock that has not been touched for so long is broken, in milliseconds. Default 10,000. */
  staleAfter?: number | undefined;
}

/** The first bytes of every token file: tells ours, even if damaged, from a foreign file that must not be touched. */
const mark = '{\n  "portolan": "tokens"';

type Accounts = Record<string, TokenSet>;

/**
 * Keeps tokens in a JSON file that only its owner can read (0600, in a directory of 0700). Every change is written to a temporary file
 * and renamed, so that no reader and no crash sees half of it; changes and renewals of several processes take turns.
 *
 * @param path the file; it and its directory are created when needed
 * @throws {AuthError} (from the methods) `token_file`: not readable, not ours, or damaged. A damaged file is kept beside.
 */
export function fileStore(path: string, { patience = 120_000, staleAfter = 10_000 }: FileStoreOptions = {}): TokenStore {
  if (typeof path !== 'string' || path.trim() === '' || path.includes('\0'))
    throw new UsageError('path', 'it is empty', 'Pass the path of the token file.');
  const wanted = resolve(path);
  // A link stays a link: what it points to is replaced.
  const locate = (): Promise<string> => realpath(wanted).catch(() => wanted);

  const attempt = async <T>(work: (file: string) => Promise<T>): Promise<T> => {
    const file = await locate();
    try {
      return await work(file);
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (error instanceof AuthError || !syscall) throw error;
      throw fault(file, `cannot be used (${code})`, 'Check the path and its permissions.');
    }
  };

  const locked = <T>(work: (file: string) => Promise<T>): Promise<T> =>
    attempt(async (file) => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      return withFileLock(`${file}.lock`, { patience: Math.max(patience, staleAfter * 2), staleAfter }, () => work(file));
    });

  /** Under the lock, since it may move a damaged file. */
  const change = (edit: (accounts: Accounts) => void): Promise<void> =>
    locked(async (file) => {
      const accounts = await read(file, true);
      edit(accounts);
      await write(file, accounts);
    });

  return {
    async get(key) {
      const accounts = await attempt((file) => read(file, false)).catch((error: unknown) => {
        if (error instanceof DamagedFile) return locked((file) => read(file, true));
        throw error;
      });
      return Object.hasOwn(accounts, key) ? accounts[key] : undefined;
    },
    set: (key, tokens) => change((accounts) => void Object.defineProperty(accounts, key, { value: tokens, ...own })),
    delete: (key) => change((accounts) => void delete accounts[key]),
    exclusive: (key, task) => {
      const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
      // What the task throws is its own business, so it stays outside of `attempt`.
      return locked(async (file) => `${file}.${name}.lock`).then((lock) => withFileLock(lock, { patience, staleAfter }, task));
    },
  };
}

/** Plain data property, also for a key like `__proto__`. */
const own = { enumerable: true, configurable: true, writable: true } as const;

class DamagedFile extends AuthError {}

function fault(file: string, problem: string, remedy: string): AuthError {
  return new AuthError({ code: 'token_file', field: 'path', problem: `the token file ${file} ${problem}`, remedy });
}

/** @param aside move a damaged file out of the way; only under the lock */
async function read(file: string, aside: boolean): Promise<Accounts> {
  let text: string;
  try {
    const handle = await open(file, 'r');
    try {
      text = await handle.readFile('utf8');
      // Somebody may have copied the file with wider permissions.
      if (process.platform !== 'win32' && ((await handle.stat()).mode & 0o077) !== 0) await chmod(file, 0o600).catch(() => {});
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const accounts = parse(text);
  if (accounts) return accounts;
  // After a power cut a file may be empty or hold zeros.
  const ours = text.startsWith(mark) || /^[\0\s]*$/.test(text);
  if (!ours) throw fault(file, 'is not a token file of Portolan and was left as it is', 'Pass another path.');
  const remedy = 'Sign in again.';
  if (!aside) throw new DamagedFile({ code: 'token_file', field: 'path', problem: `the token file ${file} is damaged`, remedy });
  const kept = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}-${randomUUID().slice(0, 8)}`;
  await rename(file, kept);
  throw fault(file, `is damaged; it was kept as ${kept}`, remedy);
}

function parse(text: string): Accounts | undefined {
  try {
    const { portolan, version, accounts } = JSON.parse(text) as { portolan: unknown; version: unknown; accounts: unknown };
    if (portolan !== 'tokens' || version !== 1 || typeof accounts !== 'object' || accounts === null) return undefined;
    const sound = Object.values(accounts).every((set) => typeof (set as TokenSet | null)?.accessToken === 'string');
    return sound ? (accounts as Accounts) : undefined;
  } catch {
    return undefined;
  }
}

async function write(file: string, accounts: Accounts): Promise<void> {
  const temporary = `${file}.${process.pid}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify({ portolan: 'tokens', version: 1, accounts }, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replace(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Renames; on Windows a virus scanner or a reader may hold the target for a moment. */
async function replace(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (process.platform !== 'win32' || attempt === 10 || !['EPERM', 'EACCES', 'EBUSY'].includes(code ?? '')) throw error;
      await sleep(attempt * 10);
    }
  }
}
