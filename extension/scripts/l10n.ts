/**
 * Compares the texts in the source with the translations. Fails when one is missing or no longer used; `--write` writes the missing ones
 * into the Russian bundle with an empty translation and drops the unused.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const root = join(import.meta.dirname, '..');
const bundlePath = join(root, 'l10n', 'bundle.l10n.ru.json');
const read = (path: string): Record<string, string> => JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ extension: '.ts' as const, contents: readFileSync(join(root, 'src', file), 'utf8') }));
const used = Object.keys(await getL10nJson(sources)).toSorted();
const translated = read(bundlePath);
const manifest = { en: read(join(root, 'package.nls.json')), ru: read(join(root, 'package.nls.ru.json')) };

const problems = [
  ...used.filter((text) => !translated[text]).map((text) => `not translated: ${text}`),
  ...Object.keys(translated)
    .filter((text) => !used.includes(text))
    .map((text) => `no longer used: ${text}`),
  ...Object.keys(manifest.en)
    .filter((key) => !manifest.ru[key])
    .map((key) => `package.nls.ru.json lacks ${key}`),
  ...Object.keys(manifest.ru)
    .filter((key) => !manifest.en[key])
    .map((key) => `package.nls.json lacks ${key}`),
];
if (process.argv.includes('--write')) {
  writeFileSync(bundlePath, `${JSON.stringify(Object.fromEntries(used.map((text) => [text, translated[text] ?? ''])), null, 2)}\n`);
}
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${used.length} texts, ${problems.length} problems\n`);
process.exitCode = problems.length ? 1 : 0;
