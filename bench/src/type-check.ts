import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inTurns, milliseconds, runNode, scratch } from './measure.ts';
import type { Section } from './results.ts';

const rounds = 9;
const bound = 1.5;
/** Milliseconds that ten Bitrix24 methods may take more than an empty program. */
const boundOfTen = 1000;

const hubex = `import { createHubex } from '@portolan/hubex';
import { listTasks } from '@portolan/hubex/work';
const hubex = createHubex({ auth: { serviceToken: 'token' } });
export const tasks: Promise<number> = listTasks({ client: hubex, query: { isClosed: false } }).then(({ data }) => Object.keys(data).length);
`;
const bitrix24 = `import { createBitrix24 } from '@portolan/bitrix24';
const b24 = createBitrix24({ auth: { webhook: 'https://example.bitrix24.com/rest/1/code/' } });
export const deals: Promise<number> = b24.crm.deal.list({ select: ['ID'] }).then((found) => found.length);
`;
const ten = `import { createBitrix24 } from '@portolan/bitrix24';
const b24 = createBitrix24({ auth: { webhook: 'https://example.bitrix24.com/rest/1/code/' } });
export async function work(id: number): Promise<unknown[]> {
  const deals = await b24.crm.deal.list({ select: ['ID', 'TITLE'], filter: { '>=OPPORTUNITY': 1000, '@STAGE_ID': ['NEW'] }, order: { ID: 'ASC' } });
  const deal = await b24.crm.deal.get({ id });
  await b24.crm.deal.update({ id, fields: { TITLE: 'New', UF_CRM_1: 'x' } });
  const contact = await b24.crm.contact.add({ fields: { NAME: 'Anna', PHONE: [{ VALUE: '+1', VALUE_TYPE: 'WORK' }] } });
  const { items } = await b24.crm.item.list({ entityTypeId: 2, select: ['id', 'title'] });
  const added = await b24.crm.item.add({ entityTypeId: 2, fields: { title: 'One' } });
  const { item } = await b24.v3.tasks.task.get({ id, select: ['id', 'title'] });
  const users = await b24.user.get({ filter: { ACTIVE: true } });
  const leads: unknown[] = [];
  for await (const lead of b24.list('crm.lead.list', { filter: { '>DATE_CREATE': '2026-01-01' } })) leads.push(lead.ID);
  const found = await b24.batch({
    company: b24.crm.company.get.cmd({ id }),
    contacts: ({ company }) => b24.crm.contact.list.cmd({ filter: { COMPANY_ID: company.ref('ID') } }),
  });
  return [deals, deal, contact, items, added, item, users, leads, found];
}
`;
const workly = `import { createWorkly, listEmployees } from '@portolan/workly';
const workly = createWorkly({ auth: { clientId: 'id', clientSecret: 'secret', username: 'user@example.com', password: 'password' } });
export const employees: Promise<number> = listEmployees({ client: workly }).then(({ data }) => data.items.length);
`;

/** The programs that are checked; `empty` is what the others are held against. */
const programs = { empty: 'export {};\n', hubex, bitrix24, ten, workly, all: hubex + bitrix24 + workly } as const;

const options = {
  target: 'es2022',
  module: 'nodenext',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/** How long type-checking takes for somebody who imports one operation, as a multiple of an empty program. */
export async function typeCheck(): Promise<Section & { empty: number }> {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const folder = scratch('type-check');
  rmSync(folder, { recursive: true, force: true });
  const checks = Object.entries(programs).map(([name, text]) => {
    const place = join(folder, name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'main.mts'), text);
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['main.mts'] }));
    return [name, () => milliseconds(() => runNode(tsc, ['-p', place]))] as const;
  });
  const times = await inTurns(rounds, Object.fromEntries(checks) as Record<keyof typeof programs, () => Promise<number>>);
  const titles = {
    hubex: 'one HubEx operation',
    bitrix24: 'one Bitrix24 method',
    workly: 'one Workly operation',
    all: 'one of each',
  } as const;
  return {
    title: 'Type-checking',
    method: `\`tsc -p\` (TypeScript 7) of a program that calls one operation, from the built declarations, against an empty program with the same options. Medians of ${rounds} runs in turns.`,
    empty: times.empty,
    results: [
      ...(Object.keys(titles) as (keyof typeof titles)[]).map((name) => {
        const ratio = times[name] / times.empty;
        return {
          what: titles[name],
          figure: `${ratio.toFixed(2)} x`,
          bound: `at most ${bound} x`,
          met: ratio <= bound,
          seen: `${times[name].toFixed(0)} ms, empty ${times.empty.toFixed(0)} ms`,
        };
      }),
      {
        what: 'ten Bitrix24 methods',
        figure: `${(times.ten / times.empty).toFixed(2)} x`,
        bound: 'at most 1 s more',
        met: times.ten - times.empty <= boundOfTen,
        seen: `${((times.ten - times.empty) / 1000).toFixed(2)} s more`,
      },
    ],
  };
}
