import { itemsKey } from './checks.ts';
import { contentOf, deref, type Document, type Located, type NamedDocument, operationsOf, type Schema } from './documents.ts';
import { methodName } from './methods.ts';
import { quote } from './names.ts';
import { banner } from './write.ts';

/**
 * What Bitrix24's client must know of lists at run time: by which id, parameters and property they are read. Lists that are read alike
 * stand together, so that hundreds of them take little room; what most have in common is left empty.
 */
export function listsFile(sections: readonly NamedDocument[]): string {
  const ways = { v2: new Map<string, string[]>(), v3: new Map<string, string[]>() };
  for (const { name, document } of sections) {
    const version = name.startsWith('bitrix24/v3/') ? 'v3' : 'v2';
    for (const located of operationsOf(document)) {
      const paging = located.operation['x-portolan-paging'];
      if (!paging) continue;
      const way = wayOf(document, located);
      if (way !== '') ways[version].set(way, [...(ways[version].get(way) ?? []), methodName(located).toLowerCase()]);
    }
  }
  const table = (map: Map<string, string[]>): string =>
    [...map]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([way, names]) => `  ${quote(way)}: ${quote(names.toSorted().join(' '))},`)
      .join('\n');
  return [
    banner,
    '// Way of reading to the names of lists, lower case. A way is: id in the filter, then the parameters for conditions, order and fields, the',
    '// property of the items and `tail`, each empty where it is the usual one.',
    `export const lists: Readonly<Record<string, string>> = {\n${table(ways.v2)}\n};`,
    '',
    `export const listsV3: Readonly<Record<string, string>> = {\n${table(ways.v3)}\n};`,
    '',
  ].join('\n');
}

function wayOf(document: Document, located: Located): string {
  const { operation } = located;
  const { items, key = '', style } = operation['x-portolan-paging']!;
  const schema = contentOf(operation.requestBody?.content)?.schema;
  const properties = schema ? Object.entries(propertiesOf(document, schema)) : [];
  const spelled = (...names: string[]): string => {
    const found = properties.find(([property, value]) => names.includes(property.toLowerCase()) && value['deprecated'] !== true)?.[0] ?? '';
    return found === names[0] ? '' : found;
  };
  const parts = [
    key,
    spelled('filter'),
    spelled('order', 'sort'),
    spelled('select'),
    items === '/result' || isOnlyList(document, located) ? '' : itemsKey(document, located),
    style === 'cursor' ? 'tail' : '',
  ];
  return parts.join(' ').trimEnd();
}

/** Is the list of items the one list of `result`? Then the client finds it by itself. */
function isOnlyList(document: Document, located: Located): boolean {
  const full = located.operation.responses['200'];
  const schema = full && contentOf(deref(document, full).content)?.schema;
  const result = schema && propertiesOf(document, schema)['result'];
  const lists = Object.entries(result ? propertiesOf(document, result) : {}).filter(([, property]) =>
    [deref(document, property).type].flat().includes('array'),
  );
  return lists.length === 1 && lists[0]![0] === itemsKey(document, located);
}

/** The properties of a schema, those of its parts included. */
function propertiesOf(document: Document, schema: Schema): Record<string, Schema> {
  const { allOf = [], properties = {} } = deref(document, schema);
  return Object.assign({}, ...allOf.map((part) => propertiesOf(document, part)), properties) as Record<string, Schema>;
}
