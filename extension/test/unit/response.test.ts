import { describe, expect, it } from 'vitest';
import { formatDuration, formatSize } from '../../src/core/format.ts';
import { headersText, shownHeaders, statusLine, type Exchange } from '../../src/core/response/exchange.ts';
import { decodeText, mediaOf, mediaTypeOf, prettyJson } from '../../src/core/response/media.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('mediaOf', () => {
  it.each([
    ['application/json; charset=utf-8', '{}', 'text', 'json'],
    ['application/problem+json', '{}', 'text', 'json'],
    ['text/html', '<p>', 'text', 'html'],
    ['application/xml', '<a/>', 'text', 'xml'],
    [null, '{"a":1}', 'text', 'json'],
    [null, 'plain', 'text', 'txt'],
    ['image/png', '\u0000png', 'binary', 'png'],
    ['application/octet-stream', 'x', 'binary', 'bin'],
    ['application/json', '', 'empty', 'txt'],
  ])('%s with %j is %s, .%s', (type, text, kind, extension) => {
    expect(mediaOf(type, bytes(text))).toMatchObject({ kind, extension });
  });
});

describe('prettyJson', () => {
  it('indents', () => expect(prettyJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}'));
  it('leaves alone what is not JSON', () => expect(prettyJson('<html>')).toBe('<html>'));
  it('keeps the digits of numbers that JavaScript would round', () =>
    expect(prettyJson('{"id":12345678901234567890}')).toContain('12345678901234567890'));
});

describe('shownHeaders', () => {
  it('hides values that could sign a call', () => {
    const headers = new Headers({
      'set-cookie': 'sid=1',
      'x-auth-token': 'secret',
      'content-type': 'text/plain',
      'x-api-key': 'k',
      'www-authenticate': 'Bearer',
    });
    expect(Object.fromEntries(shownHeaders(headers))).toEqual({
      'content-type': 'text/plain',
      'set-cookie': '•••',
      'x-auth-token': '•••',
      'x-api-key': '•••',
      'www-authenticate': '•••',
    });
  });
});

describe('headersText', () => {
  it('reads like the exchange', () => {
    const exchange: Exchange = {
      operationId: 'hubex/work/listTasks',
      name: 'listTasks',
      provider: 'hubex',
      method: 'GET',
      target: '/WORK/Tasks?fetch=2',
      account: 'Sandbox',
      status: 206,
      statusText: '',
      headers: [['content-range', 'items=1-2/9']],
      bytes: bytes('{}'),
      media: mediaOf('application/json', bytes('{}')),
      duration: 12,
    };
    expect(headersText(exchange)).toBe('# Sandbox\nGET /WORK/Tasks?fetch=2\n\nHTTP/1.1 206 Partial Content\ncontent-range: items=1-2/9\n');
    expect(statusLine({ status: 299, statusText: '' })).toBe('299');
  });
});

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [842, '842 B'],
    [1300, '1.3 kB'],
    [2_400_000, '2.4 MB'],
  ])('%i bytes are %s', (size, text) => {
    expect(formatSize(size, 'en').replaceAll('\u00a0', ' ')).toBe(text);
  });
  it('speak Russian', () => expect(formatSize(1300, 'ru')).toMatch(/1,3.кБ/));
  it.each([
    [41.6, '42 ms'],
    [1240, '1.24 sec'],
  ])('%d ms are %s', (time, text) => expect(formatDuration(time, 'en')).toBe(text));
});

describe('addresses in headers', () => {
  it('lose their parameters, which may sign a call', () => {
    const headers = new Headers({ location: 'https://a.example/b?auth=geheim#geheim', link: '<https://a.example/?t=geheim>; rel="next"' });
    expect(Object.fromEntries(shownHeaders(headers))).toEqual({
      location: 'https://a.example/b?•••',
      link: '<https://a.example/?•••>; rel="next"',
    });
  });
});

describe('decodeText', () => {
  it('follows the charset of the answer, and takes UTF-8 for one that nobody knows', () => {
    const { charset } = mediaOf('text/html; charset="windows-1251"', bytes('x'));
    expect(decodeText(new Uint8Array([0xcf, 0xf0]), charset)).toBe('Пр');
    expect(decodeText(bytes('Пр'), 'klingon')).toBe('Пр');
    expect(decodeText(bytes('Пр'))).toBe('Пр');
  });
});

describe('mediaTypeOf', () => {
  it.each([
    ['a.PNG', 'image/png'],
    ['a.jpeg', 'image/jpeg'],
    ['a', 'application/octet-stream'],
  ])('%s is %s', (name, type) => expect(mediaTypeOf(name)).toBe(type));
});
