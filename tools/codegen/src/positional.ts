import { contentOf, deref, type Document, type Located, type NamedDocument, operationsOf, type Schema } from './documents.ts';
import { methodName } from './methods.ts';
import { quote } from './names.ts';
import { SpecError } from './spec-error.ts';
import { banner } from './write.ts';

/** The Bitrix24 methods that take their parameters by position. */
export const positionalOf = (sections: readonly NamedDocument[]): Located[] =>
  sections.flatMap(({ document }) => operationsOf(document).filter(({ operation }) => operation['x-portolan-positional']));

/** The order of the parameters of those methods, for the client to send them in. */
export function positionalFile(sections: readonly NamedDocument[]): string {
  const groups = new Map<string, string[]>();
  for (const { document, name } of sections) {
    for (const located of positionalOf([{ document, name }])) {
      const order = orderOf(document, located);
      groups.set(order, [...(groups.get(order) ?? []), methodName(located).toLowerCase()]);
    }
  }
  return [
    banner,
    '/** Orders of parameters, and the methods in lower case whose parameters are counted in it. Those with a `?` are maps or lists and travel empty when skipped. */',
    'export const positional: readonly (readonly [order: string, methods: string])[] = [',
    ...[...groups]
      .toSorted(([x], [y]) => (x < y ? -1 : 1))
      .map(([order, methods]) => `  [${quote(order)}, ${quote(methods.toSorted().join(' '))}],`),
    '];',
    '',
  ].join('\n');
}

function orderOf(document: Document, { operation }: Located): string {
  const schema = contentOf(operation.requestBody?.content)?.schema;
  const properties = Object.entries(schema ? (deref(document, schema).properties ?? {}) : {});
  if (properties.length === 0)
    throw new SpecError(
      `${document.info.title}: ${operation.operationId} is x-portolan-positional but declares no properties of its body. Declare them in order.`,
    );
  // Another spelling of a parameter takes no place of its own.
  const named = properties.filter(
    ([name, { deprecated }], place) =>
      !deprecated || !properties.some(([other], index) => index !== place && other.toLowerCase() === name.toLowerCase()),
  );
  return named.map(([name, property]) => (isCompound(document, property) ? `${name}?` : name)).join(' ');
}

function isCompound(document: Document, property: Schema): boolean {
  const schema = deref(document, property);
  return (
    schema.properties !== undefined ||
    schema.allOf !== undefined ||
    [schema.type].flat().some((type) => type === 'object' || type === 'array')
  );
}
