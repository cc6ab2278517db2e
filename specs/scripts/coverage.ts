// `node scripts/coverage.ts`: what the specs cover, a line a document, into <provider>/COVERAGE.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBundle } from './bundled.ts';
import { documentedExamples } from './check-examples.ts';
import { type Coverage, coverageOf, eventCoverageOf, type Share } from './coverage-of.ts';
import { byProvider, documents, root } from './documents.ts';
import { untypedPlaces } from './untyped-places.ts';

const columns: [string, (coverage: Coverage) => Share][] = [
  ['summary', (c) => c.summaries],
  ['typed parameters', (c) => c.parameters],
  ['typed body', (c) => c.bodies],
  ['typed success', (c) => c.successes],
  ['response example', (c) => c.responseExamples],
  ['documented example', (c) => c.documented],
];

for (const [provider, names] of byProvider(documents())) {
  const examples = documentedExamples(names);
  const bundles = names.map((name) => ({ name, bundle: readBundle(name) }));
  const rows = bundles.map(({ name, bundle }): [string, Coverage] => [
    name,
    coverageOf(
      bundle,
      examples.filter(({ document }) => document === name),
    ),
  ]);
  const sum = (pick: (coverage: Coverage) => number): number => rows.reduce((total, [, coverage]) => total + pick(coverage), 0);
  const line = (label: string, operations: number, shares: readonly Share[], untyped: number): string =>
    `| ${[label, operations, ...shares.map(({ done, of }) => `${done} / ${of}`), untyped].join(' | ')} |`;
  const total = line(
    '**all**',
    sum((c) => c.operations),
    columns.map(([, pick]) => ({ done: sum((c) => pick(c).done), of: sum((c) => pick(c).of) })),
    sum((c) => c.untyped),
  );
  const places = bundles.flatMap(({ name, bundle }) => untypedPlaces(bundle).map(({ at, reason }) => `- ${name}, ${at}: ${reason}`));
  const events = bundles.flatMap(({ name, bundle }) => {
    const { posted, typed, documented } = eventCoverageOf(bundle, examples);
    if (posted.of === 0) return [];
    return [
      `Events, in ${name}: ${posted.of}, of them ${posted.done} posted to handlers and ${posted.of - posted.done} told to frames; ${typed.done} with typed data, ${documented.done} with a documented example.`,
      '',
    ];
  });
  const lines = [
    '# What the specs cover',
    '',
    'Written by `pnpm --filter @portolan/specs coverage`. Typed: the schema says more than "anything", "an object" or "a list"; for',
    'Bitrix24 that goes for `result` in the envelope as well. A response example is one that the spec shows, a documented one comes from the',
    'provider. Each place without a shape says why in `x-portolan-untyped`; lint sees to it.',
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
    total,
    '',
    ...events,
    ...(places.length > 0 ? ['## Without a shape', '', ...places, ''] : []),
  ];
  writeFileSync(join(root, provider, 'COVERAGE.md'), lines.join('\n'));
  process.stdout.write(`${total.replace('**all**', provider)}\n`);
}
