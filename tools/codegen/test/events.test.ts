import { describe, expect, test } from 'vitest';
import type { Document, Operation, Schema } from '../src/documents.ts';
import { eventFiles } from '../src/events.ts';
import { documentOf, operation } from './support.ts';

const id: Schema = { type: 'object', required: ['ID'], properties: { ID: { type: 'string' } } };
const event = (operationId: string, schema: Schema, rest: Partial<Operation> = {}): { post: Operation } => ({
  post: operation(operationId, {
    summary: 'A thing happened',
    requestBody: { required: true, content: { 'application/json': { schema } } },
    ...rest,
  }),
});
const posted = (operationId: string, rest: Partial<Operation> = {}): { post: Operation } =>
  event(
    operationId,
    { allOf: [{ $ref: '#/components/schemas/Delivery' }, { type: 'object', required: ['data'], properties: { data: id } }] },
    rest,
  );

async function generated(webhooks: Document['webhooks']): Promise<{ types: string; index: string }> {
  const auth: Schema = { type: 'object', properties: { domain: { type: 'string' } } };
  const delivery: Schema = { type: 'object', properties: { auth: { $ref: '#/components/schemas/EventAuth' } } };
  const files = await eventFiles({ ...documentOf({}, { Delivery: delivery, EventAuth: auth }), webhooks: webhooks ?? {} });
  return { types: files.get('types.ts')!, index: files.get('index.ts')! };
}
/** The properties of an interface, comments left out. */
const properties = (index: string, name: string): string[] =>
  [...(new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(index)?.[1] ?? '').matchAll(/^ {2}('.*;)$/gm)].map(
    ([, line]) => line!,
  );

describe('events', () => {
  test('what is posted and what a frame is told stand in maps of their own, by name', async () => {
    const { types, index } = await generated({
      ONTHINGADD: posted('onThingAdd', { 'x-portolan-delivery': 'handler' }),
      'Card::Click': event(
        'cardClick',
        { type: 'array', prefixItems: [{ type: 'string' }], minItems: 1, maxItems: 1 },
        { 'x-portolan-delivery': 'frame' },
      ),
      'Card::Close': event('cardClose', { type: 'array', items: { type: 'string' }, maxItems: 0 }, { 'x-portolan-delivery': 'frame' }),
    });
    expect(properties(index, 'EventPayloads')).toEqual(["'ONTHINGADD': OnThingAddWebhookPayload;"]);
    expect(properties(index, 'FrameEventPayloads')).toEqual(["'Card::Click': CardClickWebhookPayload;", "'Card::Close': [];"]);
    expect(index).toContain('export type EventData = { [Name in keyof EventPayloads]: Data<EventPayloads[Name]> };');
    expect(index).toContain("import type { CardClickWebhookPayload, OnThingAddWebhookPayload } from './types.js';");
    expect(types).toMatch(/export type CardClickWebhookPayload = \[\s*string\s*\];/);
    expect(types).toMatch(/export type OnThingAddWebhookPayload = Delivery & \{\s*data: \{\s*ID: string;/);
  });

  test('a name shows its scope, its spelling in the documentation and what replaces it', async () => {
    const facts: Partial<Operation> = {
      'x-portolan-scope': ['crm'],
      'x-portolan-name': 'onThingAdd',
      deprecated: true,
      'x-portolan-replacement': 'ONITEMADD',
    };
    const { index } = await generated({ ONTHINGADD: posted('onThingAdd', { 'x-portolan-delivery': 'handler', ...facts }) });
    expect(index).toContain('   * A thing happened.');
    expect(index).toContain('   * Scope: crm. In the documentation: onThingAdd.');
    expect(index).toContain('   * @deprecated Use ONITEMADD.');
  });

  test('an event without a delivery is named', async () => {
    await expect(generated({ ONTHINGADD: posted('onThingAdd') })).rejects.toThrow(
      'ONTHINGADD: x-portolan-delivery must be handler or frame, see specs/README.md.',
    );
  });
});
