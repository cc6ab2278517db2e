import type { Document, Schema } from './documents.ts';
import { type TypeFiles, typesFile } from './hey-api.ts';

/** Where the generated types find what the user of the package declares. */
const module = '../../../custom-fields.js';

/** Patterns of keys that portals make up for fields of their own; a field may be bound to another entity by the others. */
const own = /^\^(uf|property)/i;

/** The shared types of a Bitrix24 section, with a place for declared fields in every entity that takes custom ones. */
export function withCustomFields(document: Document, types: TypeFiles): TypeFiles {
  let text = types.get(typesFile) ?? '';
  const before = text;
  for (const [name, schema] of Object.entries(document.components.schemas ?? {})) {
    if (!takesCustom(schema)) continue;
    const declaration = new RegExp(`^export type ${name}(Writable)? = `, 'gm');
    text = text.replaceAll(declaration, `$&CustomOf<'${entityOf(name)}'> & `);
  }
  if (text === before) return types;
  // After the banner, which is the first line.
  return new Map([...types, [typesFile, text.replace('\n', `\n\nimport type { CustomOf } from '${module}';\n`)]]);
}

const takesCustom = ({ patternProperties, allOf }: Schema): boolean =>
  Object.keys(patternProperties ?? {}).some((pattern) => own.test(pattern)) || (allOf ?? []).some(takesCustom);

/** What is written is the same entity as what is read: `DealFields`, `NewTemplate`, `ElementUpdate`. */
const entityOf = (schema: string): string => schema.replace(/^New(?=[A-Z])/, '').replace(/(?<=[a-z])(Fields|Update)$/, '');
