import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox } from '../src/index.js';
import type { Sandbox, SandboxOptions } from '../src/index.js';

/** A sandbox whose Bitrix24 bucket does not get in the way of tests that are not about it. */
export function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ bitrix24Limits: { capacity: 100_000 }, ...options });
}

/** An answer with its body read. */
export interface Answer {
  status: number;
  headers: Headers;
  // Tests look into answers of many shapes.
  body: ReturnType<typeof JSON.parse>;
  text: string;
}

export async function send(
  url: string,
  init: {
    method?: string;
    headers?: Record<string, string>;
    json?: unknown;
    form?: Record<string, string>;
    body?: BodyInit;
    redirect?: RequestRedirect;
  } = {},
): Promise<Answer> {
  const { json, form, headers = {}, body, ...rest } = init;
  const response = await fetch(url, {
    ...rest,
    method: init.method ?? (json !== undefined || form || body ? 'POST' : 'GET'),
    headers: { ...(json !== undefined ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(json !== undefined ? { body: JSON.stringify(json) } : form ? { body: new URLSearchParams(form) } : body ? { body } : {}),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, text, body: isJson && text !== '' ? JSON.parse(text) : undefined };
}

/** Headers of a HubEx call with a fresh access token. */
export async function hubexHeaders(to: Sandbox, serviceToken: string = to.hubex.serviceToken): Promise<Record<string, string>> {
  const { body } = await send(`${to.hubex.baseUrl}/AUTHZ/AccessTokens`, { json: { serviceToken } });
  return { authorization: `Bearer ${body.access_token}`, 'x-application-id': '5' };
}

/** Calls HubEx with a token. */
export interface HubexCaller {
  (method: string, path: string, json?: unknown, extra?: Record<string, string>): Promise<Answer>;
  headers: Record<string, string>;
}

/** A caller of HubEx who has signed in with a service token. */
export async function hubexCaller(to: Sandbox, serviceToken?: string): Promise<HubexCaller> {
  const headers = await hubexHeaders(to, serviceToken);
  const call = (method: string, path: string, json?: unknown, extra: Record<string, string> = {}): Promise<Answer> =>
    send(`${to.hubex.baseUrl}${path}`, {
      method,
      headers: { ...headers, ...extra },
      ...(json === undefined ? {} : { json }),
      redirect: 'manual',
    });
  return Object.assign(call, { headers });
}

/** What `items=0-0/total` and the like say. */
export function totalOf({ headers }: Answer): number {
  return Number(headers.get('content-range')?.split('/')[1]);
}

/** Grants of Workly. */
export function worklyGrant(to: Sandbox, fields: Partial<Record<string, string>> = {}): Promise<Answer> {
  const { clientId, clientSecret, username, password } = to.workly;
  const form = { grant_type: 'password', client_id: clientId, client_secret: clientSecret, username, password, ...fields } as Record<
    string,
    string
  >;
  return send(`${to.workly.baseUrl}/oauth/token`, { form });
}

export async function worklyHeaders(to: Sandbox): Promise<Record<string, string>> {
  return { authorization: `Bearer ${(await worklyGrant(to)).body.access_token}` };
}

/** Goes through the authorization page and returns the parameters of the redirect. */
export async function allow(to: Sandbox, fields: Record<string, string> = {}): Promise<URLSearchParams> {
  const form = { client_id: to.bitrix24.clientId, state: 's1', decision: 'allow', ...fields };
  const { headers } = await send(to.bitrix24.authorizeUrl, { form, redirect: 'manual' });
  return new URL(headers.get('location') ?? '').searchParams;
}

/** Tokens of the demo application. */
export async function bitrixTokens(to: Sandbox, fields: Record<string, string> = {}): Promise<Record<string, string>> {
  const { clientId, clientSecret, tokenUrl } = to.bitrix24;
  const grant = fields['refresh_token'] ? {} : { grant_type: 'authorization_code', code: (await allow(to)).get('code') ?? '' };
  return (await send(tokenUrl, { form: { client_id: clientId, client_secret: clientSecret, ...grant, ...fields } })).body;
}

/** An address of this machine that the sandbox calls. */
export interface Listener {
  uri: string;
  server: Server;
}

/** Listens; `hear` gets every call and gives the status to answer. */
export async function listen(hear: (call: { url: URL; type: string | undefined; text: string }) => number): Promise<Listener> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://127.0.0.1');
      response.writeHead(hear({ url, type: request.headers['content-type'], text: Buffer.concat(parts).toString() })).end('the page');
    });
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return { uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=secret`, server };
}
