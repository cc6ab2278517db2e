import { describe, expect, it } from 'vitest';
import { factsOf } from '../src/list/facts.js';
import { shapeOf } from '../src/list/shape.js';

const facts = factsOf('v2', 'crm.deal.list');
const rangeOf = (filter: object): unknown => shapeOf(facts, 'v2', { filter })?.range;

describe('conditions of the caller on the id', () => {
  it.each([
    [{ '>ID': 4 }, { from: 4, to: Infinity }],
    [{ '>ID': 4.5 }, { from: 4, to: Infinity }],
    [{ '>=ID': 5 }, { from: 4, to: Infinity }],
    [{ '>=ID': 4.5 }, { from: 4, to: Infinity }],
    [{ '<ID': 8 }, { from: -1, to: 7 }],
    [{ '<ID': 7.5 }, { from: -1, to: 7 }],
    [{ '<=ID': 7.5 }, { from: -1, to: 7 }],
    [
      { '>ID': '2', '<=id': '9' },
      { from: 2, to: 9 },
    ],
    [{ '!ID': 5 }, { from: -1, to: Infinity }],
  ])('%j are the bounds %j', (filter, range) => {
    expect(rangeOf(filter)).toEqual(range);
  });

  it.each([
    ['one of several alternatives', { logic: 'OR', '>ID': 5, TITLE: 'x' }],
    ['joined by a logic of another spelling', { '::LOGIC': 'OR', TITLE: 'x' }],
    ['no number', { '>ID': '' }],
  ])('keep a list from being walked by it when they are %s', (_, filter) => {
    expect(rangeOf(filter)).toBeUndefined();
  });
});
