import { flatten, flattenAnswer, type Resolve, type SchemaNode } from '../../../packages/bitrix24/src/openapi/flatten.ts';
import { contentOf, deref, type NamedDocument, operationsOf, resolve } from './documents.ts';
import { methodName } from './methods.ts';
import { banner } from './write.ts';

/** The file that tells which REST 3.0 methods we describe, and their shapes in the form that a portal's document is compared in. */
export function shapesFile(sections: readonly NamedDocument[]): string {
  const methods = sections.flatMap(({ document }) => {
    const find: Resolve = (ref) => resolve(document, ref) as SchemaNode;
    return operationsOf(document).map((located) => {
      const { requestBody, responses } = located.operation;
      const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
      const params = flatten(contentOf(requestBody?.content)?.schema, find);
      const answer = flattenAnswer(contentOf(success && deref(document, success).content)?.schema, find);
      return [methodName(located), { params, answer }] as const;
    });
  });
  const sorted = methods.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    banner,
    '/** Shapes of a method: dotted path to types, `!` when required. */',
    'export interface KnownMethod {\n  params: Record<string, string>;\n  answer: Record<string, string>;\n}',
    '',
    '/** Methods of REST 3.0 by name. */',
    `export const knownMethods: Readonly<Record<string, KnownMethod>> = ${JSON.stringify(Object.fromEntries(sorted), null, 1)};`,
    '',
  ].join('\n');
}
