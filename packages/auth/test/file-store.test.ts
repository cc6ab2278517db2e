import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuthError } from '../src/index.js';
import { fileStore } from '../src/node.js';
import { failure, serve } from './server.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-'));
  path = join(folder, 'config', 'tokens.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs store-worker.ts in a process of its own. */
function worker(...args: string[]): { output: Promise<string>; started: Promise<void>; kill(): void } {
  const child = spawn(process.execPath, [
    '--experimental-strip-types',
    '--no-warnings',
    join(import.meta.dirname, 'store-worker.ts'),
    ...args,
  ]);
  let text = '';
  let problems = '';
  child.stderr.on('data', (chunk) => (problems += String(chunk)));
  const started = new Promise<void>((resolve) =>
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
      resolve();
    }),
  );
  const output = new Promise<string>((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`${code}: ${problems}`))));
  });
  output.catch(() => {});
  return { output, started, kill: () => void child.kill('SIGKILL') };
}

describe('file store', () => {
  it('keeps, replaces and forgets accounts', async () => {
    const store = fileStore(path);
    expect(await store.get('a')).toBeUndefined();
    await store.set('a', { accessToken: '1', details: { tenant: 'Acme' } });
    await store.set('b', { accessToken: '2' });
    await store.set('a', { accessToken: '3', details: { tenant: 'Acme' } });
    expect(await fileStore(path).get('a')).toEqual({ accessToken: '3', details: { tenant: 'Acme' } });
    await store.delete('a');
    expect(await store.get('a')).toBeUndefined();
    expect(await store.get('b')).toEqual({ accessToken: '2' });
    expect(await readdir(join(folder, 'config'))).toEqual(['tokens.json']);
  });

  it('takes any key', async () => {
    const store = fileStore(path);
    for (const key of ['__proto__', 'constructor', 'a/b:c', 'ключ']) {
      expect(await store.get(key)).toBeUndefined();
      await store.set(key, { accessToken: key });
      expect(await store.get(key)).toEqual({ accessToken: key });
    }
  });

  it.skipIf(process.platform === 'win32')('is for its owner only, and narrows what is wider', async () => {
    const store = fileStore(path);
    await store.set('a', { accessToken: '1' });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'config'))).mode & 0o777).toBe(0o700);
    await chmod(path, 0o644);
    await store.get('a');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('writes through a symbolic link', async () => {
    await mkdir(join(folder, 'config'));
    await fileStore(join(folder, 'real.json')).set('a', { accessToken: '1' });
    await symlink(join(folder, 'real.json'), path);
    await fileStore(path).set('b', { accessToken: '2' });
    expect(await fileStore(join(folder, 'real.json')).get('b')).toEqual({ accessToken: '2' });
    expect((await readdir(folder)).toSorted()).toEqual(['config', 'real.json']);
  });

  it('loses nothing when one process changes many accounts at once', async () => {
    const stores = [fileStore(path), fileStore(path)];
    await Promise.all(Array.from({ length: 30 }, (_, n) => stores[n % 2]!.set(`k${n}`, { accessToken: `${n}` })));
    for (let n = 0; n < 30; n += 1) expect(await stores[0]!.get(`k${n}`)).toEqual({ accessToken: `${n}` });
  });
});

describe('several processes', () => {
  it('lose no change', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => worker(path, 'set', name).output));
    const store = fileStore(path);
    for (const name of ['a', 'b', 'c', 'd'])
      for (let n = 0; n < 20; n += 1) expect(await store.get(`${name}-${n}`)).toEqual({ accessToken: `${name}-${n}` });
    expect(await readdir(join(folder, 'config'))).toEqual(['tokens.json']);
  }, 30_000);

  it('renew once', async () => {
    await using server = await serve(async (_, count) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return [200, { accessToken: `a${count}`, refreshToken: `r${count}`, expiresAt: Date.now() + 3_600_000 }];
    });
    await fileStore(path).set('shared', { accessToken: 'old', refreshToken: 'r0', expiresAt: 1 });
    const tokens = await Promise.all(Array.from({ length: 4 }, () => worker(path, 'renew', `${server.baseUrl}/`).output));
    expect(tokens).toEqual(['a1', 'a1', 'a1', 'a1']);
    expect(server.seen).toHaveLength(1);
  }, 30_000);

  it('a killed holder does not block the others', async () => {
    const holder = worker(path, 'hold');
    await holder.started;
    holder.kill();
    await failure(holder.output);
    const start = performance.now();
    expect(await fileStore(path).exclusive!('shared', async () => 'mine')).toBe('mine');
    expect(performance.now() - start).toBeLessThan(3000);
  }, 30_000);

  it('a lock of another machine is broken when nobody has touched it for long', async () => {
    await fileStore(path).set('a', { accessToken: '1' });
    await writeFile(`${path}.lock`, JSON.stringify({ pid: 1, host: 'elsewhere', id: 'x' }));
    const store = fileStore(path, { patience: 100, staleAfter: 300 });
    await store.set('b', { accessToken: '2' });
    expect(await store.get('b')).toEqual({ accessToken: '2' });
  });

  it('a living holder is waited for, and then named', async () => {
    const store = fileStore(path, { patience: 100, staleAfter: 5000 });
    let open!: () => void;
    let taken!: () => void;
    const held = new Promise<void>((resolve) => (taken = resolve));
    const first = store.exclusive!('k', () => new Promise<void>((resolve) => ((open = resolve), taken())));
    await held;
    const error = await failure(store.exclusive!('k', async () => {}));
    expect(error).toMatchObject({ name: 'AuthError', code: 'token_file', field: 'path' });
    expect(error.message).toContain('.lock');
    // Another account is not held up.
    await store.exclusive!('other', async () => {});
    open();
    await first;
    await store.exclusive!('k', async () => {});
  });

  it('the task’s own error comes through, and the lock is free again', async () => {
    const store = fileStore(path);
    const fault = Object.assign(new Error('mine'), { syscall: 'connect', code: 'ECONNREFUSED' });
    expect(await failure(store.exclusive!('k', () => Promise.reject(fault)))).toBe(fault);
    await store.exclusive!('k', async () => {});
  });

  it('a crash while breaking a lock does not block for ever', async () => {
    await fileStore(path).set('a', { accessToken: '1' });
    await writeFile(`${path}.lock`, JSON.stringify({ pid: 1, host: 'elsewhere', id: 'x' }));
    await writeFile(`${path}.lock.break`, '');
    const old = new Date(Date.now() - 60_000);
    await utimes(`${path}.lock`, old, old);
    await utimes(`${path}.lock.break`, old, old);
    await fileStore(path, { staleAfter: 1000 }).set('b', { accessToken: '2' });
  });
});

describe('a file that cannot be used', () => {
  const good = '{\n  "portolan": "tokens",\n  "version": 1,\n  "accounts": {\n    "a": {\n      "accessToken": "s3cr3t"\n    }\n  }\n}\n';
  const put = async (text: string): Promise<void> => {
    await mkdir(join(folder, 'config'));
    await writeFile(path, text);
  };

  it.each([
    ['cut off', good.slice(0, 60)],
    ['empty', ''],
    ['full of zeros', '\0\0\0'],
    ['of a wrong shape', '{\n  "portolan": "tokens",\n  "version": 1,\n  "accounts": {"a": {"s3cr3t": 1}}}'],
    ['of a future version', good.replace('1,', '2,')],
  ])('damaged (%s): an error that says where it was kept; then the store works again', async (_, text) => {
    await put(text);
    const store = fileStore(path);
    const error = await failure<AuthError>(store.get('a'));
    expect(error).toMatchObject({ name: 'AuthError', code: 'token_file', field: 'path', remedy: 'Sign in again.' });
    expect(error.message).not.toContain('s3cr3t');
    const kept = /kept as (\S+?)\.? Sign/.exec(error.message)?.[1];
    expect(await readFile(kept!, 'utf8')).toBe(text);
    expect(await store.get('a')).toBeUndefined();
    await store.set('a', { accessToken: '1' });
    expect(await store.get('a')).toEqual({ accessToken: '1' });
  });

  it('damaged, and written to first: the write fails once and loses nothing', async () => {
    await put(good.slice(0, 60));
    const store = fileStore(path);
    expect(await failure(store.set('b', { accessToken: '2' }))).toMatchObject({ code: 'token_file' });
    await store.set('b', { accessToken: '2' });
    expect((await readdir(join(folder, 'config'))).filter((name) => name.includes('damaged'))).toHaveLength(1);
  });

  it.each([
    ['other JSON', '{"name":"s3cr3t"}'],
    ['no JSON', 'export TOKEN=s3cr3t\n'],
    ['a list', '[1]'],
  ])('foreign (%s): an error, and the file stays as it is', async (_, text) => {
    await put(text);
    const store = fileStore(path);
    for (const work of [() => store.get('a'), () => store.set('a', { accessToken: '1' }), () => store.delete('a')]) {
      const error = await failure(work);
      expect(error).toMatchObject({ name: 'AuthError', code: 'token_file', remedy: 'Pass another path.' });
      expect(error.message).not.toContain('s3cr3t');
    }
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(join(folder, 'config'))).toEqual(['tokens.json']);
  });

  it('a directory, or a path below a file', async () => {
    await mkdir(path, { recursive: true });
    expect(await failure(fileStore(path).get('a'))).toMatchObject({ code: 'token_file', field: 'path' });
    await writeFile(join(folder, 'file'), '');
    expect(await failure(fileStore(join(folder, 'file', 'tokens.json')).set('a', { accessToken: '1' }))).toMatchObject({
      code: 'token_file',
    });
  });

  // Root may read anything, but nobody can follow a link to itself.
  it.skipIf(process.platform === 'win32')('not readable', async () => {
    await mkdir(join(folder, 'config'));
    await symlink(path, path);
    expect(await failure(fileStore(path).get('a'))).toMatchObject({ code: 'token_file', field: 'path' });
  });
});
