import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  results.push(
    { what: 'the same Bitrix24 call by @bitrix24/b24jssdk 2.2.0', figure: inKilobytes(peer) },
    { what: 'b24jssdk as a multiple of ours', figure: `${(peer / ours).toFixed(1)} x` },
  );
  return {
    title: 'Bundle sizes',
    method: 'One call (`sizes/*.js`) bundled by esbuild for the browser, minified, gzip level 9. A KB is 1,000 bytes, as for size-limit.',
    results,
  };
}
