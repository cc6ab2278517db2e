import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { median, milliseconds, repository, runNode, scratch } from './measure.ts';
import type { Section } from './results.ts';

const rounds = 3;

function filesOf(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return new Map(paths.map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]));
}

/**
 * Generates everything several times into empty folders.
 * @param unit milliseconds of something the same machine did in the same run, to compare with
 */
export async function generation(unit: number): Promise<Section> {
  const generator = join(repository, 'tools', 'codegen', 'src', 'main.ts');
  const times: number[] = [];
  let first: Map<string, string> | undefined;
  let different = 0;
  for (let round = 0; round < rounds; round++) {
    const folder = scratch('generated', String(round));
    rmSync(folder, { recursive: true, force: true });
    times.push(await milliseconds(() => runNode(generator, ['--into', folder])));
    const files = filesOf(folder);
    first ??= files;
    const paths = new Set([...first.keys(), ...files.keys()]);
    for (const path of paths) if (files.get(path) !== first.get(path)) different += 1;
  }
  const time = median(times);
  const bytes = [...(first?.values() ?? [])].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return {
    title: 'Generation',
    method: `All clients, token facts and the catalog from the bundled specs into an empty folder, ${rounds} times; median time as a multiple of type-checking an empty program in the same run.`,
    results: [
      { what: 'files that differ from run to run', figure: String(different), bound: 'none', met: different === 0, exact: true },
      { what: 'everything generated', figure: `${first?.size ?? 0} files, ${(bytes / 1024 / 1024).toFixed(1)} MB` },
      { what: 'time against an empty type-check', figure: `${(time / unit).toFixed(0)} x`, seen: `${(time / 1000).toFixed(1)} s` },
    ],
  };
}
