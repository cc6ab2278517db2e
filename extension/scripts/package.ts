/** Builds and packages the extension. Prints the path and the size of the .vsix; the first argument is another path for it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createVSIX } from '@vscode/vsce';

/** Everything that ships. */
const shipped = ['dist', 'l10n', 'media', 'package.nls.json', 'package.nls.ru.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
/** Bytes; a bigger package fails the build. */
const limit = 2_000_000;

const root = join(import.meta.dirname, '..');
const target = resolve(process.argv[2] ?? join(root, 'portolan.vsix'));
execFileSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: 'inherit' });

// vsce reads dependency ranges, and `catalog:` and `workspace:` mean nothing to it: the shipped manifest has no dependencies at all.
const stage = mkdtempSync(join(tmpdir(), 'portolan-vsix-'));
try {
  for (const path of shipped)
    cpSync(join(root, path), join(stage, path), { recursive: true, filter: (source) => !source.endsWith('.map') });
  const {
    devDependencies,
    scripts,
    private: unpublished,
    ...manifest
  } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  void [devDependencies, scripts, unpublished];
  writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest, null, 2));
  writeFileSync(join(stage, '.vscodeignore'), '**/*.map\n');
  await createVSIX({ cwd: stage, packagePath: target, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
} finally {
  rmSync(stage, { recursive: true, force: true });
}
const { size } = statSync(target);
process.stdout.write(`${target}: ${(size / 1000).toFixed(0)} kB\n`);
if (size > limit) {
  process.stderr.write(`The package is larger than ${limit / 1_000_000} MB.\n`);
  process.exitCode = 1;
}
