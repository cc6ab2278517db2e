import { itemsKey } from './checks.ts';
import { contentOf, deref, type Document, type Located, type NamedDocument, operationsOf } from './documents.ts';
import { methodName } from './methods.ts';
import { banner } from './write.ts';

/** What Bitrix24's list engine must know of each list method, methods of the same facts in one line. */
export function listsFile(sections: readonly NamedDocument[]): string {
  const groups = new Map<string, string[]>();
  for (const { document, name } of sections) {
    for (const located of operationsOf(document)) {
      if (!located.operation['x-portolan-paging']) continue;
      const { facts, method } = factsOf(document, located);
      groups.set(facts, [...(groups.get(facts) ?? []), `${name.startsWith('bitrix24/v3/') ? '3:' : ''}${method}`]);
    }
  }
  const lines = [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([facts, methods]) => `  [${JSON.stringify(facts)}, ${JSON.stringify(methods.toSorted().join(' '))}],`);
  return [
    banner,
    '/** Facts of list methods, and the methods they are true of; v3 methods carry a prefix. The facts: style, items (+ is the noun of the method, spelled as here, with an s), key, filter, order, sort, select, start, size. */',
    'export const listGroups: readonly (readonly [facts: string, methods: string])[] = [',
    ...lines,
    '];',
    '',
  ].join('\n');
}

/**
 * Most lists are named after their method, `catalog.price.list` gives `prices`: those need no word of their own. Methods are called in any case, so
 * their names may be spelled as the list is: `sale.basketItem.list` gives `basketItems`.
 */
function named(items: string, method: string): { items: string; method: string } {
  const words = method.split('.');
  const noun = words.at(-2) ?? '';
  if (items.toLowerCase() !== `${noun}s`.toLowerCase()) return { items, method };
  return { items: '+', method: words.with(words.length - 2, items.slice(0, -1)).join('.') };
}

function factsOf(document: Document, located: Located): { facts: string; method: string } {
  const { style, items, key, size, maximum } = located.operation['x-portolan-paging']!;
  const schema = contentOf(located.operation.requestBody?.content)?.schema;
  const properties = Object.entries(schema ? (deref(document, schema).properties ?? {}) : {});
  // Of two spellings the first one counts: the other is kept for calls that exist.
  const spelled = (name: string): string => properties.find(([own]) => own.toLowerCase() === name)?.[0] ?? '';
  const list = items === '/result' ? { items: '', method: methodName(located) } : named(itemsKey(document, located), methodName(located));
  const facts = [
    style,
    list.items,
    key ?? '',
    spelled('filter'),
    spelled('order'),
    spelled('sort'),
    spelled('select'),
    spelled('start'),
    maximum ?? size ?? '',
  ];
  return { facts: facts.join(','), method: list.method };
}
