import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@portolan/sandbox';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createProgram } from '../src/index.js';

const document = {
  openapi: '3.0.0',
  info: {},
  paths: { '/mood.get': { post: { summary: 'Get a mood' } }, '/tasks.task.get': { post: {} } },
};
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'portolan-cli-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function run(...words: string[]): Promise<string> {
  let text = '';
  const program = createProgram({ write: (some) => void (text += some), interrupted: async () => {} });
  await program.exitOverride().parseAsync(words, { from: 'user' });
  return text;
}

it('compares a portal, asked by the webhook of the environment', async () => {
  const server = createServer(
    (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('BITRIX24_WEBHOOK', `http://127.0.0.1:${(server.address() as AddressInfo).port}/rest/1/code/`);
  const text = await run('compare', 'bitrix24');
  expect(text).toContain('New on the portal (1):\n  mood.get');
  expect(text).toContain('The same: 1.');
  expect(JSON.parse(await run('compare', 'bitrix24', '--json'))).toMatchObject({ new: ['mood.get'], same: 1 });
  server.close();
});

it('says which file cannot be read or written', async () => {
  const missing = join(folder, 'missing', 'x.json');
  await expect(run('compare', 'bitrix24', '--document', missing)).rejects.toThrow(`--document: ${missing} cannot be read (ENOENT)`);
  const saved = join(folder, 'saved.json');
  writeFileSync(saved, JSON.stringify({ result: document }));
  await expect(run('generate', 'bitrix24', '--document', saved, '--out', missing)).rejects.toThrow(
    `--out: ${missing} cannot be written (ENOENT)`,
  );
});

it('compares and types a portal of the sandbox, as it is and after an update', async () => {
  const sandbox = await startSandbox();
  try {
    vi.stubEnv('BITRIX24_WEBHOOK', sandbox.bitrix24.webhook);
    expect(await run('compare', 'bitrix24')).toMatch(/^The same: \d+\. A ! marks/);
    sandbox.setBitrix24Method('mood.get', { summary: 'Get a mood' });
    sandbox.setBitrix24Method('tasks.task.get', null);
    const text = await run('compare', 'bitrix24');
    expect(text).toContain('New on the portal (1):\n  mood.get\n\nNot on the portal (1):\n  tasks.task.get\n');
    expect(text).not.toContain('Different');
    const out = join(folder, 'portal.ts');
    await run('generate', 'bitrix24', '--out', out);
    const written = readFileSync(out, 'utf8');
    expect(written).toContain('"mood.get": Method<undefined, unknown>;');
    expect(written).toContain('"tasks.task.add": Method<');
    expect(written).not.toContain('"tasks.task.get"');
  } finally {
    await sandbox.close();
  }
});

it('writes types for a saved document', async () => {
  const [saved, out] = [join(folder, 'document.json'), join(folder, 'portal.ts')];
  writeFileSync(saved, JSON.stringify({ result: document }));
  expect(await run('generate', 'bitrix24', '--document', saved, '--out', out)).toContain('2 methods');
  expect(readFileSync(out, 'utf8')).toContain('/** Get a mood */\n  "mood.get": Method<undefined, unknown>;');
});

it('says what is missing', async () => {
  vi.stubEnv('BITRIX24_WEBHOOK', '');
  await expect(run('compare', 'bitrix24')).rejects.toThrow('Set BITRIX24_WEBHOOK');
  writeFileSync(join(folder, 'x.json'), '<html>');
  await expect(run('generate', 'bitrix24', '--document', join(folder, 'x.json'))).rejects.toThrow('document: it is no OpenAPI document');
});
