import { listGroups } from '../generated/lists.js';

/** What the engine must know of a list method, from the specs. */
export interface ListFacts {
  /** Do the specs know it as a list? */
  known: boolean;
  /** Property of `result` that holds the items; undefined where the result is the list itself. */
  items?: string | undefined;
  /** Field by which the list can be walked, as its filter spells it; undefined where it cannot. */
  key?: string | undefined;
  /** Spelling of the parameters; undefined where the method has none. */
  filter?: string | undefined;
  order?: string | undefined;
  /** Parameter that takes the name of the field to sort by, where `order` is the direction only. */
  sort?: string | undefined;
  select?: string | undefined;
  start?: string | undefined;
  /** How a page is asked for. */
  style: 'start' | 'page' | 'cursor';
  /** Items a page. */
  size?: number | undefined;
}

const names = ['style', 'items', 'key', 'filter', 'order', 'sort', 'select', 'start', 'size'] as const;

/** Facts of a method; of one that the specs do not know, what v2 does by default, without a key. */
export function factsOf(version: 'v2' | 'v3', method: string): ListFacts {
  const wanted = `${version === 'v3' ? '3:' : ''}${method}`.toLowerCase();
  for (const [facts, methods] of listGroups) {
    const known = methods.split(' ').find((name) => name.toLowerCase() === wanted);
    if (known === undefined) continue;
    const found = Object.fromEntries(facts.split(',').map((value, index) => [names[index], value || undefined]));
    const items = found['items'] === '+' ? `${known.split('.').at(-2)}s` : found['items'];
    return { known: true, ...found, items, size: found['size'] ? Number(found['size']) : undefined } as ListFacts;
  }
  return version === 'v3' ? { known: false, style: 'page', items: 'items' } : { known: false, style: 'start', start: 'start' };
}
