import { checkAddress, type Connection, type Credentials } from './connection.ts';
import { isObject } from './schema.ts';

/** A connection with what signs it in, before it is stored. */
export interface NewConnection {
  readonly connection: Connection;
  readonly credentials: Credentials;
}

/** A sandbox description that cannot be used: says which field is missing or wrong. */
export class SandboxFileError extends Error {
  readonly field: string;

  constructor(field: string) {
    super(field);
    this.field = field;
  }
}

/**
 * Reads what `startSandbox()` printed: addresses and demonstration credentials of the three local stand-ins.
 * @param label the name of the connections
 * @throws SandboxFileError naming the field that is missing
 */
export function readSandboxFile(text: string, label = 'Sandbox'): readonly NewConnection[] {
  const root = parse(text);
  const hubex = section(root, 'hubex');
  const bitrix24 = section(root, 'bitrix24');
  const workly = section(root, 'workly');
  return [
    {
      connection: {
        id: 'hubex-sandbox',
        provider: 'hubex',
        kind: 'hubexServiceToken',
        label,
        baseUrl: address(hubex, 'hubex', 'baseUrl'),
      },
      credentials: { kind: 'hubexServiceToken', serviceToken: string(hubex, 'hubex', 'serviceToken') },
    },
    {
      connection: {
        id: 'bitrix24-sandbox',
        provider: 'bitrix24',
        kind: 'bitrix24Webhook',
        label,
        baseUrl: new URL(address(bitrix24, 'bitrix24', 'webhook')).origin,
      },
      credentials: { kind: 'bitrix24Webhook', url: string(bitrix24, 'bitrix24', 'webhook') },
    },
    {
      connection: {
        id: 'workly-sandbox',
        provider: 'workly',
        kind: 'worklyPassword',
        label,
        baseUrl: address(workly, 'workly', 'baseUrl'),
      },
      credentials: {
        kind: 'worklyPassword',
        clientId: string(workly, 'workly', 'clientId'),
        clientSecret: string(workly, 'workly', 'clientSecret'),
        username: string(workly, 'workly', 'username'),
        password: string(workly, 'workly', 'password'),
      },
    },
  ];
}

function parse(text: string): Record<string, unknown> {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    throw new SandboxFileError('JSON');
  }
  if (!isObject(root)) throw new SandboxFileError('JSON');
  return root;
}

function section(root: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = root[name];
  if (!isObject(value)) throw new SandboxFileError(name);
  return value;
}

function string(value: Record<string, unknown>, sectionName: string, name: string): string {
  const text = value[name];
  if (typeof text !== 'string' || text === '') throw new SandboxFileError(`${sectionName}.${name}`);
  return text;
}

function address(value: Record<string, unknown>, sectionName: string, name: string): string {
  const text = string(value, sectionName, name);
  if (checkAddress(text) !== undefined) throw new SandboxFileError(`${sectionName}.${name}`);
  return text;
}
