import { describe, expect, it } from 'vitest';
import { withoutDeprecatedAlternatives } from '../src/alternatives.ts';
import type { Document } from '../src/documents.ts';

const document = (schema: object, schemas: object = {}): Document =>
  ({
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    servers: [],
    tags: [],
    paths: {},
    components: { schemas: { Body: schema, ...schemas } },
  }) as unknown as Document;

describe('withoutDeprecatedAlternatives', () => {
  it('leaves the way to write it today, and drops the schema of the old one', () => {
    const source = document(
      { description: 'A body.', anyOf: [{ type: 'object', required: ['id'] }, { $ref: '#/components/schemas/Old' }] },
      { Old: { type: 'object', deprecated: true } },
    );
    expect(withoutDeprecatedAlternatives(source).components.schemas).toEqual({
      Body: { description: 'A body.', type: 'object', required: ['id'] },
    });
    expect(source.components.schemas).toHaveProperty('Old');
  });

  it('keeps the others of several alternatives, and everything when all are deprecated', () => {
    const some = document({ anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null', deprecated: true }] });
    expect(withoutDeprecatedAlternatives(some).components.schemas).toEqual({ Body: { anyOf: [{ type: 'string' }, { type: 'number' }] } });
    const all = document({ anyOf: [{ type: 'string', deprecated: true }] });
    expect(withoutDeprecatedAlternatives(all)).toEqual(all);
  });
});
