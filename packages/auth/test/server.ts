import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived, with its body parsed where it is JSON or a form. */
export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** What to answer: status, JSON body (or raw text), headers. */
export type Answer = [status: number, body: unknown, headers?: Record<string, string>];

/** A real HTTP server on loopback that remembers what it was asked. */
export interface TestServer extends AsyncDisposable {
  baseUrl: string;
  host: string;
  seen: Seen[];
}

/** Starts a server. An answer of undefined means none at all: the connection is cut. */
export async function serve(answer: (seen: Seen, count: number) => Answer | undefined | Promise<Answer | undefined>): Promise<TestServer> {
  const seen: Seen[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const body: Record<string, unknown> = form ? Object.fromEntries(new URLSearchParams(text)) : text ? JSON.parse(text) : {};
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
    seen.push(one);
    const reply = await answer(one, seen.length);
    if (!reply) return void response.destroy();
    const raw = typeof reply[1] === 'string';
    response.writeHead(reply[0], { 'content-type': raw ? 'text/html' : 'application/json', ...reply[2] });
    response.end(raw ? reply[1] : JSON.stringify(reply[1]));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl: `http://${host}`,
    host,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The error of a promise or a function that must fail. */
export async function failure<E extends Error = Error>(work: Promise<unknown> | (() => unknown)): Promise<E> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return error as E;
  }
  throw new Error('It did not fail.');
}

/** Everything an error shows, by any way of showing it. */
export function shown(error: Error): string {
  const parts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    parts.push(String(at), at.stack ?? '', JSON.stringify(at), JSON.stringify(Object.getOwnPropertyDescriptors(at)));
  return parts.join('\n');
}

/** An unsigned JWT. */
export function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.c2ln`;
}

/** A clock that stands still until moved; sleeping moves it, so nothing ever waits and no timeout fires. */
export function handClock(now: number = Date.UTC(2030, 0, 1)): {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  random(): number;
  move(ms: number): void;
} {
  return {
    now: () => now,
    random: () => 0,
    // Timeouts are longer than any backoff; they only end when the work is done.
    sleep: (ms, signal) =>
      ms < 20_000
        ? Promise.resolve(void (now += ms))
        : new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true })),
    move: (ms) => void (now += ms),
  };
}
