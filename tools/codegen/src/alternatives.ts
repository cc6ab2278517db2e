import { deref, type Document, type Schema } from './documents.ts';

/**
 * A copy of a document without the `deprecated` alternatives of its `anyOf`: spellings that the provider takes but nobody should write
 * anew. The sandbox and the examples check accept them; types and forms show only the way to write it today.
 */
export function withoutDeprecatedAlternatives(source: Document): Document {
  const document = structuredClone(source);
  const isDeprecated = (schema: Schema): boolean => deref(document, schema)['deprecated'] === true;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const schema = node as Schema;
    const current = Array.isArray(schema.anyOf) ? schema.anyOf.filter((part) => !isDeprecated(part)) : [];
    if (schema.anyOf && current.length > 0 && current.length < schema.anyOf.length) {
      const [only, ...more] = current;
      delete schema.anyOf;
      if (more.length > 0 || !only) schema.anyOf = current;
      else Object.assign(schema, only);
    }
    Object.values(schema).forEach(visit);
  };
  visit(document);
  const { schemas = {} } = document.components;
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema['deprecated'] === true && !JSON.stringify(document).includes(`"#/components/schemas/${name}"`)) delete schemas[name];
  }
  return document;
}
