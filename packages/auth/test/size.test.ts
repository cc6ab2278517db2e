import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** What a browser downloads for these lines: bundled, minified, compressed. Bytes. */
async function sizeOf(contents: string): Promise<number> {
  const entry = { contents, loader: 'ts', resolveDir: import.meta.dirname } as const;
  const { outputFiles } = await build({ stdin: entry, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

it('a HubEx session, transport included, fits in 6 KB', async () => {
  const size = await sizeOf(`
    import { authPolicy, bearer, createClient, fetchHandler, operation, pipeline, retryPolicy } from '@portolan/transport';
    import { hubexServiceToken } from '../src/hubex.js';
    import { createSession } from '../src/index.js';
    export const op = operation('op', 'GET', '/x');
    export const make = (serviceToken, baseUrl) => {
      const source = createSession({ flow: hubexServiceToken({ serviceToken }) });
      return createClient({ baseUrl, handler: pipeline([retryPolicy(), authPolicy({ source, apply: bearer })], fetchHandler()) });
    };
  `);
  expect(size).toBeLessThanOrEqual(6_000);
});

it('a Bitrix24 webhook needs no session', async () => {
  const webhook = await sizeOf(`export { bitrix24Webhook } from '../src/bitrix24.js';`);
  expect(webhook).toBeLessThanOrEqual(1_400);
});
