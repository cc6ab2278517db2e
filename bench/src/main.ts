// `pnpm bench`: measures against peers and bounds in one run, prints a table and writes RESULTS.md. Exits with 1 when a size or a
// count misses its bound; times only inform.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completion } from './completion.ts';
import { generation } from './generation.ts';
import { bench, repository } from './measure.ts';
import { markdown, type Section, table } from './results.ts';
import { sizes } from './sizes.ts';
import { typeCheck } from './type-check.ts';

const missing = ['auth', 'transport', 'hubex', 'bitrix24', 'workly', 'sandbox'].filter(
  (name) => !existsSync(join(repository, 'packages', name, 'dist', 'index.js')),
);
if (missing.length > 0) {
  console.error(`Not built: ${missing.join(', ')}. Run \`pnpm build\` first.`);
  process.exit(1);
}

const sections: Section[] = [];
const report = (section: Section): void => {
  sections.push(section);
  console.log(`${sections.length > 1 ? '\n' : ''}${table([section])}`);
};
report(await sizes());
const checked = await typeCheck();
report(checked);
report(await completion());
report(await generation(checked.empty));
// Loaded here, after the check that the packages are built.
const { renewal } = await import('./renewal.ts');
report(await renewal());
const { listing } = await import('./listing.ts');
report(await listing());
const { exporting } = await import('./export.ts');
report(await exporting());

writeFileSync(join(bench, 'RESULTS.md'), markdown(sections));
const missed = sections.flatMap(({ results }) => results.filter(({ exact, met }) => exact && met === false));
for (const { what, figure, bound } of missed) console.error(`\n${what}: ${figure}, ${bound} wanted`);
process.exitCode = missed.length > 0 ? 1 : 0;
