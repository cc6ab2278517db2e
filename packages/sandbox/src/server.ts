import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Context } from './context.js';
import { originHeader } from './http.js';
import type { Incoming, Outgoing, Provider } from './http.js';
import type { Fault, FaultEngine } from './state/faults.js';
import { safeHeaders, safePath } from './state/log.js';

type Bindings = { Bindings: { incoming: IncomingMessage; outgoing: ServerResponse } };

/** A listener on 127.0.0.1. */
export interface Listener {
  port: number;
  origin: string;
  close(): Promise<void>;
}

const exposed = ['Content-Range', 'Idempotent-Replayed', 'Retry-After', 'Version', 'X-Last-Lsn', 'Location', originHeader];

/** Serves a provider: faults first, then the provider, everything logged. */
export function providerApp(provider: Provider, context: Context, faults: FaultEngine): Hono<Bindings> {
  const app = new Hono<Bindings>();
  app.use('*', cors({ origin: '*', exposeHeaders: exposed }));
  app.all('*', async (c) => {
    const raw = c.req.raw;
    const request: Incoming = {
      method: raw.method,
      url: new URL(raw.url),
      headers: raw.headers,
      bytes: raw.body === null ? new Uint8Array() : new Uint8Array(await raw.arrayBuffer()),
    };
    const operation = provider.identify(request);
    const target = { provider: provider.name, operation, method: request.method, path: request.url.pathname };
    const fault = faults.pick(target);
    const answer = await answerWith(provider, request, fault);
    context.recorder.record({
      time: new Date(context.clock.now()).toISOString(),
      provider: provider.name,
      method: request.method,
      path: safePath(request.url),
      ...(operation === undefined ? {} : { operation }),
      status: answer?.status ?? 0,
      headers: safeHeaders(request),
      ...(fault ? { fault: fault.id } : {}),
      ...(answer?.leaked ? { leaked: answer.leaked } : {}),
    });
    if (answer) return toResponse(answer, request.method);
    c.env.incoming.socket.resetAndDestroy();
    return RESPONSE_ALREADY_SENT;
  });
  return app;
}

/** The answer, or undefined when the connection is to be cut. */
async function answerWith(provider: Provider, request: Incoming, fault: Fault | undefined): Promise<Outgoing | undefined> {
  if (fault?.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
  const stops = fault !== undefined && (fault.status !== undefined || fault.reset === true);
  let answer: Outgoing | undefined;
  if (!stops || fault.when === 'after') answer = await provider.handle(request);
  if (!fault) return answer;
  if (fault.reset) return undefined;
  if (fault.status === undefined) return answer && { ...answer, headers: { ...answer.headers, ...fault.headers } };
  const { status, body, headers = {} } = fault;
  return { status, headers, ...(typeof body === 'string' ? { raw: body } : body === undefined ? {} : { body }) };
}

function toResponse(answer: Outgoing, method: string): Response {
  const headers = new Headers();
  if (answer.body !== undefined) headers.set('content-type', 'application/json; charset=utf-8');
  if (answer.raw !== undefined) headers.set('content-type', 'text/plain; charset=utf-8');
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers.set(name, value);
  const empty = method === 'HEAD' || [204, 205, 304].includes(answer.status);
  const body = answer.body === undefined ? (answer.raw ?? null) : JSON.stringify(answer.body);
  return new Response(empty ? null : (body as BodyInit | null), { status: answer.status, headers });
}

/** Starts a listener on the loopback interface; port 0 takes a free one. */
export function listen(app: { fetch: Hono<Bindings>['fetch'] }, port: number, what: string): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info: AddressInfo) => {
      resolve({
        port: info.port,
        origin: `http://127.0.0.1:${info.port}`,
        close: () =>
          new Promise<void>((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    server.on('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? `port ${port} is in use; choose another one (0 takes a free port)` : error.message;
      reject(new Error(`The sandbox cannot serve ${what}: ${reason}`, { cause: error }));
    });
  });
}
