import type { JsonObject } from '../../json.js';

/** What sets the records at the start apart, where samples of a schema would be three times the same. */
export const departments: readonly JsonObject[] = [
  { NAME: 'Example Company', SORT: '100', PARENT: null },
  { NAME: 'Sales', SORT: '200', PARENT: '1' },
  { NAME: 'Service', SORT: '300', PARENT: '1' },
];

/** One of the prices is the base. */
export const priceTypes: readonly JsonObject[] = [
  { name: 'Retail', base: 'Y', sort: 100, xmlId: 'RETAIL' },
  { name: 'Wholesale', base: 'N', sort: 200, xmlId: 'WHOLESALE' },
  { name: 'Partners', base: 'N', sort: 300, xmlId: 'PARTNERS' },
];

/** The products of the CRM, their variations, and a catalog more. */
export const catalogs: readonly JsonObject[] = [
  { name: 'Products', iblockId: 1, productIblockId: null, skuPropertyId: null },
  { name: 'Variations', iblockId: 2, productIblockId: 1, skuPropertyId: 1 },
  { name: 'Spare parts', iblockId: 3, productIblockId: null, skuPropertyId: null },
];

/** Templates of requisites. */
export const presets: readonly JsonObject[] = [
  { NAME: 'Company', SORT: 100 },
  { NAME: 'Sole trader', SORT: 200 },
  { NAME: 'Person', SORT: 300 },
];
