import { expect, test } from 'vitest';
import { asForm } from '../scripts/form.ts';

test.each<[string, unknown, unknown]>([
  ['scalars are texts', { id: 7, cost: 0.5, name: 'A' }, { id: '7', cost: '0.5', name: 'A' }],
  ['flags are 1 and 0, null is empty', { yes: true, no: false, none: null }, { yes: '1', no: '0', none: '' }],
  ['what is empty is missing, up to where something is left', { list: [], map: { inner: {} }, id: 1 }, { id: '1' }],
  ['lists stay lists', { ids: [1, 2], deep: [{ id: 1, more: [] }] }, { ids: ['1', '2'], deep: [{ id: '1' }] }],
  ['nothing at all', {}, undefined],
])('%s', (_, json, form) => {
  expect(asForm(json)).toEqual(form);
});
