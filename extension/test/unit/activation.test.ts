import { build } from 'esbuild';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { bundles } from '../../scripts/bundles.ts';
import type { activate } from '../../src/extension.ts';
import type { TestAccess } from '../../src/testAccess.ts';

/** The modules of a bundle that run when it is loaded: everything that is not behind a dynamic import. */
async function evaluatedAtLoad(options: (typeof bundles)[number]): Promise<readonly string[]> {
  const { metafile } = await build({ ...options, write: false, metafile: true });
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind, external } of metafile.inputs[file]?.imports ?? []) if (kind !== 'dynamic-import' && !external) visit(path);
  };
  visit('src/extension.ts');
  return [...seen];
}

describe('activation', () => {
  it('is synchronous: it waits for no file, no secret and no network', () => {
    expectTypeOf<ReturnType<typeof activate>>().toEqualTypeOf<TestAccess | undefined>();
  });

  for (const options of bundles.filter(({ entryPoints }) => String(entryPoints) === 'src/extension.ts')) {
    it(`runs no package, no form and no sign-in dialog when ${options.outfile} is loaded`, async () => {
      const files = await evaluatedAtLoad(options);
      expect(files).toContain('src/request/requestEditors.ts');
      const heavy =
        /packages\/|node_modules\/|src\/core\/form\/|src\/request\/(requestEditor|clients|model)\.ts|src\/auth\/(flows|signIn\/(?!signIn\.ts))/;
      expect(files.filter((file) => heavy.test(file))).toEqual([]);
    });

    it(`makes VS Code's API once for ${options.outfile}, not for every file`, async () => {
      const { outputFiles } = await build({ ...options, write: false });
      expect(outputFiles[0]?.text.match(/require\("vscode"\)/g)?.length).toBe(2);
    });
  }
});
