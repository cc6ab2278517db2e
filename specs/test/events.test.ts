import { describe, expect, test } from 'vitest';
import { type Bundle, eventsOf, readBundle } from '../scripts/bundled.ts';
import { checkExamples, type Example } from '../scripts/check-examples.ts';
import { eventCoverageOf } from '../scripts/coverage-of.ts';

const event = (operationId: string, delivery: 'handler' | 'frame', schema: object): Bundle['paths'][string] => ({
  post: { operationId, 'x-portolan-delivery': delivery, requestBody: { content: { any: { schema } } }, responses: {} },
});
const posted = (data: object): object => ({ allOf: [{ type: 'object', required: ['data'], properties: { data } }] });
const bundle: Bundle = {
  paths: {},
  webhooks: {
    ONTHINGADD: event('onThingAdd', 'handler', posted({ type: 'object', required: ['ID'], properties: { ID: { type: 'string' } } })),
    ONANYTHING: event('onAnything', 'handler', posted({ type: 'object' })),
    launch: { post: { operationId: 'launch', responses: {} } },
    'Card::Click': event('cardClick', 'frame', { type: 'array', prefixItems: [{ type: 'integer' }] }),
  },
};
const example = (path: string, json: unknown): Example => ({ document: 'e', method: 'POST', path, kind: 'event', status: null, json });
const problems = (path: string, json: unknown): string[] => checkExamples(bundle, [example(path, json)])[0]!.problems;

describe('an example of an event', () => {
  test('of a handler is checked as the form that arrives', () => {
    expect(problems('ONTHINGADD', { data: { ID: 7 } })).toEqual([]);
    expect(problems('ONTHINGADD', { data: { NAME: 'A' } })).toEqual(["/data must have required property 'ID'"]);
  });

  test('of a frame is checked as it is', () => {
    expect(problems('Card::Click', [7])).toEqual([]);
    expect(problems('Card::Click', ['7'])).toEqual(['/0 must be integer']);
  });

  test('of an event that nobody described is refused', () => {
    expect(problems('ONNOTHING', {})).toEqual(['the operation is not in the document']);
  });
});

test('coverage counts typed data and documented examples, and leaves out webhooks that are no events', () => {
  expect(eventCoverageOf(bundle, [example('ONTHINGADD', {})])).toEqual({
    posted: { done: 2, of: 3 },
    typed: { done: 2, of: 3 },
    documented: { done: 1, of: 3 },
  });
});

describe('the events of Bitrix24', () => {
  const real = readBundle('bitrix24/events');

  test('are all there, each with typed data', () => {
    const { posted: handlers, typed } = eventCoverageOf(real);
    expect(handlers).toEqual({ done: 203, of: 223 });
    expect(typed.done).toBe(223);
  });

  test('are named as they arrive: in upper case to handlers, and the documented spelling means the same', () => {
    for (const { path, operation } of eventsOf(real)) {
      const { 'x-portolan-delivery': delivery, 'x-portolan-name': name } = operation;
      if (delivery === 'handler') expect(path).toMatch(/^[A-Z0-9.]+$/);
      if (name !== undefined) expect(name.toUpperCase()).toBe(path);
    }
  });
});
