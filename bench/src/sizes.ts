import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bench } from './measure.ts';
import type { Result, Section } from './results.ts';

/** As size-limit counts. */
const kilobyte = 1000;

/** What is bundled, and how large it may become: the same file that `size-limit` reads. */
interface Entry {
  name: string;
  path: string;
  limit: string;
}

const entries = JSON.parse(readFileSync(join(bench, '.size-limit.json'), 'utf8')) as Entry[];
const peerPath = 'sizes/b24jssdk.js';

/** The parts that a page loads before and for its first call: those that the entry imports, not those that it may import later. */
async function firstCall(path: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(bench, path)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    splitting: true,
    outdir: 'out',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { kind, path: other } of metafile.outputs[file]!.imports) if (kind === 'import-statement') load(other);
  };
  load(Object.keys(metafile.outputs).find((file) => metafile.outputs[file]!.entryPoint?.endsWith(path))!);
  const parts = [...loaded].map((file) => outputFiles.find(({ path: full }) => basename(full) === basename(file))!.contents);
  return gzipSync(Buffer.concat(parts), { level: 9 }).length;
}

async function size(path: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [join(bench, path)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

const inKilobytes = (bytes: number): string => `${(bytes / kilobyte).toFixed(2)} KB`;

/** What one call adds to a page: bundled by esbuild for the browser, minified, gzipped. */
export async function sizes(): Promise<Section> {
  const results: Result[] = [];
  const found = new Map<string, number>();
  for (const { name, path, limit } of entries) {
    const bytes = await size(path);
    found.set(path, bytes);
    results.push({
      what: name,
      figure: inKilobytes(bytes),
      bound: `at most ${limit}`,
      met: bytes <= Number.parseFloat(limit) * kilobyte,
      exact: true,
    });
  }
  const ours = found.get('sizes/bitrix24.js');
  if (ours === undefined) throw new Error('.size-limit.json lists no sizes/bitrix24.js to hold against b24jssdk.');
  const peer = await size(peerPath);
  const call = await firstCall('sizes/bitrix24.js');
  results.push(
    {
      what: 'one Bitrix24 call: what is loaded for it',
      figure: inKilobytes(call),
      bound: 'at most a tenth of b24jssdk',
      met: call * 10 <= peer,
    },
    { what: 'the same call by @bitrix24/b24jssdk 2.2.0', figure: inKilobytes(peer) },
    {
      what: 'b24jssdk as a multiple of one call, and of the whole',
      figure: `${(peer / call).toFixed(1)} x, ${(peer / ours).toFixed(1)} x`,
    },
  );
  return {
    title: 'Bundle sizes',
    method: 'One call (`sizes/*.js`) bundled by esbuild for the browser, minified, gzip level 9. A KB is 1,000 bytes, as for size-limit.',
    results,
  };
}
