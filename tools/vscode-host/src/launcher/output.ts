import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Carries what the tests print from the extension host to the launcher's own output. */
export interface TestOutput {
  /** The module to hand to the extension host in place of the real test module. */
  readonly runner: string;
  /** Prints the rest and removes the temporary files. */
  stop(): void;
}

/**
 * The extension host makes `console` read-only and mixes it with the workbench's log. So a generated module runs there first: it points
 * console and stdout to a file, which is followed here, and then loads the real test module (CommonJS or ESM) and calls its `run()`.
 */
export function followOutput(extensionTestsPath: string): TestOutput {
  const folder = mkdtempSync(join(tmpdir(), 'vscode-host-run-'));
  const file = join(folder, 'output');
  const runner = join(folder, 'runner.cjs');
  writeFileSync(file, '');
  writeFileSync(runner, runnerSource(file, resolve(extensionTestsPath)));

  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(65_536);
  let position = 0;
  const pump = () => {
    for (let count; (count = readSync(descriptor, buffer, 0, buffer.length, position)) > 0; position += count) {
      process.stdout.write(Buffer.from(buffer.subarray(0, count)));
    }
  };
  const timer = setInterval(pump, 100);
  return {
    runner,
    stop() {
      clearInterval(timer);
      pump();
      closeSync(descriptor);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function runnerSource(file: string, testModule: string): string {
  return `'use strict';
const { openSync, writeSync } = require('node:fs');
const { format } = require('node:util');
const { pathToFileURL } = require('node:url');
const descriptor = openSync(${JSON.stringify(file)}, 'a');
const put = (text) => { writeSync(descriptor, text); };
for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace']) {
  Object.defineProperty(console, method, { configurable: true, writable: true, value: (...args) => put(format(...args) + '\\n') });
}
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, callback) => {
    put(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    (typeof encoding === 'function' ? encoding : callback)?.();
    return true;
  };
}
const path = ${JSON.stringify(testModule)};
async function load() {
  try {
    return require(path);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM' && error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(pathToFileURL(require.resolve(path)).href);
  }
}
exports.run = async () => {
  try {
    const tests = await load();
    await (tests.run ?? tests.default.run)();
  } catch (error) {
    console.error(error);
    throw error;
  }
};
`;
}
