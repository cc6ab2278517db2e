import type { CallOptions as WireOptions, Client, Result } from '@portolan/transport';
import { batchBody, type BatchOptions, type BatchOutcome, batchOutcome, type BatchResults, type Commands } from './batch.js';
import { idempotencyHeader, listKeys, pageV3, unkeyedMethods } from './generated/protocol.js';
import type { Api, Methods } from './generated/v2/index.js';
import type { Api as ApiV3, Methods as MethodsV3 } from './generated/v3/index.js';
import { type ItemOf, listByPage, listByStart } from './list.js';
import type { AnyMethod, CallOptions, Command, ParamsArgument, ResultOf } from './methods.js';
import { node } from './nested.js';
import { type Bitrix24Options, openPortal } from './portal.js';
import { checkMethod, isRead } from './protocol.js';

/** Calls by name in one version of the REST API. `M` is the generated map of its methods. */
export interface Caller<M> {
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
  /** Yields every item of a list method, page by page. */
  list<N extends keyof M & string>(
    method: N,
    ...args: [...ParamsArgument<MethodIn<M, N>>, options?: CallOptions]
  ): AsyncGenerator<ItemOf<MethodIn<M, N>>, void, undefined>;
  /** Makes a command for a batch. */
  command<N extends keyof M & string>(method: N, ...args: ParamsArgument<MethodIn<M, N>>): Command<MethodIn<M, N>>;
  /**
   * Sends any method, listed or not, and gives the HTTP answer with it. For tools; scripts want `call`.
   * `parse: 'response'` leaves the body unread, `throwOnError: false` hands over refusals as they are.
   */
  send(method: string, params?: object, options?: WireOptions): Promise<Result<unknown>>;
}

type MethodIn<M, N extends keyof M> = M[N] extends AnyMethod ? M[N] : never;

/** What v2 has besides its methods. */
export interface Batcher {
  /**
   * Runs up to 50 commands in one request; results come back by the caller's keys.
   * @throws Bitrix24Error of the first command that was refused
   */
  batch<T extends Commands>(commands: T, options?: BatchOptions): Promise<BatchResults<T>>;
  /** The same, with refused commands beside the results instead of thrown. */
  batchSettled<T extends Commands>(commands: T, options?: BatchOptions): Promise<BatchOutcome<T>>;
}

/** REST 3.0 of the same portal: its own methods, the same limits and sign-in. */
export type Bitrix24V3 = Caller<MethodsV3> & Omit<ApiV3, keyof Caller<MethodsV3>>;

/** A client of one portal: methods by name, nested (`b24.crm.deal.list`), in batches, and those of REST 3.0 under `v3`. */
export type Bitrix24 = Caller<Methods> & Batcher & { readonly v3: Bitrix24V3 } & Omit<Api, keyof Caller<Methods> | keyof Batcher | 'v3'>;

/**
 * A client of a Bitrix24 portal. Nothing is sent until the first call.
 * @throws UsageError naming the option that is wrong; it never quotes a webhook
 */
export function createBitrix24(options: Bitrix24Options): Bitrix24 {
  const portal = openPortal(options);
  const v2 = caller(portal.v2, 'v2');
  const v3 = caller(portal.v3, 'v3');
  const batchSettled = async <T extends Commands>(commands: T, { halt = false, ...rest }: BatchOptions = {}): Promise<BatchOutcome<T>> => {
    const body = batchBody(commands, halt);
    const repeatable = Object.values(commands).every(({ method }) => isRead(method));
    const answer = await sendMethod(portal.v2, 'batch', body, repeatable, rest);
    return batchOutcome(commands, (answer.data as { result?: unknown }).result);
  };
  const batch = async <T extends Commands>(commands: T, batchOptions?: BatchOptions): Promise<BatchResults<T>> => {
    const { results, errors } = await batchSettled(commands, batchOptions);
    const [refused] = Object.values(errors);
    if (refused !== undefined) throw refused as Error;
    return results as BatchResults<T>;
  };
  return nested({ ...v2, batch, batchSettled, v3: nested(v3) }) as unknown as Bitrix24;
}

/** The loosely typed calls behind {@link Caller}. */
interface Calls {
  call(method: string, params?: object, options?: object): Promise<unknown>;
  [name: string]: unknown;
}

function caller(client: Client, version: 'v2' | 'v3'): Calls {
  const send = async (method: string, params: object | undefined, options: object | undefined): Promise<Result<unknown>> => {
    checkMethod(method);
    const keyed = version === 'v3' && !isRead(method) && !unkeyedMethods.has(method);
    return sendMethod(client, method, params, keyed || isRead(method), options, keyed);
  };
  const raw = async (method: string, params?: object, options?: object): Promise<unknown> => (await send(method, params, options)).data;
  return {
    send,
    raw,
    call: async (method, params, options) => ((await raw(method, params, options)) as { result?: unknown } | undefined)?.result,
    command: (method: string, params: object = {}) => ({ method, params }),
    list: (method: string, params: object = {}, options?: object) => {
      const page1 = (name: string, more: object): Promise<unknown> => raw(name, more, options);
      const key = listKeys[version === 'v3' ? `v3:${method}` : method];
      const given = params as Record<string, unknown>;
      return version === 'v3' ? listByPage(page1, method, given, key, pageV3.default) : listByStart(page1, method, given, key);
    },
  };
}

function sendMethod(
  client: Client,
  method: string,
  params: object | undefined,
  repeatable: boolean,
  options: object | undefined,
  keyed = false,
): Promise<Result<unknown>> {
  return client.request<unknown>({
    ...options,
    id: method,
    method: 'POST',
    url: `/${method}`,
    body: params ?? {},
    repeatable,
    // One key for all attempts: the portal carries the write out once however often it arrives.
    ...(keyed ? { headers: { [idempotencyHeader]: crypto.randomUUID() } } : {}),
  });
}

/** Own functions first, every other name is the first word of a method. */
function nested(calls: Calls): Calls {
  const words = new Map<string, unknown>();
  return new Proxy(calls, {
    get(target, key) {
      if (typeof key === 'symbol' || key === 'then' || Object.hasOwn(target, key)) return Reflect.get(target, key);
      if (!words.has(key)) words.set(key, node(target.call, key));
      return words.get(key);
    },
  });
}
