import { mediaOf } from '../../engine/document.js';
import type { Operation } from '../../engine/document.js';
import { flatten, propertiesOf, schemaAt } from '../../engine/merge.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { conditionsIn } from '../tables/filter.js';
import { fold } from '../tables/query.js';

/** Other lists are filtered and ordered by names of their own, which the specs do not have. */
const recordsOfCrm = /^\/crm\.(lead|deal|contact|company|quote|item)\.list$/;

/** Names of fields that are selected, filtered by or ordered by, though the records of the list have none of the kind and take none (`add`). */
export function unknownFields({ document, spec, body, template }: Operation, params: JsonObject, add: Operation | undefined): string[] {
  const entity = document.spec.components?.schemas?.[spec['x-portolan-entity'] ?? ''];
  const schema = mediaOf(body?.content)?.media.schema;
  if (!entity || !schema || !recordsOfCrm.test(template)) return [];
  const declared = propertiesOf(document, schema);
  const sent = schemaAt(document, mediaOf(add?.body?.content)?.media.schema, ['fields']) ?? {};
  const fields = [entity, sent].flatMap((part) => Object.keys(propertiesOf(document, part)));
  const patterns = Object.keys(flatten(document, entity).patternProperties ?? {}).map((pattern) => new RegExp(pattern, 'u'));
  const read = { select: selected, filter: conditionsIn, order: ordered };
  return Object.entries(params).flatMap(([name, value]) => {
    const kind = name.toLowerCase();
    if (!(kind in read)) return [];
    // Lists may be filtered by more than their records show.
    const more = Object.keys(propertiesOf(document, declared[name] ?? {}));
    const known = new Set([...fields, ...more].map((field) => fold(field)));
    const isKnown = (field: string): boolean =>
      known.has(fold(field)) || patterns.some((pattern) => pattern.test(field)) || /^uf|\*$/i.test(field);
    return read[kind as keyof typeof read](value)
      .filter((field) => !isKnown(field))
      .map((field) => `${name}.${field}`);
  });
}

const selected = (value: JsonValue): string[] =>
  (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []).map(text).filter(Boolean);

const ordered = (value: JsonValue): string[] => (isObject(value) ? Object.keys(value) : []);
