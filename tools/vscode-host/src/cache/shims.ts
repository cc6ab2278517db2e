import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Same surface as the native logger of VS Code, over `fs.writeSync`: without it the server writes no log files. */
const spdlog = `'use strict';
const fs = require('fs'), path = require('path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
class Logger {
  constructor(type, name, file) { this.level = 2; this.raw = false; fs.mkdirSync(path.dirname(file), { recursive: true }); this.fd = fs.openSync(file, 'a'); }
  write(level, message) {
    if (level < this.level || this.fd === undefined) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    fs.writeSync(this.fd, this.raw ? message : stamp + ' [' + names[level] + '] ' + message + '\\n');
  }
  trace(m) { this.write(0, m); } debug(m) { this.write(1, m); } info(m) { this.write(2, m); }
  warn(m) { this.write(3, m); } error(m) { this.write(4, m); } critical(m) { this.write(5, m); }
  getLevel() { return this.level; } setLevel(level) { this.level = level; }
  clearFormatters() { this.raw = true; } setPattern() { this.raw = false; } flush() {}
  drop() { if (this.fd !== undefined) { fs.closeSync(this.fd); this.fd = undefined; } }
}
exports.version = 0; exports.Logger = Logger;
exports.setLevel = exports.setFlushOn = exports.shutdown = () => {};
exports.createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger('rotating_async', name, file);
`;

const shims: Readonly<Record<string, string>> = {
  '@vscode/spdlog': spdlog,
  '@vscode/deviceid': `exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';\n`,
  '@vscode/native-watchdog': `exports.start = () => {};\n`,
};

/** Replaces native modules, which would need a compiler, by small JavaScript ones. */
export function writeShims(nodeModules: string): void {
  for (const [name, code] of Object.entries(shims)) {
    const folder = join(nodeModules, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '0.0.0-shim', main: 'index.js' }));
    writeFileSync(join(folder, 'index.js'), code);
  }
}
