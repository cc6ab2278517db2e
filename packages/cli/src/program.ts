import { createRequire } from 'node:module';
import { Command } from 'commander';
import { compareCommand, generateCommand } from './portal.js';
import { sandboxCommand } from './sandbox.js';
import type { Terminal } from './sandbox.js';

/** The `portolan` program. */
export function createProgram(terminal: Terminal): Command {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  return new Command('portolan')
    .description('HubEx, Bitrix24 and Workly from the command line')
    .version(version)
    .addCommand(sandboxCommand(terminal))
    .addCommand(compareCommand(terminal))
    .addCommand(generateCommand(terminal));
}
