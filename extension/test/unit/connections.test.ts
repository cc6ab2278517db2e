import { describe, expect, it } from 'vitest';
import { parseStored } from '../../src/auth/stored.ts';
import { addressOf, checkAddress, isConnection } from '../../src/core/connection.ts';
import { readSandboxFile, SandboxFileError } from '../../src/core/sandbox-file.ts';

const sandbox = {
  hubex: { baseUrl: 'http://127.0.0.1:4010/fsm', serviceToken: 'token' },
  bitrix24: { webhook: 'http://127.0.0.1:4011/rest/1/code/' },
  workly: { baseUrl: 'http://127.0.0.1:4012/v1', clientId: 'id', clientSecret: 'secret', username: 'user', password: 'password' },
};

describe('checkAddress', () => {
  it.each([
    ['https://api.example.com/fsm', undefined],
    ['http://127.0.0.1:4010/fsm', undefined],
    ['http://localhost:4010', undefined],
    ['http://[::1]:4010', undefined],
    ['api.example.com', 'notAUrl'],
    ['ftp://api.example.com', 'notHttp'],
    ['http://api.example.com', 'insecure'],
    ['http://127.0.0.1.example.com', 'insecure'],
    ['https://user:password@api.example.com', 'hasSecret'],
    ['https://api.example.com/?token=1', 'hasSecret'],
  ])('%s: %s', (address, problem) => expect(checkAddress(address)).toBe(problem));
});

describe('isConnection', () => {
  const connection = { id: '1', provider: 'hubex', kind: 'hubexLogin', label: 'anna' };
  it('accepts what was stored', () => expect(isConnection({ ...connection, baseUrl: 'https://example.com' })).toBe(true));
  it.each([
    [null],
    [{ ...connection, id: 1 }],
    [{ ...connection, provider: 'other' }],
    [{ ...connection, kind: 'bitrix24Webhook' }],
    [{ ...connection, baseUrl: 1 }],
    [{ ...connection, baseUrl: 'damaged' }],
  ])('refuses %j', (value) => expect(isConnection(value)).toBe(false));
});

describe('readSandboxFile', () => {
  it('makes a connection a provider, with secrets in the credentials only', () => {
    const connections = readSandboxFile(JSON.stringify(sandbox));
    expect(connections.map(({ connection }) => [connection.provider, connection.baseUrl])).toEqual([
      ['hubex', 'http://127.0.0.1:4010/fsm'],
      ['bitrix24', 'http://127.0.0.1:4011'],
      ['workly', 'http://127.0.0.1:4012/v1'],
    ]);
    expect(connections.every(({ connection }) => isConnection(connection))).toBe(true);
    const shown = JSON.stringify(connections.map(({ connection: { id, label, baseUrl } }) => [id, label, baseUrl]));
    for (const secret of ['token', 'code', 'secret', 'password']) expect(shown).not.toContain(secret);
    expect(addressOf(connections[0]!.connection)).toBe('127.0.0.1:4010');
  });

  it.each([
    ['not json', 'JSON'],
    ['[]', 'JSON'],
    ['{}', 'hubex'],
    [JSON.stringify({ ...sandbox, workly: { ...sandbox.workly, password: '' } }), 'workly.password'],
    [JSON.stringify({ ...sandbox, bitrix24: { webhook: 'nowhere' } }), 'bitrix24.webhook'],
    [JSON.stringify({ ...sandbox, hubex: { ...sandbox.hubex, baseUrl: 'http://example.com' } }), 'hubex.baseUrl'],
  ])('names the field that is wrong in %s', (text, field) => {
    expect(() => readSandboxFile(text)).toThrow(expect.objectContaining({ field }));
    expect(() => readSandboxFile(text)).toThrow(SandboxFileError);
  });
});

describe('parseStored', () => {
  it('reads a record', () => expect(parseStored('{"kind":"hubexLogin"}')).toEqual({ kind: 'hubexLogin' }));
  it.each([[undefined], ['secret-that-was-cut-off'], ['{"password":"sec'], ['"text"']])(
    'counts %s as missing, without quoting it',
    (text) => expect(parseStored(text)).toBeUndefined(),
  );
});
