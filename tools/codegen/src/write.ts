import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SpecError } from './spec-error.ts';

/** The first line of every generated TypeScript file. */
export const banner = '// Generated from specs/ by `pnpm generate`. Do not edit: mend the spec.\n';

/** Texts by path, relative to the folder they are written to. */
export type Files = Map<string, string>;

/** Adds files below a folder; the same path twice is a mistake, also where only the case differs. */
export function addFiles(files: Files, added: ReadonlyMap<string, string>, folder = ''): void {
  const taken = new Map([...files.keys()].map((path) => [path.toLowerCase(), path]));
  for (const [path, text] of added) {
    const whole = folder + path;
    const same = taken.get(whole.toLowerCase());
    if (same !== undefined)
      throw new SpecError(`${whole} is generated twice${same === whole ? '' : ` (as ${same})`}: two tags or sections have one file name.`);
    files.set(whole, text);
  }
}

const draftEnd = '.draft';

/** Makes a folder hold exactly these files. What did not change keeps its time, so that nothing downstream is rebuilt in vain. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  if (existsSync(folder)) removeOthers(folder, '', files);
  for (const [path, text] of files) {
    const file = join(folder, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    // Whoever reads meanwhile sees the old file or the new one, never half of it.
    const draft = `${file}.${process.pid}${draftEnd}`;
    writeFileSync(draft, text);
    renameSync(draft, file);
  }
}

/** Removes files that are no longer generated, then folders left empty. Another run's drafts stay. */
function removeOthers(folder: string, below: string, files: ReadonlyMap<string, string>): void {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = `${below}${entry.name}`;
    if (entry.isDirectory()) {
      removeOthers(folder, `${path}/`, files);
      if (readdirSync(join(folder, path)).length === 0) rmdirSync(join(folder, path));
    } else if (!files.has(path) && !path.endsWith(draftEnd)) rmSync(join(folder, path), { force: true });
  }
}
