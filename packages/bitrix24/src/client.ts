import type { CallOptions as WireOptions, Result } from '@portolan/transport';
import type { Batcher, BatcherV3 } from './batch/batcher.js';
import type { BatchFunctions } from './batch/shaped.js';
import { idempotencyHeader, positionalStart, unkeyedMethods } from './generated/protocol.js';
import type { Api, Methods } from './generated/v2/index.js';
import type { Api as ApiV3, Methods as MethodsV3 } from './generated/v3/index.js';
import type { Read } from './list/open.js';
import type { List, ListOptions, Page } from './list/source.js';
import type { AnyMethod, CallOptions, Command, CommandArgument, ItemOf, ParamsArgument, ResultOf, Version } from './methods.js';
import { nested } from './nested.js';
import { type Bitrix24Options, openPortal, type Portal } from './portal.js';
import { checkMethod, onlyReads } from './protocol.js';

/** Calls by name in one version of the REST API. `M` is the generated map of its methods. */
export interface Caller<M, V extends Version = 'v2'> {
  /**
   * Calls a method and gives its `result`.
   * @throws Bitrix24Error when the portal refuses
   */
  call<N extends keyof M & string>(
    method: N,
    ...args: [...ParamsArgument<MethodIn<M, N>>, options?: CallOptions]
  ): Promise<ResultOf<MethodIn<M, N>>>;
  /** Calls a method and gives its whole answer: `result`, `total`, `next`, `time`. */
  raw<N extends keyof M & string>(
    method: N,
    ...args: [...ParamsArgument<MethodIn<M, N>>, options?: CallOptions]
  ): Promise<MethodIn<M, N>['answer']>;
  /**
   * Reads a list method to its end: items by ascending id, each exactly once, at the speed that the portal's limits allow. An order of
   * your own is kept, page by page, but then records that move meanwhile may be missed. The id is added to `select`.
   * Nothing is sent before the first item is asked for.
   */
  list<N extends keyof M & string>(
    method: N,
    ...args: [...ParamsArgument<MethodIn<M, N>>, options?: ListOptions]
  ): List<ItemOf<MethodIn<M, N>>>;
  /** Makes a command for a batch. */
  command<N extends keyof M & string>(method: N, ...args: CommandArgument<MethodIn<M, N>>): Command<ResultOf<MethodIn<M, N>>, V>;
  /**
   * Sends any method, listed or not, and gives the HTTP answer with it. For tools; scripts want `call`.
   * `parse: 'response'` leaves the body unread, `throwOnError: false` hands over refusals as they are. The answer's `url` names host and method
   * only: the address may hold a webhook's code.
   */
  send(method: string, params?: object, options?: WireOptions): Promise<Result<unknown>>;
}

type MethodIn<M, N extends keyof M> = M[N] extends AnyMethod ? M[N] : never;

/** REST 3.0 of the same portal: its own methods, the same limits and sign-in. */
export type Bitrix24V3 = Caller<MethodsV3, 'v3'> & BatcherV3 & Omit<ApiV3, keyof Caller<MethodsV3> | keyof BatcherV3>;

/** A client of one portal: methods by name, nested (`b24.crm.deal.list`), in batches, and those of REST 3.0 under `v3`. */
export type Bitrix24 = Caller<Methods> & Batcher & { readonly v3: Bitrix24V3 } & Omit<Api, keyof Caller<Methods> | keyof Batcher | 'v3'>;

/**
 * A client of a Bitrix24 portal. Nothing is sent until the first call.
 * @throws UsageError naming the option that is wrong; it never quotes a webhook
 */
export function createBitrix24(options: Bitrix24Options): Bitrix24 {
  const portal = openPortal(options);
  const v2 = caller(portal, 'v2');
  const v3 = caller(portal, 'v3');
  // Batches are loaded with the first one.
  const batches =
    (name: keyof BatchFunctions) =>
    async (...given: object[]): Promise<unknown> =>
      (await import('./batch/shaped.js'))[name](portal, sendMethod, given);
  const operating = portal.operating.get.bind(portal.operating);
  return root({
    ...v2,
    batch: batches('batch'),
    batchSettled: batches('batchSettled'),
    operating,
    v3: root({ ...v3, batch: batches('batchV3') }),
  }) as unknown as Bitrix24;
}

/** The loosely typed calls behind {@link Caller}. */
interface Calls {
  call(method: string, params?: object, options?: object): Promise<unknown>;
  list(method: string, params?: object, options?: object): unknown;
  [name: string]: unknown;
}

function caller(portal: Portal, version: 'v2' | 'v3'): Calls {
  const send = async (method: string, params: object | undefined, options: object | undefined): Promise<Result<unknown>> => {
    checkMethod(method);
    const reads = await onlyReads(method);
    const keyed = version === 'v3' && !reads && !unkeyedMethods.has(method);
    return sendMethod(portal, version, method, params, keyed || reads, options, keyed);
  };
  const raw = async (method: string, params?: object, options?: object): Promise<unknown> => (await send(method, params, options)).data;
  const read: Read = async (method, params, signal) => (await sendMethod(portal, version, method, params, true, { signal })).data ?? {};
  return {
    send: async (method: string, params?: object, options?: object) =>
      (await import('./hide-address.js')).withoutAddress(await send(method, params, options), method),
    raw,
    call: async (method, params, options) => ((await raw(method, params, options)) as { result?: unknown } | undefined)?.result,
    command: (method: string, params: object = {}) => ({ method, params }),
    list(method, params = {}, options) {
      const pages = async function* (): AsyncGenerator<Page<unknown>, void, undefined> {
        const { open } = await import('./list/open.js');
        yield* open(portal, version, read, method, params, options);
      };
      return {
        pages,
        async *[Symbol.asyncIterator]() {
          for await (const { items } of pages()) yield* items;
        },
      };
    },
  };
}

async function sendMethod(
  portal: Portal,
  version: 'v2' | 'v3',
  method: string,
  params: object | undefined,
  repeatable: boolean,
  options: WireOptions | undefined,
  keyed = false,
): Promise<Result<unknown>> {
  const answer = await portal[version].request<unknown>({
    ...options,
    id: method,
    method: 'POST',
    url: `/${method}`,
    body: positionalStart.test(method) ? (await import('./positional.js')).inPosition(method, params ?? {}) : (params ?? {}),
    repeatable,
    // One key for all attempts: the portal carries the write out once however often it arrives.
    ...(keyed && { headers: { [idempotencyHeader]: crypto.randomUUID() } }),
  });
  const { data, response } = answer;
  portal.operating.note(method, data);
  // Some methods refuse with status 200. Whoever wants no errors thrown reads them in the answer.
  if (options?.throwOnError !== false && (data as { error?: unknown } | undefined)?.error !== undefined)
    throw (await import('./refused.js')).bitrix24Error(method, data, response);
  return answer;
}

/** Own functions first, every other name is the first word of a method. */
const root = (calls: Calls): Calls => nested(calls, calls, '', calls);
