import type { Operation } from '../../engine/document.js';
import type { JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { Crm } from './crm.js';
import { entityTypes } from './entity-types.js';
import { argumentError } from '../protocol/errors.js';
import { describeRecord } from '../tables/fields.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { missing } from '../tables/missing.js';
import { placeOf } from '../tables/places.js';
import { fold, lookup } from '../tables/query.js';

type Handler = (call: MethodCall) => MethodResult;

/** A record that another one is linked with. */
interface Link {
  id: number;
  sort: number;
  primary: boolean;
}

/** The links of the records of one type with those of another. The primary one stands in the record as well (`CONTACT_ID`). */
interface Relation {
  of(owner: number): Link[];
  set(owner: number, links: readonly Link[]): void;
}

/** Links of the CRM: the methods on them, and crm.item with the ids that they give. */
export interface CrmLinks {
  /** Methods, those of `crm.handlers` that show or take links included. */
  handlers: MethodHandlers;
  reset(): void;
}

const contactKey = 'CONTACT_ID';
const companyKey = 'COMPANY_ID';

/** Contacts of deals, leads, quotes and other items; companies of contacts and contacts of companies, which are the same links. */
export function createCrmLinks(crm: Crm, methods: Map<string, Operation>): CrmLinks {
  const stored = new Map<number, Map<number, Link[]>>();

  /** Links kept by their owner. */
  function outward(type: number): Relation {
    const isContact = type === entityTypes.contacts;
    const key = isContact ? companyKey : contactKey;
    const other = isContact ? entityTypes.companies : entityTypes.contacts;
    const kept = stored.get(type) ?? new Map<number, Link[]>();
    stored.set(type, kept);
    return {
      of(owner) {
        const primary = Number(crm.tableOf(type).collection.get(owner)?.[key] ?? 0);
        const links = kept.get(owner) ?? [];
        // The field may have been written since: what it says is the primary link.
        const known = links.some(({ id }) => id === primary);
        const all = known ? links : [{ id: primary, sort: 10, primary: true }, ...links.filter((link) => !link.primary)];
        return all
          .filter(({ id }) => crm.tableOf(other).collection.get(id))
          .map((link) => ({ ...link, primary: link.id === primary }))
          .toSorted((a, b) => a.sort - b.sort);
      },
      set(owner, links) {
        const primary = links.find((link) => link.primary)?.id ?? links[0]?.id ?? 0;
        kept.set(
          owner,
          links.map((link) => ({ ...link, primary: link.id === primary })),
        );
        crm.tableOf(type).collection.update(owner, { [key]: String(primary) });
      },
    };
  }

  /** The contacts of a company: the links of contacts, read the other way round. */
  function contactsOfCompany(): Relation {
    const companies = outward(entityTypes.contacts);
    const of = (company: number): Link[] => {
      const { collection } = crm.tableOf(entityTypes.contacts);
      const named = collection.select(`contacts of ${company}`, (record) => Number(record[companyKey]) === company);
      const owners = new Set([...named, ...(stored.get(entityTypes.contacts)?.keys() ?? [])]);
      return [...owners]
        .flatMap((id) => companies.of(id).flatMap((link) => (link.id === company ? [{ ...link, id }] : [])))
        .toSorted((a, b) => a.sort - b.sort || a.id - b.id);
    };
    return {
      of,
      set(company, links) {
        const before = of(company).filter(({ id }) => !links.some((link) => link.id === id));
        for (const { id } of before) {
          const rest = companies.of(id).filter((link) => link.id !== company);
          companies.set(id, rest);
        }
        for (const link of links) {
          const rest = companies.of(link.id).filter(({ id }) => id !== company);
          companies.set(link.id, [...rest.map((other) => (link.primary ? { ...other, primary: false } : other)), { ...link, id: company }]);
        }
      },
    };
  }

  const relationOf = (type: number): Relation => (type === entityTypes.companies ? contactsOfCompany() : outward(type));

  /** add, delete, fields, items.get, items.set and items.delete of one relation. */
  function methodsOf(prefix: string, type: number, key: string): MethodHandlers {
    const other = key === companyKey ? entityTypes.companies : entityTypes.contacts;
    const relation = (): Relation => relationOf(type);
    const ownerOf = (call: MethodCall): number => {
      const id = Number(param(call, 'id'));
      if (!Number.isInteger(id) || id <= 0) throw argumentError("The parameter 'ownerEntityID' is invalid or not defined", prefix);
      if (!crm.tableOf(type).collection.get(id)) throw missing(call);
      return id;
    };
    const otherOf = (call: MethodCall, item: JsonValue | undefined): number => {
      if (!isObject(item)) throw argumentError("The parameter 'fields' must be array", prefix);
      const id = Number(lookup(item, key));
      if (!Number.isInteger(id) || id <= 0) throw argumentError(`The parameter 'fields' is not valid: ${key} must be an id`, prefix);
      if (!crm.tableOf(other).collection.get(id)) throw missing(call);
      return id;
    };
    const linkOf = (call: MethodCall, item: JsonValue | undefined, place: number): Link => ({
      id: otherOf(call, item),
      sort: isObject(item) && item['SORT'] !== undefined ? Number(item['SORT']) : (place + 1) * 10,
      primary: isObject(item) && item['IS_PRIMARY'] === 'Y',
    });
    return {
      [`${prefix}.add`](call) {
        const owner = ownerOf(call);
        const links = relation().of(owner);
        const link = linkOf(call, param(call, 'fields'), links.length);
        const rest = links.filter(({ id }) => id !== link.id).map((one) => (link.primary ? { ...one, primary: false } : one));
        relation().set(owner, [...rest, link]);
        return { result: true };
      },
      [`${prefix}.delete`](call) {
        const owner = ownerOf(call);
        const id = otherOf(call, param(call, 'fields'));
        const links = relation().of(owner);
        relation().set(
          owner,
          links.filter((link) => link.id !== id),
        );
        return { result: true };
      },
      [`${prefix}.fields`](call) {
        const reader = methods.get(`${prefix}.items.get`);
        const place = reader && placeOf(reader);
        return { result: place ? describeRecord(call.operation.document, place.record) : {} };
      },
      [`${prefix}.items.get`]: (call) => ({
        result: relation()
          .of(ownerOf(call))
          .map(({ id, sort, primary }) => ({ [key]: id, SORT: sort, ROLE_ID: 0, IS_PRIMARY: primary ? 'Y' : 'N' })),
      }),
      [`${prefix}.items.set`](call) {
        const owner = ownerOf(call);
        const items = param(call, 'items');
        if (!Array.isArray(items) && !isObject(items)) throw argumentError("The parameter 'items' must be array", prefix);
        relation().set(
          owner,
          Object.values(items).map((item, place) => linkOf(call, item, place)),
        );
        return { result: true };
      },
      [`${prefix}.items.delete`](call) {
        relation().set(ownerOf(call), []);
        return { result: true };
      },
    };
  }

  /** Sets the links that a write of the record itself names: `contactIds`, `CONTACT_IDS`. */
  function write(type: number, id: number, fields: JsonValue | undefined): void {
    const sent = isObject(fields) ? lookup(fields, idsOf(type)) : undefined;
    if (!Array.isArray(sent) && sent !== '') return;
    const ids = (Array.isArray(sent) ? sent : []).map(Number).filter((one) => one > 0);
    relationOf(type).set(
      id,
      ids.map((one, place) => ({ id: one, sort: (place + 1) * 10, primary: place === 0 })),
    );
  }

  /** An item with the ids of what it is linked with, and the primary one as it is now. */
  function shown(type: number, item: JsonValue | undefined, select?: JsonValue): JsonValue {
    if (!isObject(item)) return {};
    const asked = (Array.isArray(select) ? select : []).map((name) => fold(text(name)));
    const links = relationOf(type).of(Number(item['id']));
    const ids = asked.length === 0 || asked.includes('*') || asked.includes(fold(idsOf(type)));
    const one = type === entityTypes.contacts ? 'companyId' : 'contactId';
    return {
      ...item,
      ...(one in item && type !== entityTypes.companies ? { [one]: links.find(({ primary }) => primary)?.id ?? 0 } : {}),
      ...(ids ? { [idsOf(type)]: links.map(({ id }) => id) } : {}),
    };
  }

  const typeOf = (call: MethodCall): number => Number(param(call, 'entityTypeId'));
  const itemIn = (result: JsonValue): JsonValue | undefined => (isObject(result) ? result['item'] : undefined);
  const idIn = (item: JsonValue | undefined): number => (isObject(item) ? Number(item['id']) : 0);

  /** Methods of `crm` that take or show links, by name. */
  function around(): MethodHandlers {
    const changed: MethodHandlers = {};
    const wrap = (name: string, wrapped: (before: Handler) => Handler): void => {
      const before = crm.handlers[name];
      if (before) changed[name] = wrapped(before);
    };
    for (const name of ['crm.item.add', 'crm.item.update'])
      wrap(name, (before) => (call) => {
        const { result } = before(call);
        const item = itemIn(result);
        write(typeOf(call), idIn(item), param(call, 'fields'));
        return { result: { item: shown(typeOf(call), item) } };
      });
    wrap('crm.item.get', (before) => (call) => ({ result: { item: shown(typeOf(call), itemIn(before(call).result)) } }));
    wrap('crm.item.list', (before) => (call) => {
      const { result, ...counts } = before(call);
      const items = isObject(result) && Array.isArray(result['items']) ? result['items'] : [];
      return { ...counts, result: { items: items.map((item) => shown(typeOf(call), item, param(call, 'select'))) } };
    });
    for (const [name, type] of Object.entries({ lead: 1, deal: 2, contact: 3, quote: 7 })) {
      wrap(`crm.${name}.add`, (before) => (call) => {
        const answer = before(call);
        write(type, Number(answer.result), param(call, 'fields'));
        return answer;
      });
      wrap(`crm.${name}.update`, (before) => (call) => {
        const answer = before(call);
        write(type, Number(param(call, 'id')), param(call, 'fields'));
        return answer;
      });
    }
    return changed;
  }

  return {
    handlers: {
      ...methodsOf('crm.deal.contact', entityTypes.deals, contactKey),
      ...methodsOf('crm.lead.contact', entityTypes.leads, contactKey),
      ...methodsOf('crm.quote.contact', entityTypes.quotes, contactKey),
      ...methodsOf('crm.contact.company', entityTypes.contacts, companyKey),
      ...methodsOf('crm.company.contact', entityTypes.companies, contactKey),
      ...around(),
    },
    reset: () => stored.clear(),
  };
}

/** What an item calls the ids of its links. */
const idsOf = (type: number): string => (type === entityTypes.contacts ? 'companyIds' : 'contactIds');
