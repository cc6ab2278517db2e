import type { CatalogEntry, OperationDetails } from '@portolan/catalog';
import type * as HubexPackage from '@portolan/hubex';
import type { Hubex } from '@portolan/hubex';
import type { Sessions } from '../auth/sessions.ts';
import type { Connection } from '../core/connection.ts';
import type { Parameters as Entered } from '../core/form/values.ts';

/** A request that has been filled in. */
export interface OperationRequest {
  readonly details: OperationDetails;
  readonly parameters: Entered;
  readonly body?: unknown;
}

/** Sends operations of one provider through its package. */
export interface OperationClient {
  /** Gives the answer whatever its status, with the body unread. */
  send(request: OperationRequest, options: { readonly signal: AbortSignal; readonly timeout: number }): Promise<Response>;
}

type Call = Parameters<Hubex['request']>[0];
type EncoderOf = typeof HubexPackage.encoderOf;

/** Another way to the network, for explaining an answer without one. */
export type Fetch = typeof globalThis.fetch;

const inspection = { parse: 'response', throwOnError: false } as const;
/** What the server says first is what is shown: no silent second attempt in a tool for looking at answers. */
const once = { attempts: 1 } as const;

/** The client of a connection. Provider packages are loaded when the first request needs them. */
export async function openClient(connection: Connection, sessions: Sessions, fetch?: Fetch): Promise<OperationClient> {
  const address = connection.baseUrl === undefined ? {} : { baseUrl: connection.baseUrl };
  const common = { retry: once, ...(fetch ? { fetch } : {}) };
  switch (connection.provider) {
    case 'hubex': {
      const { createHubex, encoderOf } = await import('@portolan/hubex');
      const client = createHubex({ auth: await tokens(connection, sessions), ...address, ...common });
      return {
        send: async (request, options) => (await client.request({ ...callOf(request, encoderOf), ...options, ...inspection })).response,
      };
    }
    case 'workly': {
      const { createWorkly, encoderOf } = await import('@portolan/workly');
      const client = createWorkly({ auth: await tokens(connection, sessions), ...address, ...common });
      return {
        send: async (request, options) => (await client.request({ ...callOf(request, encoderOf), ...options, ...inspection })).response,
      };
    }
    case 'bitrix24': {
      const { createBitrix24 } = await import('@portolan/bitrix24');
      const client = createBitrix24({ auth: await bitrix24Auth(connection, sessions), ...common });
      return {
        async send({ details, body }, options) {
          const { entry } = details;
          const version = entry.api === 'v3' ? client.v3 : client;
          return (await version.send(entry.name, body ?? {}, { ...options, ...inspection })).response;
        },
      };
    }
  }
}

/**
 * What the provider's own client makes of an error answer: the message of its typed error. The answer goes through the client a second
 * time, from memory, so that no error format is known twice.
 */
export async function explain(
  connection: Connection,
  request: OperationRequest,
  status: number,
  headers: Headers,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string | undefined> {
  const replay: Fetch = async () => new Response(status === 204 ? null : bytes, { status, headers });
  try {
    await replayThrough(connection, request, replay);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : undefined;
  }
}

async function replayThrough(connection: Connection, request: OperationRequest, fetch: Fetch): Promise<void> {
  const common = { retry: once, fetch };
  const known = { getToken: async () => 'replayed' };
  switch (connection.provider) {
    case 'hubex': {
      const { createHubex, encoderOf } = await import('@portolan/hubex');
      await createHubex({ auth: known, ...common }).request(callOf(request, encoderOf));
      return;
    }
    case 'workly': {
      const { createWorkly, encoderOf } = await import('@portolan/workly');
      await createWorkly({ auth: known, ...common }).request(callOf(request, encoderOf));
      return;
    }
    case 'bitrix24': {
      const { createBitrix24 } = await import('@portolan/bitrix24');
      const client = createBitrix24({ auth: { portal: 'replayed.invalid', session: known }, ...common });
      await (request.details.entry.api === 'v3' ? client.v3 : client).send(request.details.entry.name, request.body ?? {});
      return;
    }
  }
}

async function tokens(connection: Connection, sessions: Sessions): Promise<NonNullable<Awaited<ReturnType<Sessions['open']>>>> {
  const session = await sessions.open(connection);
  if (!session) throw new Error(`${connection.kind} gives no tokens.`);
  return session;
}

async function bitrix24Auth(
  connection: Connection,
  sessions: Sessions,
): Promise<{ webhook: string } | { portal: string; session: { getToken(): Promise<string> } }> {
  const credentials = await sessions.credentials(connection);
  if (credentials.kind === 'bitrix24Webhook') return { webhook: credentials.url };
  return {
    portal: connection.baseUrl ?? (credentials.kind === 'bitrix24Application' ? credentials.portal : ''),
    session: await tokens(connection, sessions),
  };
}

function callOf({ details, parameters, body }: OperationRequest, encoderOf: EncoderOf): Call {
  const { entry } = details;
  return {
    id: entry.name,
    method: entry.method,
    url: entry.url,
    path: { ...parameters.path },
    query: { ...parameters.query },
    headers: { ...parameters.headers },
    ...(body === undefined ? {} : { body }),
    encode: encoderOf(details.body?.contentType),
    repeatable: details.idempotent,
  } satisfies Call;
}

/** Whether the extension can send an operation at all. */
export function isSendable(entry: CatalogEntry): boolean {
  return entry.document !== 'bitrix24/oauth';
}
