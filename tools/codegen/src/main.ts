// `node src/main.ts [target ...] [--into folder]`: writes the generated part of the packages named, or of all; into a folder that
// takes the place of the repository's root, when one is given.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generate, targetOf, targets } from './generate.ts';
import { SpecError } from './spec-error.ts';

try {
  const { values, positionals } = parseArgs({ options: { into: { type: 'string' } }, allowPositionals: true });
  const wanted = positionals.map(targetOf);
  const places = values.into === undefined ? {} : { root: resolve(values.into) };
  for (const target of wanted.length === 0 ? targets : wanted) {
    const started = performance.now();
    const files = await generate(target, places);
    process.stdout.write(`${target}: ${files} files (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
  }
} catch (error) {
  // What a maintainer can mend needs no stack; anything else is our own mistake and does.
  if (!(error instanceof SpecError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
