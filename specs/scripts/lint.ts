// `node scripts/lint.ts [document ...]`: Redocly with our rules (lint/), and path items that no document has.
import { formatProblems, getTotals, lint, loadConfig } from '@redocly/openapi-core';
import { join } from 'node:path';
import { documents, entryPath, root } from './documents.ts';
import { orphans } from './orphans.ts';

const config = await loadConfig({ configPath: join(root, 'redocly.yaml') });
const wanted = documents(process.argv.slice(2));
const problems = [];
for (const document of wanted) problems.push(...(await lint({ ref: entryPath(document), config })));
const totals = getTotals(problems);
formatProblems(problems, { format: 'stylish', maxProblems: 200, totals, version: '' });
const lost = orphans(wanted);
for (const problem of lost) process.stderr.write(`${problem}\n`);
process.exitCode = totals.errors + totals.warnings + lost.length > 0 ? 1 : 0;
