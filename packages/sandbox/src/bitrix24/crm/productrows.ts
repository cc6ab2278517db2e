import type { Operation } from '../../engine/document.js';
import { propertiesOf } from '../../engine/merge.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { Crm } from './crm.js';
import { entityTypes } from './entity-types.js';
import { MethodError, argumentError } from '../protocol/errors.js';
import { describeRecord } from '../tables/fields.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param, sentFields } from '../protocol/method.js';
import { missing } from '../tables/missing.js';
import { placeOf } from '../tables/places.js';
import { fold, lookup } from '../tables/query.js';
import { rowOf } from '../tables/table.js';
import type { Table } from '../tables/table.js';

/** Letters of the types that have product rows; types of one's own are `T` and the number in hexadecimal. */
const letters: Record<string, number> = { L: 1, D: 2, I: 5, Q: 7, SI: 31 };

/** Product rows: one store behind crm.item.productrow and the rows of deals, leads and quotes. They make the amount of their owner. */
export function createProductRows(
  crm: Crm,
  { rows, products, methods }: { rows: Table; products: Table | undefined; methods: Map<string, Operation> },
): MethodHandlers {
  const typeOf = (ownerType: string): number | undefined =>
    letters[ownerType] ?? (/^T[\da-f]+$/i.test(ownerType) ? Number.parseInt(ownerType.slice(1), 16) : undefined);

  function rowsOf(ownerType: string, ownerId: number): JsonObject[] {
    const ids = rows.collection.select(
      `rows ${ownerType} ${ownerId}`,
      (row) => row['ownerType'] === ownerType && Number(row['ownerId']) === ownerId,
    );
    return ids.map((id) => rowOf(rows, id)).map(({ ID, ...row }) => ({ id: Number(ID), ...row }));
  }

  /** The amount is the sum of the rows, unless it is set by hand. */
  function recount(ownerType: string, ownerId: number): void {
    const { collection } = crm.tableOf(typeOf(ownerType) ?? 0);
    if (collection.get(ownerId)?.['IS_MANUAL_OPPORTUNITY'] === 'Y') return;
    const sum = rowsOf(ownerType, ownerId).reduce((total, row) => total + Number(row['price']) * Number(row['quantity']), 0);
    collection.update(ownerId, { OPPORTUNITY: sum.toFixed(2) });
  }

  /** A row with everything that follows from what was sent. Prices are those of one piece. */
  function complete(sent: JsonObject): JsonObject {
    const number = (name: string): number | undefined => {
      const value = lookup(sent, name);
      return value === undefined || value === null || value === '' ? undefined : Number(value);
    };
    const productId = number('productId') ?? 0;
    const product = products?.collection.get(productId);
    const taxRate = number('taxRate');
    const withTax = 1 + (taxRate ?? 0) / 100;
    const price = number('price') ?? (number('priceExclusive') ?? 0) * withTax;
    const priceExclusive = price / withTax;
    const byRate = number('discountTypeId') !== 1;
    const rate = number('discountRate') ?? 0;
    const sum = byRate ? (rate < 100 ? (priceExclusive * rate) / (100 - rate) : 0) : (number('discountSum') ?? 0);
    const priceNetto = priceExclusive + sum;
    return {
      ownerType: text(lookup(sent, 'ownerType')),
      ownerId: number('ownerId') ?? 0,
      productId,
      productName: text(lookup(sent, 'productName')) || text(product && lookup(product, 'name')),
      price,
      priceAccount: price,
      priceExclusive: rounded(priceExclusive),
      priceNetto: rounded(priceNetto),
      priceBrutto: rounded(priceNetto * withTax),
      quantity: number('quantity') ?? 1,
      discountTypeId: byRate ? 2 : 1,
      discountRate: byRate ? rate : priceNetto === 0 ? 0 : rounded((sum / priceNetto) * 100),
      discountSum: rounded(sum),
      taxRate: taxRate ?? null,
      taxIncluded: lookup(sent, 'taxIncluded') === 'Y' ? 'Y' : 'N',
      customized: 'Y',
      measureCode: number('measureCode') ?? 796,
      measureName: text(lookup(sent, 'measureName')) || 'pcs',
      sort: number('sort') ?? 10,
      type: 1,
    };
  }

  function replace(ownerType: string, ownerId: number, sent: readonly JsonValue[]): void {
    for (const row of rowsOf(ownerType, ownerId)) rows.collection.remove(Number(row['id']));
    sent.filter(isObject).forEach((row, place) => rows.collection.add(complete({ sort: (place + 1) * 10, ...row, ownerType, ownerId })));
    recount(ownerType, ownerId);
  }

  function ownerOf(call: MethodCall, given: JsonObject): { ownerType: string; ownerId: number } {
    const ownerType = text(lookup(given, 'ownerType'));
    const ownerId = Number(lookup(given, 'ownerId'));
    const type = typeOf(ownerType);
    if (type === undefined) throw new MethodError(400, 'ENTITY_TYPE_NOT_SUPPORTED', `Type '${ownerType}' has no product rows`);
    if (!crm.tableOf(type).collection.get(ownerId)) throw new MethodError(400, 'OWNER_NOT_FOUND', `${call.method}: the owner is not found`);
    return { ownerType, ownerId };
  }
  function idOf(call: MethodCall): number {
    const id = Number(param(call, 'id'));
    if (!rows.collection.get(id)) throw missing(call);
    return id;
  }
  function one(id: number): JsonObject {
    const { ID: _id, ...row } = rowOf(rows, id);
    return { productRow: { id, ...row } };
  }

  const universal: MethodHandlers = {
    'crm.item.productrow.set'(call) {
      const sent = param(call, 'productRows');
      if (!Array.isArray(sent)) throw argumentError("Parameter 'productRows' must be array.", call.method);
      const { ownerType, ownerId } = ownerOf(call, call.params);
      replace(ownerType, ownerId, sent);
      return { result: { productRows: rowsOf(ownerType, ownerId) } };
    },
    'crm.item.productrow.add'(call) {
      const sent = sentFields(call);
      const owner = ownerOf(call, sent);
      const id = rows.collection.add(complete({ ...sent, ...owner }));
      recount(owner.ownerType, owner.ownerId);
      return { result: one(id) };
    },
    'crm.item.productrow.update'(call) {
      const id = idOf(call);
      const before = rows.collection.get(id) ?? {};
      const { ownerType: _type, ownerId: _owner, ...sent } = sentFields(call);
      rows.collection.update(id, complete({ ...before, ...sent }));
      recount(text(before['ownerType']), Number(before['ownerId']));
      return { result: one(id) };
    },
    'crm.item.productrow.delete'(call) {
      const id = idOf(call);
      const before = rows.collection.get(id) ?? {};
      const { ownerType, ownerId } = before;
      rows.collection.remove(id);
      recount(text(ownerType), Number(ownerId));
      return { result: null };
    },
    'crm.item.productrow.getavailableforpayment'(call) {
      const { ownerType, ownerId } = ownerOf(call, call.params);
      return { result: { productRows: rowsOf(ownerType, ownerId) } };
    },
  };

  /** Rows under the names of the methods of deals. */
  function spelled(name: string, row: JsonObject): JsonObject {
    const reader = methods.get(`crm.${name}.productrows.get`);
    const place = reader && placeOf(reader);
    const names = reader && place ? Object.keys(propertiesOf(reader.document, place.record)) : [];
    return Object.fromEntries(
      names.flatMap((key): [string, JsonValue][] => {
        const value = lookup(row, fold(key));
        return value === undefined ? [] : [[key, value]];
      }),
    );
  }

  /** crm.deal.productrows.* and its like. */
  function classic(name: string, type: number, letter: string): MethodHandlers {
    const owner = (call: MethodCall): number => {
      const id = Number(param(call, 'id'));
      if (!Number.isInteger(id) || id <= 0) throw argumentError('The parameter id is invalid or not defined', call.method);
      if (!crm.tableOf(type).collection.get(id)) throw missing(call);
      return id;
    };
    return {
      [`crm.${name}.productrows.get`]: (call) => ({ result: rowsOf(letter, owner(call)).map((row) => spelled(name, row)) }),
      [`crm.${name}.productrows.set`](call) {
        const id = owner(call);
        const sent = param(call, 'rows') ?? [];
        if (!Array.isArray(sent)) throw argumentError('The parameter rows must be array', call.method);
        replace(letter, id, sent);
        return { result: true };
      },
    };
  }

  return {
    ...universal,
    ...classic('deal', entityTypes.deals, 'D'),
    ...classic('lead', entityTypes.leads, 'L'),
    ...classic('quote', entityTypes.quotes, 'Q'),
    'crm.productrow.list'(call) {
      const filter = param(call, 'filter');
      const given = isObject(filter) ? filter : {};
      const found = rowsOf(text(lookup(given, 'ownerType')), Number(lookup(given, 'ownerId')));
      return { result: found.map((row) => spelled('deal', row)) };
    },
    'crm.productrow.fields'() {
      const reader = methods.get('crm.deal.productrows.get');
      const place = reader && placeOf(reader);
      return { result: reader && place ? describeRecord(reader.document, place.record) : {} };
    },
  };
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
