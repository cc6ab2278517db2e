import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Seen {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  bytes: Buffer;
  json: Record<string, unknown>;
}

/** A server on loopback that remembers what it was asked. */
export interface TestPortal extends AsyncDisposable {
  origin: string;
  host: string;
  seen: Seen[];
}

type Answer = { status?: number; json?: unknown; body?: string | Uint8Array; headers?: Record<string, string> };

/** Starts a portal that answers as told. */
export async function portalOf(answer: (seen: Seen) => Answer): Promise<TestPortal> {
  const seen: Seen[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    const json = /json/.test(request.headers['content-type'] ?? '') ? (JSON.parse(String(bytes)) as Record<string, unknown>) : {};
    const one = { method: request.method!, url: new URL(request.url!, 'http://x'), headers: request.headers, bytes, json };
    seen.push(one);
    const { status = 200, json: data, body, headers = {} } = answer(one);
    response
      .writeHead(status, { ...(body === undefined && { 'content-type': 'application/json' }), ...headers })
      .end(body ?? JSON.stringify(data ?? {}));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
