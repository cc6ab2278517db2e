import type { Resource } from './resource.js';
import { addresses, currencies, directories, pipelines, smartProcesses } from '../crm/seed.js';
import { productRowAt, seedOf, userfieldOf } from '../seed.js';
import { catalogs, departments, presets, priceTypes } from './starts.js';
import { tablesV3 } from '../v3/tables.js';

const userfieldOwners = ['deal', 'lead', 'contact', 'company', 'quote'];

/** A collection whose methods have the usual last words. */
const plain = (prefix: string, collection = prefix): Resource => ({ collection, prefix });

/**
 * Which methods work on which collection. A line makes a family of methods stateful; what their parameters and answers are called
 * and where records are in an answer is read from the specs. What needs more than that is in a file of its own (CRM, tasks, Drive).
 */
export const tables: readonly Resource[] = [
  ...['activity', 'vat', 'timeline.comment', 'requisite'].map((name) => plain(`crm.${name}`)),
  { ...plain('crm.type'), seed: smartProcesses },
  { ...plain('crm.status'), seed: directories },
  { ...plain('crm.category'), seed: pipelines, firstId: 0 },
  { ...plain('crm.currency'), seed: currencies, key: ['CURRENCY'] },
  { ...plain('crm.address'), seed: addresses, key: ['TYPE_ID', 'ENTITY_TYPE_ID', 'ENTITY_ID'] },
  { ...plain('crm.requisite.preset'), starts: presets },
  ...['requisite.bankdetail', 'stagehistory', 'webform', 'measure'].map((name) => plain(`crm.${name}`)),
  { ...plain('crm.item.productrow'), seed: seedOf(productRowAt, 3) },
  ...userfieldOwners.map((name) => ({
    ...plain(`crm.${name}.userfield`, 'crm.userfield'),
    within: { ENTITY_ID: `CRM_${name.toUpperCase()}` },
    seed: () => userfieldOwners.map(userfieldOf),
  })),
  plain('crm.requisite.userfield'),
  ...['deal', 'lead', 'contact', 'company'].map((name) => plain(`crm.${name}.recurring`)),
  { collection: 'user.userfield', prefix: 'user.userfield' },
  ...['product', 'section', 'price', 'vat', 'measure', 'ratio', 'store', 'storeProduct', 'document', 'roundingRule'].map((name) =>
    plain(`catalog.${name}`),
  ),
  ...['productProperty', 'productPropertyEnum', 'productImage', 'extra', 'document.element'].map((name) => plain(`catalog.${name}`)),
  { ...plain('catalog.priceType'), starts: priceTypes },
  { ...plain('catalog.catalog'), starts: catalogs },
  { collection: 'catalog.product', prefix: 'catalog.product.sku' },
  { collection: 'catalog.offer', prefix: 'catalog.product.offer' },
  { collection: 'catalog.service', prefix: 'catalog.product.service' },
  ...['order', 'basketItem', 'payment', 'shipment', 'status', 'property', 'propertyGroup', 'persontype', 'delivery'].map((name) =>
    plain(`sale.${name}`),
  ),
  ...['basketProperties', 'shipmentItem', 'paymentItemBasket', 'paymentItemShipment', 'propertyVariant', 'tradePlatform'].map((name) =>
    plain(`sale.${name}`),
  ),
  { collection: 'departments', prefix: 'department', verbs: { list: ['get'], get: [] }, starts: departments },
  { collection: 'groups', prefix: 'sonet_group', id: 'GROUP_ID', verbs: { list: ['get'], get: [], add: ['create'] } },
  ...tablesV3,
];
