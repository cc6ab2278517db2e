/** Bundles the in-host suites for the Node host (Mocha stays outside) and for the web worker host (Mocha inside). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';

/** Mocha is an ES module package with a UMD browser build: unwrapped, that build would overwrite the exports of the bundle. */
const mochaForBrowsers: Plugin = {
  name: 'mocha-for-browsers',
  setup(bundling) {
    bundling.onLoad({ filter: /mocha[\\/]mocha\.js$/ }, ({ path }) => ({
      loader: 'js',
      contents: `(function (exports, module, define) {${readFileSync(path, 'utf8')}\n}).call(globalThis);`,
    }));
  },
};

const common: BuildOptions = {
  absWorkingDir: join(import.meta.dirname, '..'),
  bundle: true,
  format: 'cjs',
  sourcemap: 'inline',
  logLevel: 'warning',
};
await build({
  ...common,
  entryPoints: ['test/host/suite/index.ts'],
  outfile: 'test/dist/host.cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode', 'mocha'],
});
await build({
  ...common,
  entryPoints: ['test/web/suite/index.ts'],
  outfile: 'test/dist/web.js',
  platform: 'browser',
  target: 'es2022',
  external: ['vscode'],
  plugins: [mochaForBrowsers],
  define: { 'process.env': '{}', global: 'globalThis' },
});
