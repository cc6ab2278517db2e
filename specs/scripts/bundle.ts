// `node scripts/bundle.ts [document ...]`: one JSON file a document into dist/, every reference local.
import { bundle, createConfig } from '@redocly/openapi-core';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundlePath, documents, entryPath, root } from './documents.ts';

interface Bundled {
  components?: { schemas?: Record<string, unknown> };
}

/** Writes what changed, in one step: whoever reads meanwhile sees a whole document. */
function write(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

const only = process.argv.slice(2);
const config = await createConfig({});
const wanted = documents(only);
let failed = 0;
for (const document of wanted) {
  const result = await bundle({ ref: entryPath(document), config, dereference: false });
  const problems = result.problems.map((p) => `${p.message} (${p.location[0]?.pointer ?? ''})`);
  const spec = result.bundle.parsed as Bundled;
  // The bundler renames a second schema of the same name `Name-2`: two files disagree about what the name means.
  for (const name of Object.keys(spec.components?.schemas ?? {})) {
    if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) problems.push(`schema name "${name}": use PascalCase, once in a document`);
  }
  for (const problem of problems) process.stderr.write(`${document}: ${problem}\n`);
  failed += problems.length;
  // A broken document leaves the bundle that there was.
  if (problems.length === 0) write(bundlePath(document), `${JSON.stringify(spec, null, 1)}\n`);
}
if (only.length === 0) {
  // Bundles of documents that are gone.
  const kept = new Set(wanted.map(bundlePath));
  for (const file of globSync('dist/**/*.json', { cwd: root })) if (!kept.has(join(root, file))) rmSync(join(root, file));
}
if (failed > 0) {
  process.stderr.write(`${failed} problems\n`);
  process.exit(1);
}
