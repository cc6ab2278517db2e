import { answerSchema, mediaOf } from '../../engine/document.js';
import type { Operation } from '../../engine/document.js';
import { flatten, propertiesOf, schemaAt } from '../../engine/merge.js';
import type { Schema } from '../../engine/spec.js';

/** The fields that methods on records declare. Custom fields and links to parents have names that nobody can declare. */
export interface DeclaredFields {
  has(key: string): boolean;
  /** Is it yes or no? */
  isFlag(key: string): boolean;
}

/** Is it a custom field, or a link to a parent, by its name in records? */
export const isCustom = (key: string): boolean => /^(UF_|PARENT_ID_\d+$)/.test(key);

/** Fields that the methods read and write, under the names of records. */
export function declaredFields(operations: readonly (Operation | undefined)[], keyOf: (name: string) => string): DeclaredFields {
  const flags = new Map<string, boolean>();
  for (const operation of operations) {
    if (!operation) continue;
    const { document, body } = operation;
    const answered = schemaAt(document, answerSchema(operation), ['result']);
    const schemas: (Schema | undefined)[] = [
      schemaAt(document, mediaOf(body?.content)?.media.schema, ['fields']),
      schemaAt(document, answered, ['item']) ?? answered,
    ];
    for (const schema of schemas)
      for (const [name, property] of Object.entries(schema ? propertiesOf(document, schema) : {})) {
        const { enum: values = [] } = flatten(document, property);
        flags.set(keyOf(name), (flags.get(keyOf(name)) ?? false) || (values.includes('Y') && values.includes('N')));
      }
  }
  return { has: (key) => flags.has(key) || isCustom(key), isFlag: (key) => flags.get(key) === true };
}
