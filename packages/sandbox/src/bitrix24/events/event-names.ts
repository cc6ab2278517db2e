import { mediaOf } from '../../engine/document.js';
import type { SpecDocument } from '../../engine/document.js';
import { propertiesOf } from '../../engine/merge.js';
import { project } from '../../engine/project.js';
import type { Schema } from '../../engine/spec.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';
import type { Change } from '../../state/collection.js';

/** An event that is posted to handlers. */
export interface EventKind {
  /** As portals write it: upper case. */
  name: string;
  scopes: readonly string[];
  /** Its data about a record that went through a change. */
  dataOf(facts: JsonObject, change: Change): JsonValue;
}

/** The events of the specs. */
export interface EventKinds {
  /** An event by its name in any case; those of one type of the CRM, `ONCRMDYNAMICITEMADD_147`, count as that of all types. */
  find(name: string): EventKind | undefined;
  /** Names of the events of a scope, or of all. */
  names(scope?: string): string[];
  /** What a change is told as. `source` is what the names of the record's methods begin with. */
  of(source: string, change: Change): EventKind[];
}

/** Sources whose events are called otherwise. */
const renamed: Record<string, string> = {
  'crm.item': 'crm.dynamicitem',
  'crm.requisite.bankdetail': 'crm.bankdetail',
  'catalog.product.sku': 'catalog.product',
  'catalog.product.offer': 'catalog.product',
  'catalog.product.service': 'catalog.product',
  'catalog.priceType': 'catalog.price.type',
  'catalog.roundingRule': 'catalog.rounding',
  'sale.order': 'order',
  'sale.payment': 'payment',
  'sale.shipment': 'shipment',
  'tasks.task': 'task',
};

/** Reads the events of the documents. */
export function readEventKinds(documents: readonly SpecDocument[]): EventKinds {
  const kinds = new Map<string, EventKind>();
  for (const document of documents) {
    for (const [name, { post }] of Object.entries(document.spec.webhooks ?? {})) {
      if (post?.['x-portolan-delivery'] !== 'handler') continue;
      const schema = mediaOf(post.requestBody?.content)?.media.schema;
      const data = schema && propertiesOf(document, schema)['data'];
      const scopes = post['x-portolan-scope'] ?? [];
      kinds.set(name.toUpperCase(), {
        name: name.toUpperCase(),
        scopes,
        dataOf: (facts, change) => (data ? dataOf(document, data, facts, change) : []),
      });
    }
  }
  const find = (name: string): EventKind | undefined => kinds.get(name.toUpperCase().replace(/^(ONCRMDYNAMICITEM[A-Z]+)_\d+$/, '$1'));
  return {
    find,
    names: (scope) => Array.from(kinds.values(), (kind) => (scope === undefined || kind.scopes.includes(scope) ? [kind.name] : [])).flat(),
    of(source, change) {
      const name = (renamed[source] ?? source).toUpperCase();
      const flat = name.replaceAll(/[._]/g, '');
      const saved =
        change === 'delete' ? [`ON${flat}DELETED`, `ONSALEBEFORE${flat}DELETE`] : [`ON${flat}ENTITYSAVED`, `ONSALE${flat}SAVED`];
      const names = [`ON${flat}${change.toUpperCase()}`, `${name}.ON.${change.toUpperCase()}`, ...saved];
      return names.flatMap((candidate) => kinds.get(candidate) ?? []);
    },
  };
}

/** Data in the shape of the event. Some events have fields of the record beside its id, some its state before and after. */
function dataOf(document: SpecDocument, schema: Schema, record: JsonObject, change: Change): JsonValue {
  const facts: JsonObject = Object.fromEntries(
    Object.entries({ ...record, id: text(record['ID']) }).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? (value ? 'Y' : 'N') : value,
    ]),
  );
  const none = 'undefined';
  return project(document, schema, {
    ...facts,
    FIELDS: { ACTION: change === 'delete' ? 'delete' : 'save', ...facts },
    FIELDS_BEFORE: change === 'add' ? none : facts,
    FIELDS_AFTER: change === 'delete' ? none : facts,
    IS_ACCESSIBLE_BEFORE: change === 'add' ? 'N' : none,
    IS_ACCESSIBLE_AFTER: change === 'delete' ? 'N' : none,
  });
}
