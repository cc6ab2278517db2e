/** What is bundled from what: the extension for both hosts, and the page of the request editor. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  logOverride: { 'import-is-undefined': 'error' },
  legalComments: 'none',
  mainFields: ['module', 'main'],
};

/**
 * VS Code's API as one module with the names that we use. Left to itself, esbuild would copy all of the API's several hundred members
 * anew for every file that imports it, which is most of the time that loading takes.
 */
const vscodeOnce: Plugin = {
  name: 'vscode-once',
  setup(bundling) {
    bundling.onResolve({ filter: /^vscode$/ }, ({ kind }) =>
      kind === 'require-call' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'vscode-once', sideEffects: false },
    );
    bundling.onLoad({ filter: /^/, namespace: 'vscode-once' }, async () => {
      const names = new Set<string>();
      for (const file of await readdir(join(root, 'src'), { recursive: true })) {
        if (!file.endsWith('.ts')) continue;
        for (const [, name = ''] of (await readFile(join(root, 'src', file), 'utf8')).matchAll(/\bvscode\.([A-Za-z]\w*)/g)) names.add(name);
      }
      const constants = [...names].map((name) => `export const ${name} = api.${name};`);
      return { contents: `const api = require('vscode');\n${constants.join('\n')}` };
    });
  },
};

const host: BuildOptions = {
  ...common,
  entryPoints: ['src/extension.ts'],
  format: 'cjs',
  plugins: [vscodeOnce],
  // When our own code begins to run, for the activation time (see extension.ts). VS Code makes its API for us at the first `require`.
  banner: { js: 'require("vscode"); const portolanLoadStart = performance.now();' },
};
export const bundles: readonly BuildOptions[] = [
  { ...host, outfile: 'dist/extension.node.cjs', platform: 'node', target: 'node20' },
  { ...host, outfile: 'dist/extension.web.js', platform: 'browser', target: 'es2022', conditions: ['worker', 'browser'] },
  {
    ...common,
    entryPoints: ['src/webview/request.ts', 'src/webview/request.css'],
    outdir: 'dist/webview',
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
  },
];
