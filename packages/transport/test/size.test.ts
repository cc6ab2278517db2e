import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** What a browser downloads for these lines: bundled, minified, compressed. Bytes. */
async function sizeOf(contents: string): Promise<number> {
  const entry = { contents, loader: 'ts', resolveDir: import.meta.dirname } as const;
  const { outputFiles } = await build({ stdin: entry, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

describe('bundle size', () => {
  it('a client with retry, auth and errors', async () => {
    const size = await sizeOf(`
      import { authPolicy, bearer, createClient, fetchHandler, operation, pipeline, retryPolicy } from '../src/index.js';
      export const op = operation('op', 'GET', '/x');
      export const make = (source, baseUrl) =>
        createClient({ baseUrl, handler: pipeline([retryPolicy(), authPolicy({ source, apply: bearer })], fetchHandler()) });
    `);
    expect(size).toBeLessThanOrEqual(3_300);
  });

  it('of what is not used is nothing', async () => {
    expect(
      await sizeOf(`import { operation } from '../src/index.js'; const op = /*#__PURE__*/ operation('op', 'GET', '/x');`),
    ).toBeLessThanOrEqual(40);
    expect(await sizeOf(`export { createLeakyBucket } from '../src/index.js';`)).toBeLessThanOrEqual(700);
  });
});
