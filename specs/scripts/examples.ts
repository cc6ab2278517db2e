// `node scripts/examples.ts [document ...]`: validates the documented examples and counts the leaves that the schemas describe.
// Exits with 1 when an example fails without a reason in the spec, or has a reason although it validates.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDocuments, idleReasons, totalsOf, type Verdict } from './check-examples.ts';
import { byProvider, documents, root } from './documents.ts';

const only = process.argv.slice(2);
const names = documents(only);
const verdicts = checkDocuments(names);

const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
const row = (label: string, list: readonly Verdict[]): string => {
  const { examples, valid, leaves, described } = totalsOf(list);
  return `| ${label} | ${examples} | ${valid} | ${share(valid, examples)} | ${leaves} | ${share(described, leaves)} |`;
};
const of = (document: string): Verdict[] => verdicts.filter(({ example }) => example.document === document);
const table = (some: readonly string[], list: readonly Verdict[]): string[] => [
  '| document | examples | validate | share | leaves | described |',
  '|---|--:|--:|--:|--:|--:|',
  ...some.filter((name) => of(name).length > 0).map((name) => row(name, of(name))),
  row('**all**', list),
];
process.stdout.write(`${table(names, verdicts).join('\n')}\n`);

const failing = verdicts.filter(({ ok }) => !ok);
for (const { name, example, reason, problems } of failing) {
  process.stdout.write(
    `\n${name} ${example.kind}${reason ? ` [explained: ${reason}]` : ''}\n${problems.map((problem) => `  ${problem}`).join('\n')}\n`,
  );
}
if (only.length > 0) {
  for (const { name, example, undescribed } of verdicts.filter((verdict) => verdict.undescribed.length > 0)) {
    process.stdout.write(`\n${name} ${example.kind}: not described: ${[...new Set(undescribed)].slice(0, 12).join(' ')}\n`);
  }
}
const unexplained = failing.filter(({ reason }) => !reason);
const idle = idleReasons(verdicts);
for (const { name, example } of idle)
  process.stdout.write(`\n${name} ${example.kind}: explained but it validates; remove x-portolan-examples\n`);
if (only.length === 0) {
  for (const [provider, own] of byProvider(names)) {
    const mine = own.flatMap(of);
    const lines = [
      '# Documented examples against the specs',
      '',
      'Written by `pnpm --filter @portolan/specs examples`. A leaf is described when a schema gives its type; an open object describes nothing.',
      '',
      ...table(own, mine),
      '',
      '## Where the type is trusted over the example',
      '',
      ...mine.filter(({ ok }) => !ok).map(({ name, example, reason }) => `- ${name}, ${example.kind}: ${reason ?? '**unexplained**'}`),
      '',
    ];
    writeFileSync(join(root, provider, 'EXAMPLES.md'), lines.join('\n'));
  }
}
process.exitCode = unexplained.length + idle.length > 0 ? 1 : 0;
