// Drives `npm start` as a person would: waits for the address, looks in with and without its token, presses Ctrl-C.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), '--no-browser'], { stdio: ['ignore', 'pipe', 'inherit'] });
let printed = '';
const address = await new Promise<URL>((resolve, reject) => {
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    const found = /http:\/\/127\.0\.0\.1:\d+\/\?\S+/.exec(printed)?.[0];
    if (found && printed.includes('Ctrl-C')) resolve(new URL(found));
  });
  child.once('exit', () => reject(new Error(`It ended without an address:\n${printed}`)));
});
assert.equal((await fetch(address.origin)).status, 403, 'without the token nobody gets in');
assert.equal((await fetch(address, { redirect: 'manual' })).status < 400, true, 'the printed address opens the editor');
const workspace = address.searchParams.get('folder') ?? '';
assert.ok(existsSync(workspace));
const ended = once(child, 'exit');
child.kill('SIGINT');
assert.deepEqual(await ended, [0, null], 'Ctrl-C ends it well');
assert.ok(!existsSync(workspace), 'nothing is left behind');
await assert.rejects(fetch(address.origin), 'the editor has stopped');
