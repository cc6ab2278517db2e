import { SpecError } from './spec-error.ts';

/** Puts the per-tag and shared type files of several small runs into one, each name once. */
export function mergeTypes(files: readonly string[]): string {
  const seen = new Map<string, string>();
  for (const file of files) {
    const body = file.replaceAll(/^\/\/ .*$/gm, '').replaceAll(/^import .*$/gm, '');
    // A declaration begins with its comment, if it has one.
    for (const block of body.split(/\n(?=\/\*\*)|(?<!\*\/)\n(?=export )/)) {
      const declaration = block.trim();
      if (declaration === '') continue;
      const [, kind, name] = /export (type|const) (\w+)/.exec(declaration) ?? [];
      const key = name === undefined ? declaration : `${kind} ${name}`;
      const before = seen.get(key);
      if (before !== undefined && before !== declaration) {
        throw new SpecError(`The ${key} means different things in the documents of the token operations. Rename one of the two schemas.`);
      }
      seen.set(key, declaration);
    }
  }
  return `${[...seen.values()].join('\n\n')}\n`;
}
