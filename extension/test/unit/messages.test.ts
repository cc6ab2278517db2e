import { describe, expect, it } from 'vitest';
import { parseFromWebview, parseToWebview, parseValues } from '../../src/core/messages.ts';

describe('messages from the webview', () => {
  it.each([
    [{ type: 'ready' }],
    [{ type: 'send', values: { 'path:id': '1', 'query:ids': ['1', '2'] } }],
    [{ type: 'changed', values: {} }],
    [{ type: 'connection', id: 'hubex-1' }],
    [{ type: 'cancel' }],
  ])('accepts %j', (message) => expect(parseFromWebview(message)).toEqual(message));

  it.each([
    [undefined],
    ['ready'],
    [{ type: 'eval' }],
    [{ type: 'send' }],
    [{ type: 'send', values: { a: 1 } }],
    [{ type: 'send', values: { a: [1] } }],
    [{ type: 'send', values: [] }],
    [{ type: 'connection', id: 7 }],
    [[]],
  ])('drops %j', (message) => expect(parseFromWebview(message)).toBeUndefined());

  it('passes nothing on that it does not know', () => {
    expect(parseFromWebview({ type: 'cancel', command: 'rm' })).toEqual({ type: 'cancel' });
  });
});

describe('messages to the webview', () => {
  it('accepts ours and drops the rest', () => {
    expect(parseToWebview({ type: 'sending', sending: true })).toEqual({ type: 'sending', sending: true });
    expect(parseToWebview({ type: 'model' })).toBeUndefined();
    expect(parseToWebview({ type: 'other', other: 1 })).toBeUndefined();
    expect(parseToWebview('model')).toBeUndefined();
  });
});

describe('saved values', () => {
  it('are read only when they are texts', () => {
    expect(parseValues({ a: 'x', b: ['y'] })).toEqual({ a: 'x', b: ['y'] });
    expect(parseValues({ a: { b: 1 } })).toBeUndefined();
    expect(parseValues(null)).toBeUndefined();
  });
});
