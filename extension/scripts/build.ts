/** Bundles the extension for both hosts and the webview, and puts the catalog's data beside them. `--watch` keeps at it. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { bundles } from './bundles.ts';

const dist = join(import.meta.dirname, '..', 'dist');
const watch = process.argv.includes('--watch');

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await copyCatalog();
if (watch) await Promise.all(bundles.map(async (options) => (await context({ ...options, sourcemap: true })).watch()));
else await Promise.all(bundles.map((options) => build({ ...options, minify: true })));

/** The index and one file a document; JSON without white space. */
async function copyCatalog(): Promise<void> {
  const data = join(dirname(fileURLToPath(import.meta.resolve('@portolan/catalog/package.json'))), 'data');
  for (const file of await readdir(data, { recursive: true })) {
    if (!file.endsWith('.json')) continue;
    const target = join(dist, 'catalog', file);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, JSON.stringify(JSON.parse(await readFile(join(data, file), 'utf8'))));
  }
}
