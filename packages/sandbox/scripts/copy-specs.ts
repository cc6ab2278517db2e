// Copies the bundled specs into the package, so that the sandbox needs nothing else at run time.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, '../../../specs/dist');
const to = join(here, '../data');

const files = existsSync(from) ? readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json')) : [];
if (files.length === 0) {
  process.stderr.write(`${from}: no bundled specs; run "pnpm --filter @portolan/specs bundle" first\n`);
  process.exit(1);
}
rmSync(to, { recursive: true, force: true });
for (const file of files.toSorted()) {
  mkdirSync(dirname(join(to, file)), { recursive: true });
  cpSync(join(from, file), join(to, file));
}
