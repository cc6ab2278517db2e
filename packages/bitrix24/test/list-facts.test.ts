import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { factsOf } from '../src/list/facts.js';

type Operation = { 'x-portolan-paging'?: { style: string; items: string; key?: string } };

it('every list of the specs is known by what the specs say of it', () => {
  let lists = 0;
  for (const version of ['v2', 'v3'] as const) {
    const folder = fileURLToPath(new URL(`../../../specs/dist/bitrix24/${version}/`, import.meta.url));
    for (const file of readdirSync(folder)) {
      const { paths } = JSON.parse(readFileSync(folder + file, 'utf8')) as { paths: Record<string, Record<string, Operation>> };
      for (const [path, methods] of Object.entries(paths)) {
        for (const { 'x-portolan-paging': paging } of Object.values(methods)) {
          if (!paging) continue;
          lists += 1;
          const { style, items, key } = factsOf(version, path.slice(1));
          expect({ path, style, items: ['/result', items].filter(Boolean).join('/'), key }).toEqual({
            path,
            style: paging.style,
            items: paging.items,
            key: paging.key,
          });
        }
      }
    }
  }
  expect(lists).toBeGreaterThan(100);
});
