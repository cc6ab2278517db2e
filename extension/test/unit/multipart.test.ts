import { describe, expect, it } from 'vitest';
import { formOf } from '../../src/core/form/field.ts';
import { multipartBody } from '../../src/core/form/parts.ts';
import { readForm } from '../../src/core/form/values.ts';
import { details } from './operations.ts';

const upload = details({
  definitions: {
    Attachment: {
      type: 'object',
      required: ['file'],
      properties: {
        file: { type: 'string', format: 'binary' },
        isPublic: { type: 'boolean' },
        roles: { type: 'array', items: { type: 'integer' } },
      },
    },
  },
  body: {
    contentType: 'multipart/form-data',
    required: true,
    schema: {
      type: 'object',
      required: ['cover', 'Attachments'],
      properties: {
        Message: { type: 'string' },
        cover: { type: 'string', format: 'binary' },
        Attachments: { type: 'array', items: { $ref: '#/definitions/Attachment' } },
      },
    },
  },
});
const read = async ({ name }: { readonly name: string }) => new File([], name);

describe('the form of a multipart body', () => {
  const fields = formOf(upload);

  it('has a field a part, and for a list of files what each may say of itself', () => {
    expect(fields.map(({ key, kind, required }) => [key, kind, required])).toEqual([
      ['body:Message', 'text', false],
      ['body:cover', 'file', true],
      ['body:Attachments[].file', 'files', true],
      ['body:Attachments[].isPublic', 'boolean', false],
      ['body:Attachments[].roles', 'list', false],
    ]);
  });

  it('becomes a body with one item a file', async () => {
    const { parameters, problems } = readForm(fields, {
      'body:Message': 'hello',
      'body:cover': ['file:///a/cover%20page.png'],
      'body:Attachments[].file': ['file:///a/1.txt', 'memfs:/2.txt'],
      'body:Attachments[].isPublic': 'true',
    });
    expect(problems).toEqual([]);
    expect(await multipartBody(parameters.parts, read)).toEqual({
      Message: 'hello',
      cover: expect.objectContaining({ name: 'cover page.png' }),
      Attachments: [
        { file: expect.objectContaining({ name: '1.txt' }), isPublic: true },
        { file: expect.objectContaining({ name: '2.txt' }), isPublic: true },
      ],
    });
  });

  it('asks for the files that are required', () => {
    expect(readForm(fields, {}).problems.map(({ key, code }) => [key, code])).toEqual([
      ['body:cover', 'required'],
      ['body:Attachments[].file', 'required'],
    ]);
  });
});
