import { describe, expect, it } from 'vitest';
import { createCatalog } from '../src/index.js';
import { nodeCatalog } from '../src/node.js';

describe('the catalog', () => {
  const catalog = nodeCatalog();

  it('lists every operation under a unique id', async () => {
    const entries = await catalog.index();
    expect(entries.length).toBeGreaterThan(370);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
  });

  it('gives the details of every operation, with every schema they refer to', async () => {
    for (const { id } of await catalog.index()) {
      const details = await catalog.operation(id);
      const text = JSON.stringify(details);
      for (const [, name = ''] of text.matchAll(/"#\/definitions\/([^"]+)"/g))
        expect(details.definitions, `${id} refers to ${name}`).toHaveProperty([name]);
      expect(details.entry.summary, id).not.toBe('');
    }
  });

  it('finds an operation by method name, path, summary and words in any order', async () => {
    const first = async (query: string): Promise<string | undefined> => (await catalog.search(query))[0]?.name;
    expect(await first('crm.deal.list')).toBe('crm.deal.list');
    expect(await first('deal list')).toBe('crm.deal.list');
    expect(await first('list deal')).toBe('crm.deal.list');
    expect(await first('listTasks')).toBe('listTasks');
    expect(await first('/WORK/Tasks/{taskID}')).toMatch(/Task$/);
    expect(await first('hire employee')).toBe('createEmployee');
    expect(await first("employee's face")).toMatch(/Face$/);
    expect(await catalog.search('no such thing at all')).toEqual([]);
  });

  it('names the id when there is no such operation', async () => {
    await expect(catalog.operation('hubex/work/nothing')).rejects.toThrow('hubex/work/nothing');
  });

  it('reads a file again after a failed read', async () => {
    let reads = 0;
    const flaky = createCatalog({
      read: async () => {
        reads += 1;
        if (reads === 1) throw new Error('the disk is away');
        return '{"documents":[],"entries":[]}';
      },
    });
    await expect(flaky.index()).rejects.toThrow('the disk is away');
    expect(await flaky.index()).toEqual([]);
  });
});
