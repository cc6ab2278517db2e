import { expect, test } from 'vitest';
import { sortBy } from '../src/bitrix24/tables/order.js';

const sorted = (values: readonly string[], descending = false): number[] =>
  sortBy(
    values.map((_value, index) => index),
    (id) => values[id] ?? '',
    descending,
  );

test('equal values keep their order, both ways round, however they are written', () => {
  expect(sorted(['2', '1', '1.0', '10', '2.00'])).toEqual([1, 2, 0, 4, 3]);
  expect(sorted(['2', '1', '1.0', '10', '2.00'], true)).toEqual([3, 0, 4, 1, 2]);
  expect(sorted(['b', 'A', 'a', 'B', 'a'])).toEqual([1, 2, 4, 0, 3]);
});
test('dates go by time, also across zones', () => {
  const day = (zone: string) => `2026-02-16T12:00:00${zone}`;
  expect(sorted([day('+03:00'), '2026-02-15T12:00:00+03:00'])).toEqual([1, 0]);
  expect(sorted([day('+00:00'), day('+03:00'), '2026-02-16T09:00:00+00:00'])).toEqual([1, 2, 0]);
});
