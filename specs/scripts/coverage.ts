// `node scripts/coverage.ts`: what the specs cover, a line a document, into COVERAGE.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBundle } from './bundled.ts';
import { documentedExamples } from './check-examples.ts';
import { type Coverage, coverageOf, type Share } from './coverage-of.ts';
import { documents, root } from './documents.ts';

const names = documents();
const examples = documentedExamples(names);
const rows = names.map((name): [string, Coverage] => [
  name,
  coverageOf(
    readBundle(name),
    examples.filter(({ document }) => document === name),
  ),
]);

const columns: [string, (coverage: Coverage) => Share][] = [
  ['summary', (c) => c.summaries],
  ['typed parameters', (c) => c.parameters],
  ['typed body', (c) => c.bodies],
  ['typed success', (c) => c.successes],
  ['response example', (c) => c.responseExamples],
  ['documented example', (c) => c.documented],
];
const sum = (pick: (coverage: Coverage) => number): number => rows.reduce((total, [, coverage]) => total + pick(coverage), 0);
const line = (label: string, operations: number, shares: readonly Share[], untyped: number): string =>
  `| ${[label, operations, ...shares.map(({ done, of }) => `${done} / ${of}`), untyped].join(' | ')} |`;
const lines = [
  '# What the specs cover',
  '',
  'Written by `pnpm --filter @portolan/specs coverage`. Typed: the schema says more than "anything", "an object" or "a list"; for',
  'Bitrix24 that goes for `result` in the envelope as well. Each place without a shape says why in `x-portolan-untyped`; lint sees to it.',
  '',
  `| document | operations | ${columns.map(([title]) => title).join(' | ')} | untyped, with reason |`,
  `|---|--:|${columns.map(() => '--:|').join('')}--:|`,
  ...rows.map(([name, coverage]) =>
    line(
      name,
      coverage.operations,
      columns.map(([, pick]) => pick(coverage)),
      coverage.untyped,
    ),
  ),
  line(
    '**all**',
    sum((c) => c.operations),
    columns.map(([, pick]) => ({ done: sum((c) => pick(c).done), of: sum((c) => pick(c).of) })),
    sum((c) => c.untyped),
  ),
  '',
];
const text = lines.join('\n');
writeFileSync(join(root, 'COVERAGE.md'), text);
process.stdout.write(text);
