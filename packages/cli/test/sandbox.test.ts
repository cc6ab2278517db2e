import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createProgram } from '../src/index.js';

const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const free = ['--hubex-port', '0', '--bitrix24-port', '0', '--workly-port', '0'];

/** Runs the command inside this process; `during` sees what was printed while the sandbox runs. */
async function run(args: string[], during: (printed: string) => Promise<void>): Promise<string> {
  let printed = '';
  const program = createProgram({ write: (text) => void (printed += text), interrupted: () => during(printed) });
  program.exitOverride();
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['node', 'portolan', ...args]);
  return printed;
}

test('prints addresses and credentials that work, and stops', async () => {
  let webhook = '';
  const printed = await run(['sandbox', ...free], async (text) => {
    webhook = /webhook\s+(\S+)/.exec(text)?.[1] ?? '';
    expect(await (await fetch(`${webhook}profile`)).json()).toMatchObject({ result: { ID: '1' } });
    for (const word of ['HubEx', 'service token', 'Workly', 'client secret', 'Admin']) expect(text).toContain(word);
  });
  expect(printed).toContain('The sandbox has stopped.');
  await expect(fetch(`${webhook}profile`)).rejects.toThrow();
});

test('--strict refuses what the services ignore', async () => {
  await run(['sandbox', '--strict', ...free], async (text) => {
    const response = await fetch(`${/webhook\s+(\S+)/.exec(text)?.[1] ?? ''}crm.deal.list?fliter=1`);
    expect(await response.json()).toMatchObject({ error_description: expect.stringContaining('"fliter"') });
  });
});

test('a port that is none is refused', async () => {
  await expect(run(['sandbox', '--hubex-port', 'x'], async () => undefined)).rejects.toThrow('give a port from 0 to 65535');
});

test('a port in use is named', async () => {
  await run(['sandbox', ...free], async (text) => {
    const port = /127\.0\.0\.1:(\d+)/.exec(text)?.[1] ?? '';
    await expect(run(['sandbox', ...free, '--hubex-port', port], async () => undefined)).rejects.toThrow(`port ${port} is in use`);
  });
});

test('the built program ends by itself on SIGINT', async () => {
  const child = spawn(process.execPath, [bin, 'sandbox', ...free], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const code = new Promise<number | null>((resolve) => child.on('exit', resolve));
  child.stdout.on('data', (chunk: Buffer) => {
    const ready = printed.includes('Ctrl-C stops it');
    printed += chunk.toString();
    // Once only: a second signal kills, as it should.
    if (!ready && printed.includes('Ctrl-C stops it')) child.kill('SIGINT');
  });
  expect(await code).toBe(0);
  expect(printed).toContain('The sandbox has stopped.');
});
