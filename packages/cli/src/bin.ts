#!/usr/bin/env node
import { createProgram } from './program.js';

// Listening from the start: whoever reads the first line may press Ctrl-C at once.
const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
const program = createProgram({
  write: (text) => void process.stdout.write(text),
  interrupted: () => interrupted,
});
try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`portolan: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
